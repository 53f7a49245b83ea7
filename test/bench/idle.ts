/** What a node costs that has nothing to do: the price of leaving it on. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { assert } from '../../shared/base/assert.ts';
import { createCommunity } from '../support/nodes.ts';
import type { BenchResult } from './bench-result.ts';

/** The kernel counts a process's time in hundredths of a second (USER_HZ). */
const msPerTick = 10;
const settleMs = 15_000;
const watchMs = 30_000;

/** As an installed copy runs: what was built, because reading TypeScript costs memory of its own. */
const built = new URL('../../out/main/headless/cli.js', import.meta.url);
const program = [
  '--input-type=module',
  '--eval',
  `import { main } from '${built.href}'; process.exitCode = await main(process.argv.slice(1));`,
  '--',
];

/** Needs Linux, whose kernel keeps books for each process. */
export async function run(): Promise<BenchResult> {
  assert(existsSync(built), 'the program is built: npm run build');
  const community = await createCommunity(program);
  const empty = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)']);
  try {
    const alice = await community.start('Alice', 'on');
    await community.start('Bob');
    await community.meet();
    await wait(settleMs);
    const before = cpuMsOf(alice.pid());
    await wait(watchMs);
    const percent = ((cpuMsOf(alice.pid()) - before) * 100) / watchMs;
    assert(empty.pid !== undefined, 'an empty program runs');
    const [value, baseline] = [residentOf(alice.pid()), residentOf(empty.pid)];
    return {
      name: 'idle',
      value,
      unit: 'MB resident',
      baseline,
      ratio: Number((value / baseline).toFixed(2)),
      runs: 1,
      what:
        `A node that lends and has nothing to do, watched for ${String(watchMs / 1000)} s, in which it used ` +
        `${percent.toFixed(2)} % of a core; the baseline is Node with an empty program.`,
    };
  } finally {
    empty.kill();
    await community.close();
  }
}

function cpuMsOf(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

function residentOf(pid: number): number {
  const [, kibibytes] =
    /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return Math.round((Number(kibibytes) * 1024) / 1e6);
}
