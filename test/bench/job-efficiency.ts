/** How much of two cores a job of twenty slices gets through the network, beside `xargs -P2`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { NodeConnection } from '../../main/headless/connect.ts';
import { programsDir } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToText, textToBytes } from '../../shared/base/bytes.ts';
import { hasEnded, resultsOf, sendMany, whenJob } from '../support/many-slices.ts';
import { createCommunity } from '../support/nodes.ts';
import type { BenchResult } from './bench-result.ts';

const slices = 20;
const cores = 2;
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 3);
const file = join(programsDir, 'monte-carlo.wasm');
const plain = fileURLToPath(new URL('../support/plain-slice.ts', import.meta.url));
const module = new Uint8Array(readFileSync(file));
/** About a second each. */
const inputs = Array.from({ length: slices }, (_, seed) => `{"seed":${seed},"samples":330000000}`);

/** The middle of a few; the two take turns, so that a busy machine slows both alike. */
export async function run(): Promise<BenchResult> {
  const community = await createCommunity();
  try {
    const [alice, bob] = await Promise.all([
      community.start('Alice'),
      community.start('Bob', 'on'),
    ]);
    const lender = await bob.connect();
    const set = await lender.client.lending.set({ on: true, cores, shareMilli: 1000 });
    assert(set.ok, 'two cores are lent');
    await community.meet();
    const connection = await alice.connect();
    const [asked, local]: [number[], number[]] = [[], []];
    for (let index = 0; index < runs; index += 1) {
      local.push(await measure(xargs));
      asked.push(await measure(() => ask(connection)));
    }
    connection.close();
    lender.close();
    const shares = asked.map((ms, index) => ((local[index] ?? 0) * 100) / ms);
    return {
      name: 'job-efficiency',
      value: Number(middle(shares).toFixed(1)),
      unit: '% of the speed of xargs',
      baseline: 100,
      ratio: Number((middle(shares) / 100).toFixed(3)),
      runs,
      what:
        `A job of ${slices} slices of about a second on ${cores} lent cores, from submitting it to the last receipt, ` +
        'two nodes on one machine; the baseline is the same slices by xargs -P2, each in a plain Node process ' +
        'without meter or sandbox, in the same run.',
      further: [
        { name: 'ms through the network', value: Math.round(middle(asked)) },
        { name: 'ms by xargs', value: Math.round(middle(local)) },
      ],
    };
  } finally {
    await community.close();
  }
}

async function ask(connection: NodeConnection): Promise<void> {
  const job = await sendMany(connection, {
    ...{ name: 'Pi', module, inputs: inputs.map(textToBytes), certainty: 'one' },
    ceiling: 10_000_000n,
  });
  const ended = await whenJob(connection, job, hasEnded);
  assert(ended.slices.done === slices, 'every slice is done');
  const results = await resultsOf(connection, job);
  assert([...results.values()].every(isPi), 'every answer is right');
}

async function xargs(): Promise<void> {
  const child = spawn('xargs', ['-0', `-P${cores}`, '-n1', process.execPath, plain, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(inputs.join('\0'));
  const [code] = (await once(child, 'close')) as [number | null];
  const answers = said.trim().split('\n');
  assert(code === 0 && answers.length === slices, 'xargs runs every slice');
  assert(
    answers.every((answer) => isPi(textToBytes(answer))),
    'and gets the same answers',
  );
}

function isPi(result: Uint8Array): boolean {
  return /"pi":3\.14[12]/.test(bytesToText(result));
}

async function measure(action: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

function middle(values: readonly number[]): number {
  const [value] = values.toSorted((a, b) => a - b).slice(Math.floor(values.length / 2));
  assert(value !== undefined, 'there are runs');
  return value;
}
