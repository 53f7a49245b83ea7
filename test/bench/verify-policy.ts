/** Wrong results that a policy of checking leaves in a swarm of which a fifth cheats, and what it costs. */
import { noTrust, standingOf } from '../../shared/jobs/trust.ts';
import { createChance } from '../support/engine-world/chance.ts';
import { runBoinc } from '../support/swarm-world/boinc.ts';
import { hostsOf, ways } from '../support/swarm-world/hosts.ts';
import type { Way } from '../support/swarm-world/hosts.ts';
import { runSwarm } from '../support/swarm-world.ts';
import type { BenchResult } from './bench-result.ts';

const seeds = [1, 2, 3];
const hosts = 100;
const cheats = 20;
const faulty = 2;
const jobs = 20;
const slicesPerJob = 5_000;
const dayMs = 24 * 3_600_000;

/** Each way to cheat alone and all together, with fixed seeds; the worst of all runs is the figure. */
export async function run(): Promise<BenchResult> {
  await Promise.resolve();
  const all = ([...ways, 'all'] as const).map((way) => ({
    way,
    runs: seeds.map((seed) => measured(way, seed)),
  }));
  const runs = all.flatMap((each) => each.runs);
  const most = (of: (run: Measured) => number) => Math.max(...runs.map(of));
  const wrong = most((each) => each.wrongPercent);
  const baseline = most((each) => each.boincWrongPercent);
  return {
    name: 'verify-policy',
    value: rounded(wrong),
    unit: '% wrong results accepted',
    baseline: rounded(baseline),
    ratio: Number((wrong / baseline).toFixed(4)),
    runs: runs.length,
    what: `Spot checks over ${jobs} jobs of ${slicesPerJob} slices in a swarm of ${hosts} hosts that start unknown,
      of which ${cheats} cheat in one of six ways (two of them in two variants) or in all of them, and ${faulty} fail
      once in a thousand answers; the worst of all ways and ${seeds.length} seeds. A wrong result is one that is
      delivered at the end; those delivered at some moment and corrected later are named beside it. Executions are all
      runs that were begun, on this computer too, by slices. The baseline is BOINC's adaptive replication with the same
      hosts.`.replace(/\s+/g, ' '),
    further: [
      { name: 'executions per slice, worst', value: rounded(most((each) => each.perSlice)) },
      { name: 'of these on this computer, worst', value: rounded(most((each) => each.here)) },
      { name: 'honest hosts ever blamed', value: most((each) => each.framed) },
      { name: 'faulty hosts shut out longer than a month', value: most((each) => each.shutOut) },
      { name: 'cheats not found out', value: most((each) => each.missed) },
      { name: 'wrong at some moment, worst %', value: rounded(most((each) => each.wrongAtFirst)) },
      {
        name: 'BOINC executions per slice, worst',
        value: rounded(most((each) => each.boincPerSlice)),
      },
      ...all.flatMap(({ way, runs: own }) => {
        const worst = (of: (run: Measured) => number) => rounded(Math.max(...own.map(of)));
        return [
          { name: `${way}: wrong %`, value: worst((each) => each.wrongPercent) },
          { name: `${way}: executions`, value: worst((each) => each.perSlice) },
          { name: `${way}: BOINC wrong %`, value: worst((each) => each.boincWrongPercent) },
          { name: `${way}: BOINC executions`, value: worst((each) => each.boincPerSlice) },
        ];
      }),
    ],
  };
}

type Measured = ReturnType<typeof measured>;

function measured(way: Way | 'all', seed: number) {
  const swarm = hostsOf(hosts, cheats, faulty, way, createChance(seed));
  const so = runSwarm({
    hosts: swarm,
    jobs,
    slicesPerJob,
    certainty: 'spot',
    canRunHere: true,
    seed,
  });
  const chance = createChance(seed);
  const boinc = runBoinc(
    hostsOf(hosts, cheats, faulty, way, chance),
    jobs,
    slicesPerJob,
    createChance(seed + 1_000),
  );
  const of = (kind: string) => swarm.filter((host) => host.kind === kind).map(({ name }) => name);
  return {
    wrongPercent: (100 * so.wrong) / so.slices,
    wrongAtFirst: (100 * so.wrongAtFirst) / so.slices,
    perSlice: so.executions / so.slices,
    here: so.executionsHere / so.slices,
    framed: of('honest').filter((name) => so.blamed.has(name)).length,
    missed: of('cheat').filter((name) => !so.blamed.has(name)).length,
    shutOut: of('faulty').filter(
      (name) => standingOf(so.trust.get(name) ?? noTrust, so.endMs + 30 * dayMs) === 'wrong',
    ).length,
    boincWrongPercent: (100 * boinc.wrong) / boinc.slices,
    boincPerSlice: boinc.executions / boinc.slices,
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
