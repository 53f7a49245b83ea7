/**
 * Some communities in bad weather, among liars: no two machines ever hold different certified states, nothing that
 * was acknowledged is lost, and all comes right in peace. `COMMON_HOURS_SEED=7` replays one run,
 * `COMMON_HOURS_RUNS` says how many are made; `npm run simulate` makes long ones.
 */
import { expect, test } from 'vitest';
import { tell } from '../support/record-world/story.ts';

const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = '5' } = process.env;
const firstSeed = 1;
const seeds =
  only === undefined
    ? Array.from({ length: Number(runs) }, (_, index) => firstSeed + index)
    : [Number(only)];

test.for(seeds)(
  'machines that crash, lie and lose each other agree in the end (seed %i)',
  (seed) => {
    const { faults, heights } = tell(seed, { nodes: 5 + (seed % 5), epochs: 4 });
    expect(faults).toEqual([]);
    expect(heights).toBeGreaterThan(0);
  },
);
