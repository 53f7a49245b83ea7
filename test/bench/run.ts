/** `npm run bench -- NAME…` runs benchmarks by name and prints one line of JSON each. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { BenchResult } from './bench-result.ts';

interface Bench {
  readonly run: () => Promise<BenchResult>;
}

const here = new URL('.', import.meta.url);
/** Files that stand here and are no benchmarks. */
const others = new Set(['run', 'bench-result', 'kernel-cpu', 'prime-slices']);

/**
 * Several nodes on one machine stand for as many machines, and jobs are held against baselines and busy loops of the
 * usual priority: so all have the same here, and whatever else the machine does takes from all alike. `yield` is about
 * what jobs leave to others, and measures them as they are.
 */
function setWeight(name: string): void {
  if (name === 'yield') delete process.env['COMMON_HOURS_JOB_WEIGHT'];
  else process.env['COMMON_HOURS_JOB_WEIGHT'] = 'usual';
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !isBench(name));
  if (names.length === 0) {
    console.log('Choose one or more: npm run bench -- NAME…\n');
    for (const name of benchNames()) console.log(`  ${name.padEnd(16)}${whatOf(name)}`);
    console.log(
      '\nJobs run at the priority of other programs here, but for yield: else at the lowest.',
    );
    return 0;
  }
  if (unknown.length > 0) {
    console.error(
      `There is no benchmark ${unknown.join(', ')}. Choose from: ${benchNames().join(', ')}.`,
    );
    return 2;
  }
  for (const name of names) {
    setWeight(name);
    const bench = (await import(new URL(`${name}.ts`, here).href)) as Bench;
    await say(`${JSON.stringify(await bench.run())}\n`);
  }
  return 0;
}

/** Answers when it is out: a pipe that programs share takes what it is given later, or never. */
function say(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(line, (cause) => (cause ? reject(cause) : resolve()));
  });
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
