/** `npm run bench -- NAME…` runs benchmarks by name and prints one line of JSON each. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { BenchResult } from './bench-result.ts';

interface Bench {
  readonly run: () => Promise<BenchResult>;
}

const here = new URL('.', import.meta.url);
/** Files that stand here and are no benchmarks. */
const others = new Set(['run', 'bench-result', 'kernel-cpu', 'prime-slices']);

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !isBench(name));
  if (names.length === 0) {
    console.log('Choose one or more: npm run bench -- NAME…\n');
    for (const name of benchNames()) console.log(`  ${name.padEnd(16)}${whatOf(name)}`);
    return 0;
  }
  if (unknown.length > 0) {
    console.error(
      `There is no benchmark ${unknown.join(', ')}. Choose from: ${benchNames().join(', ')}.`,
    );
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

/** What a benchmark measures: the sentence that its file begins with. */
function whatOf(name: string): string {
  const source = readFileSync(new URL(`${name}.ts`, here), 'utf8');
  return /^\/\*\*\s*([^]*?\.)\s/.exec(source)?.[1]?.replaceAll(/\s*\n \* /g, ' ') ?? '';
}

process.exitCode = await main(process.argv.slice(2));
