/** `npm run bench -- NAME…` runs benchmarks by name and prints one line of JSON each. */
import { existsSync, readdirSync } from 'node:fs';
import type { BenchResult } from './bench-result.ts';

interface Bench {
  readonly run: () => Promise<BenchResult>;
}

const here = new URL('.', import.meta.url);
/** Files that stand here and are no benchmarks. */
const others = new Set(['run', 'bench-result', 'kernel-cpu']);

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !isBench(name));
  if (names.length === 0 || unknown.length > 0) {
    const complaint = unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}. ` : '';
    console.error(`${complaint}Choose from: ${benchNames().join(', ')}.`);
    return 2;
  }
  for (const name of names) {
    const bench = (await import(new URL(`${name}.ts`, here).href)) as Bench;
    console.log(JSON.stringify(await bench.run()));
  }
  return 0;
}

function isBench(name: string): boolean {
  return /^[a-z-]+$/.test(name) && !others.has(name) && existsSync(new URL(`${name}.ts`, here));
}

function benchNames(): readonly string[] {
  return readdirSync(here)
    .map((file) => file.replace(/\.ts$/, ''))
    .filter(isBench);
}

process.exitCode = await main(process.argv.slice(2));
