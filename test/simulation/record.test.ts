/**
 * Some communities in bad weather, among liars: no two machines ever hold different certified states, nothing that
 * was acknowledged is lost, and all comes right in peace. `COMMON_HOURS_SEED=7` replays one run,
 * `COMMON_HOURS_RUNS` says how many are made; `npm run simulate` makes long ones.
 */
import { expect, test } from 'vitest';
import { tell } from '../support/record-world/story.ts';
import type { Outcome } from '../support/record-world/story.ts';

const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = '5' } = process.env;
const firstSeed = 1;
const seeds =
  only === undefined
    ? Array.from({ length: Number(runs) }, (_, index) => firstSeed + index)
    : [Number(only)];

const told: Outcome[] = [];

test.for(seeds)(
  'machines that crash, lie and lose each other agree in the end (seed %i)',
  (seed) => {
    const outcome = tell(seed, { nodes: 5 + (seed % 5), epochs: 4 });
    told.push(outcome);
    expect(outcome.faults).toEqual([]);
    expect(outcome.heights).toBeGreaterThan(0);
  },
);

test('tasks are estimated and paid for in bad weather, the same on every machine', () => {
  const { faults, heights } = tell(24, { nodes: 6, epochs: 7, hasTasks: true });
  expect(faults).toEqual([]);
  expect(heights).toBeGreaterThan(0);
});

test('a run in which the machines never come to rest is broken off, and is a fault', () => {
  const { faults, events } = tell(1, { nodes: 5, epochs: 4, eventsMax: 5_000 });
  expect(faults[0]).toMatch(/^it does not come to an end: 5000 events/);
  expect(events).toBe(5_000);
});

test.skipIf(seeds.length < 5)(
  'witnesses were changed by votes, and newcomers began with snapshots',
  () => {
    const sum = (of: (outcome: Outcome) => number) => told.reduce((all, each) => all + of(each), 0);
    expect(sum(({ committees }) => committees)).toBeGreaterThan(0);
    expect(sum(({ snapshots }) => snapshots)).toBeGreaterThan(0);
    expect(sum(({ crashes }) => crashes)).toBeGreaterThan(0);
  },
);
