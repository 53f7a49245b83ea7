/**
 * A lender that quits in order in the middle of a long slice: somebody else goes on nearly where it was. That slices of
 * a module take long is known from the first, so it takes some minutes: only with `COMMON_HOURS_LONG`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { NodeConnection } from '../../main/headless/connect.ts';
import { assert } from '../../shared/base/assert.ts';
import type { SliceAnswerView } from '../../shared/api/slices-shape.ts';
import { hasEnded, resultsOf, sendMany, whenJob } from '../support/many-slices.ts';
import { createCommunity } from '../support/nodes.ts';
import { answerTo, numberIn, steppingModule, stepsFrom } from '../support/stepping-slice.ts';

/** Some twenty seconds of computing on an ordinary core. */
const steps = 15_000_000_000;
const start = 7;

async function ask(connection: NodeConnection): Promise<string> {
  return sendMany(connection, {
    ...{ name: 'Long', module: await steppingModule(), inputs: [stepsFrom(start, steps)] },
    ...{ certainty: 'one', ceiling: 1_000_000n },
  });
}

/** What is known of the answers to the only slice of the job. */
async function answersOf(
  { client }: NodeConnection,
  job: string,
): Promise<readonly SliceAnswerView[]> {
  const told = await client.jobs.slices({ job, from: 0, limit: 1, state: null });
  assert(told.ok, 'the slice is told');
  return told.value.slices[0]?.answers ?? [];
}

/** The answer that was paid, and the work that it counts. */
async function paid(connection: NodeConnection, job: string): Promise<SliceAnswerView> {
  await whenJob(connection, job, hasEnded);
  const result = (await resultsOf(connection, job)).get(0);
  assert(result !== undefined, 'there is a result');
  expect(numberIn(result)).toBe(answerTo(start, steps));
  const answer = (await answersOf(connection, job)).find(({ state }) => state === 'paid');
  assert(answer !== undefined, 'the answer is paid');
  return answer;
}

test.runIf(process.env['COMMON_HOURS_LONG'] !== undefined)(
  'what a lender has done that quits in order is done no more by whoever goes on with it',
  { timeout: 900_000 },
  async () => {
    const community = await createCommunity();
    onTestFinished(() => community.close());
    const [alice, ...lenders] = await Promise.all([
      community.start('Alice'),
      community.start('Bob', 'on'),
      community.start('Carol', 'on'),
    ]);
    await community.meet();
    const connection = await alice.connect();
    const usual = (await paid(connection, await ask(connection))).cpuMicroseconds;
    const job = await ask(connection);
    let doneMicroseconds = 0;
    let holder = '';
    while (doneMicroseconds < usual / 2) {
      await wait(50);
      const running = (await answersOf(connection, job)).find(({ state }) => state === 'running');
      doneMicroseconds = running?.cpuMicroseconds ?? 0;
      holder = running?.person?.name ?? '';
    }
    const lender = lenders.find(({ name }) => name === holder);
    assert(lender !== undefined, 'somebody has it');
    const quitAtMs = performance.now();
    expect(await lender.stop()).toBe(0);
    const quitMs = performance.now() - quitAtMs;
    const rest = await paid(connection, job);
    console.log(
      `Quit in ${quitMs.toFixed(0)} ms after ${String(doneMicroseconds)} µs; the rest took ` +
        `${String(rest.cpuMicroseconds)} µs; undisturbed ${String(usual)} µs. ${String(rest.reason)}`,
    );
    expect(rest.reason).toMatch(new RegExp(`^Continued from .* by ${holder}`));
    connection.close();
  },
);
