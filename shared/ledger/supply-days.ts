/**
 * What downloads cost, and what the days bring (rules R6 and R8): charges go into the settlement of the height that the
 * counters of the seeders are certified in; releases and demand move on once everything else of it is known.
 */
import { sortedEntries } from '../base/sorted.ts';
import type { Flow } from '../economy/settle.ts';
import { dayOfEpoch } from '../work/days.ts';
import type { DemandState } from '../work/demand-state.ts';
import { foresightAfter, withGiven } from '../work/foresight.ts';
import type { Surroundings } from '../work/foresight.ts';
import { chargedFor, priceOf } from '../work/release-charges.ts';
import type { Charged } from '../work/release-charges.ts';
import {
  downloadParts,
  downloadsOnDay,
  firstUnknownDay,
  horizonOf,
  releaseAfter,
} from '../work/release-forecast.ts';
import type { Release } from '../work/release-state.ts';
import type { Added, Counting } from './counting.ts';
import type { Draft } from './draft.ts';
import type { DownloadReport } from './epoch-report.ts';
import type { LedgerState } from './state.ts';

/** What downloads of a height come to. */
export interface DownloadCharges {
  /** In each currency, from whoever downloaded to those whose hours are in what arrived. */
  readonly flows: readonly [readonly Flow[], readonly Flow[]];
  readonly downloads: readonly DownloadReport[];
}

/** Charges what arrived, by the prices of the state before. */
export function chargeDownloads(draft: Draft, added: readonly Added[]): DownloadCharges {
  const { before, work } = draft;
  const { parameters } = before;
  if (work.releases.size === 0) return { flows: [[], []], downloads: [] };
  const ofReleases = added.filter(
    ({ cause, currency }) => currency === 0 && work.releases.has(cause),
  );
  const flows: [Flow[], Flow[]] = [[], []];
  const downloads: DownloadReport[] = [];
  for (const [id, pieces] of sortedEntries(Map.groupBy(ofReleases, ({ cause }) => cause))) {
    const release = work.releases.get(id);
    if (release === undefined || before.epoch + 1 >= horizonOf(release, parameters)) continue;
    const price = (currency: number) => priceOf(release, currency, before.epoch, parameters);
    const first = firstUnknownDay(release, parameters);
    const arrived = pieces.map(({ consumer, epoch, count }) => ({
      member: consumer,
      day: Math.max(first, dayOfEpoch(epoch, parameters)),
      pieces: count,
    }));
    const charged = chargedFor(release, arrived, [price(0), price(1)]);
    work.releases.set(id, charged.release);
    flows[0].push(...charged.flows[0]);
    flows[1].push(...charged.flows[1]);
    downloads.push(...downloadsOf(id, charged));
  }
  return { flows, downloads };
}

/** The same by who downloaded, with the pieces that were charged for. */
function downloadsOf(release: string, { fresh, flows }: Charged): readonly DownloadReport[] {
  const byConsumer = flows.map((each) => Map.groupBy(each, ({ consumer }) => consumer));
  const chargesOf = (consumer: string, currency: number) =>
    (byConsumer[currency]?.get(consumer) ?? []).map(({ supplier, quantity }) => ({
      supplier,
      quantity,
    }));
  return sortedEntries(fresh).map(([consumer, pieces]) => ({
    ...{ release, consumer, pieces: Number(pieces) },
    charges: [chargesOf(consumer, 0), chargesOf(consumer, 1)],
  }));
}

/** Releases and demand after the height; whoever is no member any more offers nothing. */
export function endSupply(draft: Draft, { added, counters }: Counting): void {
  const { before, epoch, work } = draft;
  const closed = { after: before.epoch, epoch };
  const oldest = epoch - before.parameters.lateEpochs;
  for (const [id, release] of work.releases) {
    const next = releaseAfter(withoutOldCounters(release, oldest), closed, before.parameters);
    if (next !== release) work.releases.set(id, next);
  }
  const isOfRelease = work.releases.size > 0;
  const givenIn = (currency: number) =>
    added.flatMap((each) =>
      each.currency === currency && each.quantity > 0n
        ? {
            ...{ supplier: each.supplier, epoch: each.epoch, quantity: each.quantity },
            isDownload: isOfRelease && work.releases.has(each.cause),
          }
        : [],
    );
  const accepted = work.flows.map((flow) => ({ ...flow, epoch, isDownload: false }));
  const given = [givenIn(0), [...givenIn(1), ...accepted]] as const;
  const { members } = draft;
  const after = {
    epoch,
    members,
    counters,
    releases: work.releases,
    parameters: before.parameters,
  };
  for (const currency of [0, 1] as const) {
    const demand = withGiven(
      standing(work.demand[currency], members),
      given[currency],
      before.parameters,
    );
    work.demand[currency] = foresightAfter(demand, around(after, currency), before.parameters);
  }
}

