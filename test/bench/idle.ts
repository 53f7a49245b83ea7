/** What a node costs that has nothing to do: the price of leaving it on. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { assert } from '../../shared/base/assert.ts';
import { createCommunity } from '../support/nodes.ts';
import type { BenchResult } from './bench-result.ts';
import { descendantsOf, kernelCpuOf } from './kernel-cpu.ts';

/**
 * After a start it looks for others again and again for most of a minute, its processes for jobs go after one, and
 * after nearly two V8 gives back what the start has left.
 */
const settleMs = 130_000;
const watchMs = 60_000;

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
  const empty = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)'], {
    stdio: 'ignore',
  });
  try {
    const alice = await community.start('Alice', 'on');
    await community.start('Bob');
    await community.meet();
    // on all days but the first it is rated already, and was told what it is told
    await alice.stop();
    await alice.start();
    await community.meet();
    await wait(settleMs);
    const before = kernelCpuOf(processesOf(alice.pid()));
    await wait(watchMs);
    const ids = processesOf(alice.pid());
    const percent = ((kernelCpuOf(ids) - before) / 1000 / watchMs) * 100;
    assert(empty.pid !== undefined, 'an empty program runs');
    const [value, baseline] = [
      megabytesOf(ids, 'status', 'VmRSS'),
      megabytesOf([empty.pid], 'status', 'VmRSS'),
    ];
    const share = megabytesOf(ids, 'smaps_rollup', 'Pss');
    return {
      name: 'idle',
      value,
      unit: 'MB resident',
      baseline,
      ratio: Number((value / baseline).toFixed(2)),
      runs: 1,
      what:
        'A node that lends, was started again and has nothing to do, with every process that it has started ' +
        `(${String(ids.length - 1)} at the end), watched for ${String(watchMs / 1000)} s, in which it used ` +
        `${percent.toFixed(3)} % of a core. Of its memory, ${String(share)} MB are its share where others use the ` +
        'same pages. The baseline is Node with an empty program.',
    };
  } finally {
    empty.kill();
    await community.close();
  }
}

function processesOf(id: number): readonly number[] {
  return [id, ...descendantsOf(id)];
}

/** All of them together, of what the kernel says of each in a file of its own. */
function megabytesOf(ids: readonly number[], file: string, field: string): number {
  const kibibytes = ids.map((id) => {
    const text = readFileSync(`/proc/${String(id)}/${file}`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  });
  return Number(((kibibytes.reduce((sum, each) => sum + each, 0) * 1024) / 1e6).toFixed(1));
}
