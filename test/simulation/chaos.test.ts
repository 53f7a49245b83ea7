/**
 * Three to five people, anything that can happen to them in two minutes, and then peace: every job ends, the
 * hours agree, and nobody was taken for a cheat. `COMMON_HOURS_SEED=7` replays one run, `COMMON_HOURS_RUNS`
 * says how many are made.
 */
import { expect, test } from 'vitest';
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

const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = '100' } = process.env;
const chaosMs = 120_000;
/** Enough for every wait there is, one after the other. */
const peaceMs = 1_300_000;

const names = ['alice', 'bob', 'carol', 'dave', 'erin'];

const events: readonly Accident[] = [
  ask,
  ask,
  ask,
  ask,
  (person, { chance }) =>
    person.engine().handlers.lending.set({ on: true, cores: chance.whole(1, 4), shareMilli: null }),
  (person) => person.engine().handlers.lending.set({ on: true, cores: null, shareMilli: null }),
  (person) => person.engine().handlers.lending.pause({ minutes: 1 }),
  (person) => person.engine().handlers.lending.resume({}),
  (person, { chance }) => {
    const open = person.jobs().filter(({ endedAtMs }) => endedAtMs === null);
    if (open.length > 0) return person.engine().handlers.jobs.cancel({ job: chance.one(open).id });
  },
  (person, { chance }) => {
    const { running } = person.lending();
    if (running.length === 0) return;
    return person.engine().handlers.lending.stopRun({ job: chance.one(running).job });
  },
  cut,
  heal,
  holdBack,
  clockAhead(20_000),
  stop,
  crash,
  fallLater,
  fallLater,
];

function ask(person: Person, { chance }: World): Promise<string> {
  const faults = ['trapped', 'sandbox_failed', null, null, null, null, null, null];
  return person.ask({
    cpuMs: chance.whole(1, chance.one([100, 5_000, 40_000])),
    answer: 'x'.repeat(chance.one([0, 1, 1_000, 200_000])),
    fails: chance.one(faults),
  });
}

async function run(seed: number): Promise<readonly string[]> {
  const world = createWorld({
    seed,
    delayMs: [1, 60 + (seed % 7) * 100],
    noticeMs: [10, 12_000],
    lastFramesArrive: seed % 2 === 0,
  });
  const { chance, time, people, network } = world;
  for (const name of names.slice(0, chance.whole(3, 5))) await world.add(name).start();
  for (const person of people) if (chance.next() < 0.7) await person.lend();
  while (time.now() < chaosMs) {
    await time.pass(chance.whole(1, 4_000));
    const person = chance.one(people);
    if (person.isUp()) await chance.one(events)(person, world);
    else await person.start();
  }
  network.healAll();
  for (const person of people) {
    person.crash();
    await person.start();
    await person.lend();
  }
  await time.pass(peaceMs);
  return [...audit(people), ...people.flatMap(whatIsOpen), ...people.flatMap(whoWasRefused)];
}

function whatIsOpen(person: Person): readonly string[] {
  // What nobody's machine could do waits for somebody new.
  const open = person
    .jobs()
    .filter(({ endedAtMs, reason }) => endedAtMs === null && !reason.includes('had it already'));
  const sentences = open.map(({ state, reason }) => `${person.name}’s job is ${state}: ${reason}`);
  const { running, ended } = person.lending();
  if (running.length > 0) sentences.push(`${person.name} still runs something`);
  if (ended.some(({ outcome }) => outcome === 'answered'))
    sentences.push(`${person.name} still waits for a signature`);
  return sentences;
}

function whoWasRefused(person: Person): readonly string[] {
  const reasons = person.warnings.filter((sentence) =>
    sentence.startsWith('A connection was ended'),
  );
  return reasons.map((sentence) => `${person.name}: ${sentence}`);
}

const seeds =
  only === undefined
    ? Array.from({ length: Number(runs) }, (_, index) => index + 1)
    : [Number(only)];

test('whatever happens, in the end every job has ended and the hours agree', async () => {
  for (const seed of seeds) {
    expect(await run(seed), `COMMON_HOURS_SEED=${seed} replays this`).toEqual([]);
  }
});
