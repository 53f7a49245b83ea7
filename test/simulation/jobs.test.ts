/** Jobs of many slices among a few people: right answers, in spite of who lies, leaves and falls over. */
import { expect, test } from 'vitest';
import type { JobRequestInput } from '../../shared/api/contract.ts';
import type { Certainty } from '../../shared/api/jobs-shape.ts';
import { bytesToHex, bytesToText, concatBytes, textToBytes } from '../../shared/base/bytes.ts';
import { limits } from '../../shared/domain/limits.ts';
import { setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';

const answerTo = (index: number) => `answer ${String(index)}`;

/** Slices of half a second, each with an answer of its own. */
function requestOf(
  slices: number,
  certainty: Certainty,
  change: Partial<JobRequestInput> = {},
): JobRequestInput {
  const inputs = Array.from({ length: slices }, (_, index) =>
    textToBytes(JSON.stringify({ cpuMs: 500, answer: answerTo(index), fails: null })),
  );
  return {
    request: bytesToHex(new Uint8Array(32).fill(slices)),
    draft: {
      name: 'many',
      module: textToBytes('module'),
      entry: null,
      args: [],
      input: {
        kind: 'slices',
        lengths: inputs.map(({ byteLength }) => byteLength),
        bytes: concatBytes(...inputs),
        names: null,
      },
      certainty,
      limits: { memoryBytes: limits.memoryBytesDefault, wallMs: limits.wallMsDefault },
      audience: null,
      notBeforeMs: null,
      deadline: null,
    },
    ceiling: 1_000_000n,
    ...change,
  };
}

const jobsOf = (person: Person) => person.engine().handlers.jobs;

async function send(person: Person, request: JobRequestInput): Promise<string> {
  const sent = await jobsOf(person).submit(request);
  if (!sent.ok) throw new Error(sent.error.detail);
  return sent.value.job;
}

async function shown(person: Person, job: string) {
  const detail = await jobsOf(person).show({ job });
  if (!detail.ok) throw new Error(detail.error.detail);
  return detail.value;
}

async function slicesOf(person: Person, job: string) {
  const page = await jobsOf(person).slices({ job, from: 0, limit: 200, state: null });
  if (!page.ok) throw new Error(page.error.detail);
  return page.value.slices;
}

async function resultsOf(person: Person, job: string): Promise<string[]> {
  const page = await jobsOf(person).results({ job, from: 0 });
  if (!page.ok) throw new Error(page.error.detail);
  return page.value.results.map(({ bytes }) => bytesToText(bytes));
}

/** What this person has signed for. */
function billOf({ disk }: Person): bigint {
  return disk.receipts.reduce((sum, { receipt }) => sum + receipt.body.microCpuHours, 0n);
}

/** Receipts that these people hold, each once: those of the suppliers are those of the consumer. */
function copiesOf(people: readonly Person[]): string[] {
  return [...new Set(people.flatMap(({ disk }) => disk.receipts.map(({ id }) => id)))].sort();
}

const rightAnswers = (slices: number) => Array.from({ length: slices }, (_, i) => answerTo(i));

test('twenty slices that two people must agree on are each answered by two, and the bill is the receipts', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend();
  await carol.lend();
  const job = await send(alice, requestOf(20, 'two'));
  await world.time.pass(60_000);
  const { job: view } = await shown(alice, job);
  expect(view).toMatchObject({ state: 'done', slices: { done: 20, verified: 20 } });
  expect(await resultsOf(alice, job)).toEqual(rightAnswers(20));
  for (const { answers } of await slicesOf(alice, job)) {
    const people = answers.flatMap(({ person }) => person?.name ?? []);
    expect(new Set(people).size).toBe(people.length);
    expect(answers.filter(({ state }) => state === 'paid')).toHaveLength(2);
  }
  expect(view.used).toBe(billOf(alice));
  expect(billOf(alice)).toBeLessThanOrEqual(view.ceiling);
  expect(copiesOf(world.people)).toEqual(copiesOf([alice]));
});

