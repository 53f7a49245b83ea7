/**
 * The meter against generated modules: as they are, metered, and in an interpreter of our own, they show the same, and the
 * count is the interpreter's. `COMMON_HOURS_SEED=7` replays one module, `COMMON_HOURS_RUNS` says how many are made;
 * `node test/fuzz.ts` makes a million. Ten thousand take some seventy seconds of one core; the check that is to be quick
 * makes three thousand.
 */
import { expect, test } from 'vitest';
import { explainSeed, runSeed } from '../support/meter-fuzz/run-seed.ts';

const usual = process.env['CI'] ? '3000' : '10000';
const { COMMON_HOURS_SEED: only, COMMON_HOURS_RUNS: runs = usual } = process.env;
const first = Number(only ?? 1);
const last = only === undefined ? Number(runs) : first;
const atOnce = 1000;
/** A machine that is busy with other tests takes a while. */
const timeoutMs = 120_000;

const groups = Array.from({ length: Math.ceil((last - first + 1) / atOnce) }, (_, index) => {
  const from = first + index * atOnce;
  return [from, Math.min(last, from + atOnce - 1)] as const;
});

test.each(groups)(
  'generated modules %i to %i are metered exactly, whatever is granted when',
  async (from, to) => {
    let checked = 0;
    for (let seed = from; seed <= to; seed += 1) {
      const verdict = runSeed(seed);
      if (verdict === 'checked') checked += 1;
      else if (verdict !== 'skipped') expect.fail(await explainSeed(seed));
    }
    // Those that run too long are left out, and they must stay few.
    expect(checked).toBeGreaterThanOrEqual(Math.floor((to - from + 1) * 0.95));
  },
  timeoutMs,
);
