/**
 * `npm run simulate -- --seed S --nodes N --epochs E [--runs R] [--tasks]`: communities of machines that crash, lie and
 * lose each other, on virtual time; with `--tasks`, people ask for work and estimate it, too. One line a run; a run that goes wrong says what was wrong and how to see it again,
 * and the exit code is 1.
 *
 * `npm run simulate -- --growth [--cycles C]`: what becomes of developers whose releases bring their hours back, and of
 * those whose do not; and what a token is worth in exchange meanwhile.
 */
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { growthLines } from './support/growth-story.ts';
import { tell } from './support/record-world/story.ts';
import type { Outcome } from './support/record-world/story.ts';

const faultsShown = 10;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    nodes: { type: 'string', default: '8' },
    epochs: { type: 'string', default: '12' },
    runs: { type: 'string', default: '1' },
    tasks: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    cycles: { type: 'string', default: '4' },
  },
});

function whole(
  name: Exclude<keyof typeof values, 'growth' | 'tasks'>,
  least: number,
  most: number,
): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  process.stderr.write(`--${name} must be a whole number from ${least} to ${most}.\n`);
  process.exit(2);
}

function report(seed: number, ms: number, outcome: Outcome): void {
  const { faults, heights, records, crashes, liars, events, machines } = outcome;
  const { committees, snapshots, rounds, moved, agreed, accepted } = outcome;
  const what = `${machines} machines, ${heights} heights, ${records} records, ${crashes} crashes`;
  const moves = `${committees} changes of witnesses, ${snapshots} snapshots taken over`;
  const stakes = `${rounds} rounds in which ${moved} units of stake moved`;
  const work = values.tasks ? `, ${agreed} tasks agreed on and ${accepted} paid for` : '';
  const rest = `${moves}, ${stakes}${work}, ${liars} liars, ${events} events, ${(ms / 1000).toFixed(1)} s`;
  process.stdout.write(`seed ${seed}: ${what}, ${rest}\n`);
  for (const fault of faults.slice(0, faultsShown)) process.stdout.write(`  ${fault}\n`);
}

if (values.growth) {
  for (const line of growthLines(whole('cycles', 1, 40))) process.stdout.write(`${line}\n`);
  process.exit(0);
}
const [seed, nodes] = [whole('seed', 0, 2 ** 32 - 1), whole('nodes', 1, 1_000)];
const [epochs, runs] = [whole('epochs', 1, 10_000), whole('runs', 1, 1_000_000)];
let failed = 0;
for (let run = seed; run < seed + runs; run++) {
  const startedAt = performance.now();
  const outcome = tell(run, { nodes, epochs, hasTasks: values.tasks });
  report(run, performance.now() - startedAt, outcome);
  // All of a run happens in one turn, and some of it is let go only between turns.
  await setImmediate();
  if (outcome.faults.length === 0) continue;
  failed += 1;
  const again = `--seed ${run} --nodes ${nodes} --epochs ${epochs}${values.tasks ? ' --tasks' : ''}`;
  process.stdout.write(`  again: npm run simulate -- ${again}\n`);
}
process.stdout.write(`${runs - failed} of ${runs} runs went well.\n`);
process.exitCode = failed === 0 ? 0 : 1;