test('whoever answers wrongly is found out, and nothing wrong is delivered or paid', async () => {
  const { world, alice, bob, carol, dave } = await setup('alice', 'bob', 'carol', 'dave');
  for (const person of [bob, carol, dave]) await person.lend();
  carol.lies = (answer) => `not ${answer}`;
  const job = await send(alice, requestOf(20, 'two'));
  await world.time.pass(120_000);
  expect((await shown(alice, job)).job).toMatchObject({ state: 'done', slices: { done: 20 } });
  expect(await resultsOf(alice, job)).toEqual(rightAnswers(20));
  expect(
    alice.disk.receipts.some(({ receipt }) => bytesToHex(receipt.body.supplier) === carol.id),
  ).toBe(false);
});

test('one who is honest at first is found out by spot checks, and what it answered alone is run again', async () => {
  const { world, alice, bob, carol, dave } = await setup('alice', 'bob', 'carol', 'dave');
  for (const person of [bob, carol, dave]) await person.lend();
  const job = await send(alice, requestOf(200, 'spot'));
  await world.time.until(() => carol.slicesRun > 40, 600_000);
  carol.lies = (answer) => `not ${answer}`;
  await world.time.pass(600_000);
  expect((await shown(alice, job)).job).toMatchObject({ state: 'done', slices: { done: 200 } });
  expect(await resultsOf(alice, job)).toEqual(rightAnswers(200));
});

test('a job goes on after the program of whoever asked fell over at any moment', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend();
  await carol.lend();
  const job = await send(alice, requestOf(30, 'two'));
  for (let fall = 0; fall < 6; fall += 1) {
    await world.time.pass(1_700);
    alice.crash();
    await world.time.pass(300);
    await alice.start();
  }
  await world.time.pass(300_000);
  const { job: view } = await shown(alice, job);
  expect(view).toMatchObject({ state: 'done', slices: { done: 30 } });
  expect(await resultsOf(alice, job)).toEqual(rightAnswers(30));
  expect(view.used).toBe(billOf(alice));
  expect(copiesOf(world.people)).toEqual(copiesOf([alice]));
});

test('a job stops at its ceiling, says so, and goes on when it is raised', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  // Half a second of the reference core is 138 millionths of an hour.
  const job = await send(alice, requestOf(20, 'one', { ceiling: 1_500n }));
  await world.time.pass(120_000);
  const { job: halted } = await shown(alice, job);
  expect(halted.state).toBe('ceiling');
  expect(halted.used).toBeLessThanOrEqual(1_500n);
  expect(await jobsOf(alice).raise({ job, ceiling: 10_000n })).toMatchObject({ ok: true });
  await world.time.pass(120_000);
  expect((await shown(alice, job)).job).toMatchObject({ state: 'done', slices: { done: 20 } });
});

test('a paused job sends no new slices out, and a cancelled one stops what runs', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const job = await send(alice, requestOf(20, 'one'));
  await world.time.pass(1_200);
  await jobsOf(alice).pause({ job });
  await world.time.pass(60_000);
  const { job: paused } = await shown(alice, job);
  expect(paused.state).toBe('paused');
  expect(paused.slices.done).toBeLessThan(20);
  await jobsOf(alice).cancel({ job });
  await world.time.pass(5_000);
  const { job: ended } = await shown(alice, job);
  expect(ended).toMatchObject({ state: 'cancelled', setAside: 0n });
  expect(ended.slices.done + ended.slices.stopped).toBe(20);
  expect(ended.used).toBe(billOf(alice));
});

test('a slice that was tried here is asked of others all the same, and tries them', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await alice.lend();
  const request = requestOf(4, 'one');
  const tried = await jobsOf(alice).try({
    request: request.request,
    draft: request.draft,
    slices: [1],
  });
  expect(tried).toMatchObject({ ok: true });
  await world.time.pass(10_000);
  bob.lies = (answer) => (answer === answerTo(1) ? 'something else' : answer);
  const job = await send(alice, request);
  await world.time.pass(60_000);
  const slices = await slicesOf(alice, job);
  expect(slices[1]?.answers.map(({ state, reason }) => [state, reason])).toContainEqual([
    'refused',
    'Another answer was found to be right.',
  ]);
  expect((await resultsOf(alice, job))[1]).toBe(answerTo(1));
});
