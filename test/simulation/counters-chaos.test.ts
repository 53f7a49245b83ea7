/**
 * Three or four people in a community, anything that can happen to them in a few minutes, and then peace: every
 * receipt is certified exactly once, and what everybody has follows from receipts alone. `COMMON_HOURS_SEED=7`
 * replays one run, `COMMON_HOURS_RUNS` says how many are made.
 */
import { expect, test } from 'vitest';
import { auditCounters } from '../support/audit-counters.ts';
import { audit } from '../support/audit-world.ts';
import { createWorld } from '../support/engine-world.ts';
import type { Person, World } from '../support/engine-world.ts';
import {
  clockAhead,
  crash,
  cut,
  fallLater,
  heal,
  holdBack,
  stop,
} from '../support/engine-world/accidents.ts';
import type { Accident } from '../support/engine-world/accidents.ts';

const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = '12' } = process.env;
const epochMs = 40_000;
const chaosMs = 150_000;
const peaceMs = 300_000;

const founders = ['alice', 'bob', 'carol', 'dave'];

const events: readonly Accident[] = [
  ask,
  ask,
  ask,
  ask,
  cut,
  heal,
  holdBack,
  clockAhead(10_000),
  (_, { record, chance }) => {
    if (record !== null) record.isUp = chance.next() < 0.5;
  },
  (person, { record }) => {
    record?.holdBack(person.name);
  },
  (_, { record }) => {
    record?.holdBack(null);
  },
  startUnheard,
  stop,
  crash,
  fallLater,
  fallLater,
];

/** Meets others before its record has told it who they are. */
async function startUnheard(person: Person, { chance, record, time }: World): Promise<void> {
  person.crash();
  record?.knows(person.name, false);
  await person.start();
  await time.pass(chance.whole(1, 5_000));
  record?.knows(person.name, true);
}

async function ask(person: Person, { chance }: World): Promise<void> {
  // What is beyond one's hours is refused; that is no accident.
  await person.refused({ cpuMs: chance.whole(1, chance.one([100, 3_000])), ceiling: 1_000n });
}

async function run(seed: number): Promise<readonly string[]> {
  const world = createWorld({
    seed,
    delayMs: [1, 60 + (seed % 7) * 100],
    noticeMs: [10, 12_000],
    lastFramesArrive: seed % 2 === 0,
    community: { founders, epochMs, parameters: { founderLine: 5_000n } },
  });
  const { chance, time, people, network, record } = world;
  if (record === null) throw new Error('there is no record');
  for (const name of founders.slice(0, chance.whole(3, 4))) await world.add(name).start();
  for (const person of people) await person.lend();
  while (time.now() < chaosMs) {
    await time.pass(chance.whole(1, 4_000));
    const person = chance.one(people);
    if (person.isUp()) await chance.one(events)(person, world);
    else await person.start();
  }
  network.healAll();
  record.holdBack(null);
  record.isUp = true;
  for (const { name } of people) record.knows(name, true);
  for (const person of people) {
    person.crash();
    await person.start();
    await person.lend();
  }
  await time.pass(peaceMs);
  const refused = people.flatMap((person) => person.people().refused.map(({ reason }) => reason));
  const offences = refused.filter((reason) => reason !== 'not_on_the_record');
  return [...audit(people, record.id), ...auditCounters(people, record), ...offences];
}

const seeds =
  only === undefined
    ? Array.from({ length: Number(runs) }, (_, index) => index + 1)
    : [Number(only)];

const timeout = Math.max(120_000, 10_000 * seeds.length);

test('whatever happens, in the end every receipt is certified once', { timeout }, async () => {
  for (const seed of seeds) {
    expect(await run(seed), `COMMON_HOURS_SEED=${seed} replays this`).toEqual([]);
  }
});
