/**
 * Gives the readers of everything that comes from outside as many bent inputs as wanted, beyond those of
 * `test/property/decoders.test.ts`:
 *
 *     node test/fuzz-decoders.ts --runs 1000000 --seed 1 [--only "frame of a page"]
 *
 * `--runs` is for each reader, and `--only` names one of them. Each run has a seed of its own, counting up from
 * `--seed`. One line a reader; what went wrong is shown with the command that shows it again, and the exit code is 1.
 */
import { parseArgs } from 'node:util';
import { allDecoders } from './support/decoder-fuzz/all-decoders.ts';
import { fuzzDecoder } from './support/decoder-fuzz/fuzz-decoder.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

function whole(name: 'runs' | 'seed'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  process.stderr.write(`--${name} must be a whole number from 1 on.\n`);
  process.exit(2);
}

const [runs, seed] = [whole('runs'), whole('seed')];
const chosen = allDecoders.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) {
  const names = allDecoders.map(({ name }) => `  ${name}\n`).join('');
  process.stderr.write(`There is no such reader. There are:\n${names}`);
  process.exit(2);
}
let faultCount = 0;
for (const decoder of chosen) {
  const startedAt = performance.now();
  const { name, taken, slowestMs, faults } = fuzzDecoder(decoder, seed, runs);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(
    `${name}: ${runs} inputs, ${taken} taken, the slowest ${slowestMs.toFixed(0)} ms, ${seconds} s, ${faults.length} faults\n`,
  );
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  faultCount += faults.length;
}
process.exitCode = faultCount > 0 ? 1 : 0;
