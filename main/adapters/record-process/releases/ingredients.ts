/**
 * What may go into a release of some makers, by the rules that the fold judges it with (R6): accepted tasks of theirs and
 * certified counters of CPU-hours that they used, each of them in no release yet.
 */
import type { ReleaseIngredientsView } from '../../../../shared/api/software-shape.ts';
import { ingredientsMax } from '../../../../shared/api/software-shape.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import { buildCounters, usedCounters } from '../../../../shared/ledger/release-effects.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';
import { launchPrior } from '../../../../shared/work/release-forecast.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochStartMs } from '../views/health.ts';
import { personOf, personOfDevice } from '../views/state-index.ts';

export function ingredientsOf(
  community: OpenCommunity,
  makers: ReadonlySet<string>,
): ReleaseIngredientsView {
  const state = community.node.state();
  const earlier = [...state.work.releases.values()].filter(({ maintainers }) =>
    maintainers.some((each) => makers.has(each)),
  );
  const { prior, priorOf } = launchPrior(earlier, state.parameters);
  return {
    tasks: acceptedTasks(community, state, makers),
    receipts: countersOf(community, state, makers),
    expected: prior,
    basis: priorOf > 0 ? 'makers' : 'launch',
  };
}

/** The last accepted first. */
function acceptedTasks(
  community: OpenCommunity,
  state: LedgerState,
  makers: ReadonlySet<string>,
): ReleaseIngredientsView['tasks'] {
  return [...state.work.tasks]
    .filter(
      ([, { state: now, release, asker, taker }]) =>
        now === 'accepted' &&
        release === null &&
        (makers.has(asker) || (taker !== null && makers.has(taker))),
    )
    .sort(([a, one], [b, other]) => (other.ended ?? 0) - (one.ended ?? 0) || (a < b ? -1 : 1))
    .slice(0, ingredientsMax)
    .map(([id, { title, price, taker, asker, ended }]) => ({
      id,
      title: shownName(title).slice(0, 200),
      price: BigInt(price ?? 0) * 1_000_000n,
      by: personOf(state, taker ?? asker),
      paidBy: personOf(state, asker),
      endedAtMs: epochStartMs(community, ended ?? 0),
    }));
}

/** The newest first. One of the last epoch may grow yet, and then another id is certified in its place. */
function countersOf(
  community: OpenCommunity,
  state: LedgerState,
  makers: ReadonlySet<string>,
): ReleaseIngredientsView['receipts'] {
  const { counters, devices, work } = state;
  const isUsed = usedCounters(work.releases);
  return buildCounters({ counters, devices, releases: work.releases }, () => true)
    .filter(({ used, by, quantity }) => {
      return used.epoch < state.epoch && quantity > 0n && makers.has(by) && !isUsed(used);
    })
    .sort((a, b) => b.used.epoch - a.used.epoch || (a.id < b.id ? -1 : 1))
    .slice(0, ingredientsMax)
    .map(({ id, used, by, supplier, quantity }) => ({
      ...{ id, quantity, by: personOf(state, by), lentBy: personOfDevice(state, supplier) },
      atMs: epochStartMs(community, used.epoch),
    }));
}
