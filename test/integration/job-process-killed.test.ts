/**
 * The process of the jobs is killed at random moments, while somebody has three jobs under way. Every job is
 * done, with its one receipt and the right result, or says why not. Takes some
 * 40 s on a busy machine; `COMMON_HOURS_RUNS=100` for more.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import type { JobView } from '../../shared/api/contract.ts';
import type { NodeConnection } from '../../main/headless/connect.ts';
import { present, until } from '../../main/headless/connect.ts';
import { createCommunity, programs } from '../support/nodes.ts';
import { oneSlice } from '../support/one-slice.ts';
import { jobProcessesOf } from '../support/processes.ts';

/** Two seconds each on a busy machine: a hundred are too long for each time. */
const rounds = Number(process.env['COMMON_HOURS_RUNS'] ?? 8);
/** From asking to the receipt takes about as long, so that a moment falls into every part of it. */
const momentMsMax = 250;
/** Of which the lender runs as many as it has cores. */
const jobsAtOnce = 3;
const primesBelow = 2_000_000;
const primes = '148933\n';
const seed = Number(process.env['COMMON_HOURS_SEED'] ?? randomBytes(4).readUInt32LE());
const module = new Uint8Array(readFileSync(join(programs, 'prime-count.wasm')));

test.runIf(process.platform === 'linux')(
  'killed processes: no receipt without its work, no work without a reason on screen',
  async () => {
    console.log(`COMMON_HOURS_SEED=${seed}`);
    const community = await createCommunity();
    onTestFinished(() => community.close());
    const [alice, bob] = await Promise.all([
      community.start('Alice'),
      community.start('Bob', 'on'),
    ]);
    await community.meet();
    const connection = await alice.connect();
    const moments = createMoments(seed);
    const jobs: JobView[] = [];
    let killed = 0;
    for (let round = 0; round < rounds; round += 1) {
      const asked = Array.from({ length: jobsAtOnce }, () => runJob(connection));
      await wait(moments());
      for (const id of jobProcessesOf(bob.pid())) {
        process.kill(id, 'SIGKILL');
        killed += 1;
      }
      jobs.push(...(await Promise.all(asked)));
    }
    const done = jobs.filter(({ state }) => state === 'done');
    const failed = jobs.filter(({ state }) => state !== 'done');
    expect(done.length).toBeGreaterThan(0);
    for (const { id } of done) expect(await resultOf(connection, id)).toBe(primes);
    for (const job of failed) expect(job.sentence).toMatch(/^.{20,}\.$/);
    const paid: string[] = [];
    for (const { id } of done) paid.push(...(await receiptsOfJob(connection, id)));
    const receipts = paid.toSorted();
    expect(new Set(receipts).size).toBe(done.length);
    const lender = await bob.connect();
    for (const side of [connection, lender])
      await expect.poll(() => receiptsOf(side)).toEqual(receipts);
    const crashes = async () => {
      const lending = await present(lender.client.lending.state);
      assert(lending.ok, 'what is lent is told');
      return lending.value.wall.crashes;
    };
    expect(killed).toBeGreaterThan(0); // on a busy machine, and between two jobs, none may be up
    await expect.poll(crashes).toBe(killed);
    connection.close();
    lender.close();
  },
  120_000 + rounds * 15_000,
);

/** The same moments for the same seed (mulberry32). */
function createMoments(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * momentMsMax);
  };
}

/** Asks, and waits until the job has ended. */
async function runJob({ client }: NodeConnection): Promise<JobView> {
  const sent = await client.jobs.submit({
    request: randomBytes(32).toString('hex'),
    draft: oneSlice('Killed', module, new Uint8Array(0), { args: ['2', String(primesBelow)] }),
    ceiling: 1_000n,
  });
  assert(sent.ok, 'the job is taken');
  const ended = await until(client.jobs.list, ({ jobs }) => {
    const job = jobs.find(({ id }) => id === sent.value.job);
    return job === undefined || job.endedAtMs === null || job.setAside > 0n ? null : job;
  });
  assert(ended.ok, 'a job is never lost');
  return ended.value;
}

async function receiptsOf({ client }: NodeConnection): Promise<readonly string[]> {
  const told = await client.hours.entries({ before: null, limit: 1000 });
  assert(told.ok, 'the entries are told');
  return told.value.entries.map(({ receipt }) => receipt).toSorted();
}

/** Of the slice of one job, as its answers say. */
async function receiptsOfJob({ client }: NodeConnection, job: string): Promise<readonly string[]> {
  const shown = await client.jobs.slices({ job, from: 0, limit: 1, state: null });
  assert(shown.ok, 'a slice is told');
  return (shown.value.slices[0]?.answers ?? []).flatMap(({ receipt }) => receipt ?? []);
}

async function resultOf({ client }: NodeConnection, job: string): Promise<string> {
  const result = await client.jobs.result({ job, slice: 0 });
  assert(result.ok, 'a job that is done has a result');
  return new TextDecoder().decode(result.value.bytes);
}
