/**
 * Micro-man-hours that this member has set aside for downloads: its node says so, since no record knows of it. Nothing
 * as long as it has not said anything, and after a start of this process until it says it again.
 */
import type { OpenCommunity } from '../communities/communities.ts';

const kept = new WeakMap<OpenCommunity, bigint>();

/** The newest counts. */
export function keepApart(community: OpenCommunity, manHours: bigint): void {
  kept.set(community, manHours);
}

export function keptApart(community: OpenCommunity): bigint {
  return kept.get(community) ?? 0n;
}
