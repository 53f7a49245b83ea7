import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobView, StatementView } from '../../shared/api/contract.ts';
import { assert } from '../../shared/base/assert.ts';
import { present } from '../../main/headless/connect.ts';
import { createCommunity, programs } from '../support/nodes.ts';
import type { TestCommunity, TestNode } from '../support/nodes.ts';
import { oneSlice } from '../support/one-slice.ts';

/** Of each of the two; `COMMON_HOURS_RUNS` for more. */
const rounds = Number(process.env['COMMON_HOURS_RUNS'] ?? 3);
const timeoutMs = 60_000 + rounds * 60_000;
/** A job takes some 250 ms from the ask to the receipt, so that a moment falls into every part of it. */
const momentMsMax = 320;
const seed = Number(process.env['COMMON_HOURS_SEED'] ?? randomBytes(4).readUInt32LE());

let community: TestCommunity;
let alice: TestNode;
let bob: TestNode;

beforeAll(async () => {
  community = await createCommunity();
  [alice, bob] = await Promise.all([community.start('Alice'), community.start('Bob', 'on')]);
  await community.meet();
});

afterAll(() => community.close());

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

const module = new Uint8Array(readFileSync(join(programs, 'monte-carlo.wasm')));

async function ask(): Promise<string> {
  const { client, close } = await alice.connect();
  const sent = await client.jobs.submit({
    request: randomBytes(32).toString('hex'),
    draft: oneSlice('Crash', module, new TextEncoder().encode('{"samples":60000000}')),
    ceiling: 1_000n,
  });
  assert(sent.ok, 'the job is taken');
  close();
  return sent.value.job;
}

/** How the job ended, as its owner's node says after whatever restarts there were. */
async function endOf(id: string): Promise<JobView> {
  const { client, close } = await alice.connect();
  const show = async () => {
    const shown = await client.jobs.show({ job: id });
    assert(shown.ok, 'a job is never lost');
    return shown.value.job;
  };
  const isEnded = async () => {
    const job = await show();
    return job.endedAtMs === null || job.setAside > 0n ? job : 'ended';
  };
  await expect.poll(isEnded, { interval: 50 }).toBe('ended');
  const job = await show();
  close();
  return job;
}

async function receiptsOfJob(id: string): Promise<readonly string[]> {
  const { client, close } = await alice.connect();
  const shown = await client.jobs.slices({ job: id, from: 0, limit: 1, state: null });
  assert(shown.ok, 'a slice is told');
  close();
  const answers = shown.value.slices[0]?.answers ?? [];
  return answers.flatMap(({ state, receipt }) => (state === 'paid' ? [receipt ?? 'none'] : []));
}

async function statementOf(node: TestNode): Promise<StatementView> {
  const { client, close } = await node.connect();
  const statement = await present(client.hours.statement);
  assert(statement.ok, 'the statement is told');
  close();
  return statement.value;
}

const receiptsOf = ({ newest }: StatementView) => newest.map(({ receipt }) => receipt).sort();

/** Both hold the same receipts, each once and at most one of each job, and the totals are their sums. */
async function expectAgreement(kept: ReadonlySet<string>): Promise<StatementView> {
  await expect
    .poll(
      async () => {
        const [hers, his] = await Promise.all([statementOf(alice), statementOf(bob)]);
        const isSame = receiptsOf(hers).join() === receiptsOf(his).join();
        return isSame && [...kept].every((receipt) => receiptsOf(hers).includes(receipt));
      },
      { interval: 100 },
    )
    .toBe(true);
  const [hers, his] = await Promise.all([statementOf(alice), statementOf(bob)]);
  const receipts = receiptsOf(hers);
  expect(new Set(receipts).size).toBe(receipts.length);
  expect(new Set(hers.newest.map(({ job }) => job)).size).toBe(receipts.length);
  const sum = hers.newest.reduce((total, { microCpuHours }) => total + microCpuHours, 0n);
  expect([hers.total.used, his.total.given]).toEqual([sum, sum]);
  expect(hers.total.difference + his.total.difference).toBe(0n);
  return hers;
}

async function crashInEachRound(victim: TestNode, moments: () => number): Promise<void> {
  const kept = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const moment = moments();
    const id = await ask();
    await wait(moment);
    await victim.kill();
    await victim.start();
    const job = await endOf(id);
    const said = `COMMON_HOURS_SEED=${String(seed)}, ${victim.name} killed after ${String(moment)} ms`;
    expect(['done', 'failed'], said).toContain(job.state);
    if (job.state === 'failed') expect(job.sentence, said).toMatch(/\.$/);
    else for (const receipt of await receiptsOfJob(id)) kept.add(receipt);
    const { newest } = await expectAgreement(kept);
    const paid = newest.filter((entry) => entry.job === id);
    expect(paid.length, said).toBe(job.state === 'done' ? 1 : 0);
    expect(job.used, said).toBe(paid[0]?.microCpuHours ?? 0n);
  }
}

test(
  'the asking node may be killed at any moment: no receipt is lost or counted twice',
  async () => {
    await crashInEachRound(alice, createMoments(seed));
  },
  timeoutMs,
);

test(
  'the lending node may be killed at any moment: no receipt is lost or counted twice',
  async () => {
    await crashInEachRound(bob, createMoments(seed + 1));
  },
  timeoutMs,
);
