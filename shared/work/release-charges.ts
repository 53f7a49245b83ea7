/**
 * What downloads of a release cost and bring back (rules R6). What arrived is what both ends of a download signed for,
 * piece by piece; nobody pays for more than one whole release. The price is that of the state before the height, so that
 * whoever downloads knows it beforehand. What a member would pay to itself is paid back without anything flowing.
 */
import { sortedEntries } from '../base/sorted.ts';
import { downloadCharges, downloadPrice, recoupedParts } from '../economy/release-price.ts';
import type { Flow } from '../economy/settle.ts';
import { horizonOf } from './release-forecast.ts';
import type { ReleaseTimes } from './release-forecast.ts';
import type { Release, ReleasePart } from './release-state.ts';

/** Pieces that arrived at a member, and the day on which they count. */
export interface Arrived {
  readonly member: string;
  readonly day: number;
  readonly pieces: number;
}

export interface Charged {
  readonly release: Release;
  /** By member, the pieces that arrived and were not counted for it before. */
  readonly fresh: ReadonlyMap<string, bigint>;
  /** In the order of `currencies`: from whoever downloaded to those whose hours are in it. */
  readonly flows: readonly [readonly Flow[], readonly Flow[]];
}

/** What a whole download costs in a currency, by the state after an epoch. */
export function priceOf(
  release: Pick<Release, 'parts' | 'expected' | 'since'>,
  currency: number,
  epoch: number,
  times: ReleaseTimes,
): bigint {
  const part = release.parts[currency];
  if (part === undefined || epoch + 1 >= horizonOf(release, times)) return 0n;
  return downloadPrice(part, release.expected);
}

/** What a whole download may cost at most from now on, whatever is foreseen: as if nobody else came any more. */
export function mostOf(
  release: Pick<Release, 'parts' | 'since'>,
  currency: number,
  epoch: number,
  times: ReleaseTimes,
): bigint {
  const part = release.parts[currency];
  if (part === undefined || epoch + 1 >= horizonOf(release, times)) return 0n;
  return downloadPrice(part, 1n);
}

/** Takes in what arrived in one height, and charges it by the prices of the state before. */
export function chargedFor(
  before: Release,
  arrived: readonly Arrived[],
  prices: readonly [bigint, bigint],
): Charged {
  const { fresh, ...counted } = countedOf(before, arrived);
  const [cpu, man] = [0, 1].map((currency) =>
    charge(before.parts[currency] as ReleasePart, fresh, {
      price: prices[currency] ?? 0n,
      pieces: BigInt(before.pieces),
    }),
  ) as [ChargedPart, ChargedPart];
  const release = { ...before, ...counted, parts: [cpu.part, man.part] as const };
  return { release, fresh, flows: [cpu.flows, man.flows] };
}

/** Of what arrived, what is not yet counted for each member: at most one whole release of each. */
function countedOf(before: Release, all: readonly Arrived[]) {
  const [arrived, days] = [new Map(before.arrived), new Map(before.days)];
  const fresh = new Map<string, bigint>();
  let arrivedAll = before.arrivedAll;
  for (const { member, day, pieces } of all) {
    const had = arrived.get(member) ?? 0;
    const more = Math.min(pieces, before.pieces - had);
    if (more <= 0) continue;
    arrived.set(member, had + more);
    days.set(day, (days.get(day) ?? 0) + more);
    fresh.set(member, (fresh.get(member) ?? 0n) + BigInt(more));
    arrivedAll += BigInt(more);
  }
  return { arrived, days, arrivedAll, fresh };
}

interface ChargedPart {
  readonly part: ReleasePart;
  readonly flows: readonly Flow[];
}

function charge(
  part: ReleasePart,
  fresh: ReadonlyMap<string, bigint>,
  { price, pieces }: { readonly price: bigint; readonly pieces: bigint },
): ChargedPart {
  if (price === 0n) return { part, flows: [] };
  const charges = downloadCharges(part, { price, downloads: sortedEntries(fresh), pieces });
  const investors = sortedEntries(part.investors);
  const flows = charges.flatMap(([consumer, charged]) =>
    recoupedParts(charged, investors).flatMap(([supplier, quantity]) =>
      quantity > 0n && supplier !== consumer ? [{ supplier, consumer, quantity }] : [],
    ),
  );
  const paid = charges.reduce((sum, [, charged]) => sum + charged, 0n);
  return { part: { ...part, recouped: part.recouped + paid }, flows };
}
