/**
 * The same hosts under the rule of BOINC's scheduler (`set_trust`, adaptive replication with a quorum of two): a
 * host with N valid results in a row, ten or more, gets a job alone with the chance 1 - 1/N; every other job is run
 * until two agree. An invalid result sets N to zero. What was accepted stays accepted.
 */
import type { Chance } from '../engine-world/chance.ts';
import { rightOf } from './hosts.ts';
import type { Host, SaidResult } from './hosts.ts';

const validToBeAlone = 10;
const resultsMax = 8;

export interface BoincOutcome {
  readonly slices: number;
  readonly wrong: number;
  readonly executions: number;
}

/** All jobs, one after the other. */
export function runBoinc(
  hosts: readonly Host[],
  jobs: number,
  slicesPerJob: number,
  chance: Chance,
): BoincOutcome {
  const validInARow = new Map<string, number>();
  const inJob = new Map<string, number>();
  let [wrong, executions] = [0, 0];

  const validOf = (host: Host) => validInARow.get(host.name) ?? 0;
  function answerOf(host: Host, slice: number): SaidResult {
    const before = inJob.get(host.name) ?? 0;
    inJob.set(host.name, before + 1);
    executions += 1;
    return host.answer({ slice, before, isTrusted: validOf(host) >= validToBeAlone });
  }

  function accepted(slice: number): SaidResult | null {
    const first = chance.one(hosts);
    const isAlone = validOf(first) >= validToBeAlone && chance.next() > 1 / validOf(first);
    const results = [{ host: first, said: answerOf(first, slice) }];
    while (results.length < resultsMax) {
      const { said: canonical } = results.at(-1) ?? { said: null };
      const agreeing = results.filter(({ said }) => canonical !== null && isSame(said, canonical));
      if (canonical !== null && (isAlone || agreeing.length >= 2)) {
        for (const { host, said } of results)
          validInARow.set(host.name, isSame(said, canonical) ? validOf(host) + 1 : 0);
        return canonical;
      }
      const host = chance.one(hosts);
      if (!results.some((each) => each.host === host))
        results.push({ host, said: answerOf(host, slice) });
    }
    return null;
  }

  for (let job = 0; job < jobs; job += 1) {
    inJob.clear();
    for (let slice = job * slicesPerJob; slice < (job + 1) * slicesPerJob; slice += 1) {
      const canonical = accepted(slice);
      if (canonical === null || !isSame(canonical, rightOf(slice))) wrong += 1;
    }
  }
  return { slices: jobs * slicesPerJob, wrong, executions };
}

function isSame(one: SaidResult, other: SaidResult): boolean {
  return one.hash === other.hash && one.workCount === other.workCount;
}
