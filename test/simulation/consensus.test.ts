/**
 * Committees of 1, 4 and 7 in bad weather, with crashes, slow and fast clocks and as many liars as may be: all
 * who keep to the rules decide on the same valid value once the network is calm, and none of them ever
 * contradicts itself. `COMMON_HOURS_SEED=7` replays one run, `COMMON_HOURS_RUNS` says how many are made.
 */
import { expect, test } from 'vitest';
import { runConsensus } from '../support/consensus-world.ts';

const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = '200' } = process.env;
const seeds =
  only === undefined
    ? Array.from({ length: Number(runs) }, (_, index) => index + 1)
    : [Number(only)];

test('whatever happens, they agree, and in the end all have decided', () => {
  const endings = seeds.map((seed) => {
    const ending = runConsensus(seed);
    expect(ending.faults, `COMMON_HOURS_SEED=${seed} replays this`).toEqual([]);
    return ending;
  });
  const most = (numbers: readonly number[]) => Math.max(...numbers);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  console.log(
    `${endings.length} runs, ${sum(endings.map(({ crashes }) => crashes))} crashes, ` +
      `${sum(endings.map(({ evidence }) => evidence))} times evidence, at most ` +
      `${most(endings.map(({ roundsMost }) => roundsMost))} rounds and ` +
      `${most(endings.map(({ tookMs }) => tookMs))} ms after the calm`,
  );
});