/**
 * What is foreseen once an epoch is over for which nothing was certified: heights are only certified when there is
 * something to certify, and days go by without.
 */
export function demandAt(state: LedgerState, epoch: number): LedgerState['work']['demand'] {
  const { work, parameters } = state;
  if (epoch < state.epoch) return work.demand;
  const after = { ...state, epoch, releases: work.releases };
  const [cpu, man] = work.demand;
  return [
    foresightAfter(cpu, around(after, 0), parameters),
    foresightAfter(man, around(after, 1), parameters),
  ];
}

type Known = Pick<LedgerState, 'epoch' | 'members' | 'counters' | 'parameters'> &
  Pick<LedgerState['work'], 'releases'>;

function around(known: Known, currency: 0 | 1): Surroundings {
  const { epoch, members } = known;
  const present = [...members.values()].filter(({ status }) => status === 'member').length;
  const downloadsOn = (day: number) => (currency === 0 ? servingOn(known, day) : 0n);
  return { epoch, members: present, downloadsOn };
}

function standing(demand: DemandState, members: LedgerState['members']): DemandState {
  const offers = [...demand.offers].filter(
    ([, { member }]) => members.get(member)?.status === 'member',
  );
  return offers.length === demand.offers.size ? demand : { ...demand, offers: new Map(offers) };
}

/** Nothing can follow a counter that is too old, so nobody can name it again. */
function withoutOldCounters(release: Release, oldest: number): Release {
  const built = release.built.filter(({ epoch }) => epoch > oldest);
  return built.length === release.built.length ? release : { ...release, built };
}

/** Micro-hours that serving all releases is likely to take on a day. */
function servingOn({ epoch, counters, releases, parameters }: Known, day: number): bigint {
  const rate = servingRate(counters, releases);
  if (rate === 0n) return 0n;
  let pieces = 0n;
  for (const release of releases.values()) {
    if (epoch + 1 >= horizonOf(release, parameters)) continue;
    const ahead = Math.max(1, day - firstUnknownDay(release, parameters) + 1);
    const downloads = downloadsOnDay(release, ahead, parameters.horizonDays);
    pieces += (downloads * BigInt(release.pieces)) / downloadParts;
  }
  return (pieces * rate) / servingParts;
}

const keyLength = 64;
/** Parts of a micro-hour in `servingRate`. */
export const servingParts = 1_000_000n;
/**
 * What a piece may cost where no download was counted lately: twice a millisecond of the reference core, in parts. A
 * piece takes a common machine about a quarter of a millisecond, so that slow ones are paid what they spend as well.
 */
export const launchPiece = 555_555n;

/** What nobody pays more than for a piece (R6): twice what serving one takes in this network, in parts. */
export function pieceMost(
  counters: LedgerState['counters'],
  releases: ReadonlyMap<string, Release>,
): bigint {
  const rate = servingRate(counters, releases);
  return rate === 0n ? launchPiece : 2n * rate;
}

/**
 * What serving one piece takes in this network: the median of all counters of downloads that are kept, in millionths of
 * a micro-hour; 0 where there are none. Nobody is to be paid more than twice as much (R6).
 */
export function servingRate(
  counters: LedgerState['counters'],
  releases: ReadonlyMap<string, Release>,
): bigint {
  if (releases.size === 0) return 0n;
  const rates: bigint[] = [];
  for (const bucket of counters.values()) {
    for (const [key, { count, quantity, isFrozen }] of bucket) {
      const isCpu = key.slice(3 * keyLength) === '0';
      if (isFrozen || count === 0 || !isCpu) continue;
      if (!releases.has(key.slice(2 * keyLength, 3 * keyLength))) continue;
      rates.push((quantity * servingParts) / BigInt(count));
    }
  }
  rates.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return rates[Math.floor((rates.length - 1) / 2)] ?? 0n;
}
