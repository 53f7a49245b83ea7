/**
 * Checks the meter with as many generated modules as wanted, beyond those of `test/property/meter-fuzz.test.ts`:
 *
 *     node test/fuzz.ts --runs 1000000 --seed 1
 *
 * Seeds count up from `--seed`. It goes on after a fault, prints each with its smallest module, and ends with 1 if there
 * was any. A million takes two hours or so of one core; several ranges of seeds may run beside each other.
 */
import { parseArgs } from 'node:util';
import { explainSeed, runSeed } from './support/meter-fuzz/run-seed.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const [runs, first] = [Number(values.runs), Number(values.seed)];
const explainedMax = 5;

let [checked, skipped, faults] = [0, 0, 0];
for (let seed = first; seed < first + runs; seed += 1) {
  const verdict = runSeed(seed);
  if (verdict === 'checked') checked += 1;
  else if (verdict === 'skipped') skipped += 1;
  else {
    faults += 1;
    const isShort = faults > explainedMax;
    console.log(isShort ? `COMMON_HOURS_SEED=${seed}: ${verdict}` : await explainSeed(seed));
  }
  const done = seed - first + 1;
  if (done % 10_000 === 0 && done < runs) console.log(`${done} modules, ${faults} faults`);
}
console.log(
  `seeds ${first} to ${first + runs - 1}: ${checked} checked, ${skipped} ran too long, ${faults} faults`,
);
process.exitCode = faults > 0 ? 1 : 0;
