/**
 * Who works for a tag (rules R10): whoever has a live cause with it, by their verified work. What an offer asks of a
 * tag comes from all of them, so that it cannot be aimed at somebody by a tag of their own, and whoever did no work
 * gets nothing by carrying one.
 */
import { sortedEntries } from '../base/sorted.ts';
import { apportion } from '../domain/apportion.ts';
import { isLive } from './admission.ts';
import type { StakeMarket, TagCarrier } from './market.ts';

/** What a round knows of who carries which tag. */
export interface Carried {
  /** By tag, by member: the first of their live causes with it, by id. */
  readonly causes: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By member: how many tags they use. */
  readonly counts: ReadonlyMap<string, number>;
}

export function carriedIn(
  { causes }: Pick<StakeMarket, 'causes'>,
  members: ReadonlySet<string>,
  epoch: number,
): Carried {
  const found = new Map<string, Map<string, string>>();
  const counts = new Map<string, number>();
  for (const id of [...causes.keys()].sort()) {
    const cause = causes.get(id);
    if (cause === undefined || !members.has(cause.issuer) || !isLive(cause, epoch)) continue;
    for (const tag of cause.tags) {
      const byMember = found.get(tag) ?? new Map<string, string>();
      found.set(tag, byMember);
      if (byMember.has(cause.issuer)) continue;
      byMember.set(cause.issuer, id);
      counts.set(cause.issuer, (counts.get(cause.issuer) ?? 0) + 1);
    }
  }
  return { causes: found, counts };
}

/** The carriers of a tag who did work, ascending; what they may bring is not known yet. */
export function carriersOf(
  tag: string,
  { causes, counts }: Carried,
  work: ReadonlyMap<string, bigint>,
): readonly TagCarrier[] {
  return sortedEntries(causes.get(tag) ?? new Map<string, string>())
    .filter(([member]) => (work.get(member) ?? 0n) > 0n)
    .map(([member, cause]) => ({ member, cause, tags: counts.get(member) ?? 1, ...nothing }));
}

const nothing = { capacity: 0n, brought: 0n };

/**
 * What each may bring of all that is asked of the tag: by work, divided by the tags they use, and nobody more than
 * half of it, as in any other basket.
 */
export function withCapacities(
  carriers: readonly TagCarrier[],
  asked: bigint,
  workOf: (member: string) => bigint,
): readonly TagCarrier[] {
  const parts = apportion(
    asked,
    carriers.map(({ member, tags }) => workOf(member) / BigInt(tags)),
  );
  const most = asked / 2n;
  return carriers.map((carrier, index) => {
    const part = parts[index] ?? 0n;
    return { ...carrier, capacity: part < most ? part : most };
  });
}
