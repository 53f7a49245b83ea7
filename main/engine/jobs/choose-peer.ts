/** Whom a job is asked of: a pure choice among those who are here. */
import type { Present } from '../peers/peers.ts';

/**
 * Somebody who lends, has a free core beyond what this node has asked of them already, and is not avoided:
 * the most free cores first, then the faster machine, then the smaller key.
 */
export function choosePeer(
  present: readonly Present[],
  asked: (peer: string) => number,
  isAvoided: (peer: string) => boolean,
): Present | null {
  const suitable = present
    .filter(({ id, standing }) => standing.lending && !isAvoided(id))
    .map((peer) => ({ peer, free: peer.standing.freeSlots - asked(peer.id) }))
    .filter(({ free }) => free > 0);
  suitable.sort(
    (a, b) =>
      b.free - a.free ||
      (b.peer.standing.ratingMilli ?? 0) - (a.peer.standing.ratingMilli ?? 0) ||
      (a.peer.id < b.peer.id ? -1 : 1),
  );
  return suitable[0]?.peer ?? null;
}

/** Why a job waits, as a sentence with what would help. */
export function whyWaiting(
  present: readonly Present[],
  isAvoided: (peer: string) => boolean,
): string {
  if (present.length === 0)
    return 'Nobody of your community is here yet. It starts when somebody comes.';
  const lending = present.filter(({ standing }) => standing.lending);
  if (lending.length === 0) return 'Nobody who is here lends now. It starts when somebody does.';
  if (lending.every(({ id }) => isAvoided(id))) {
    return 'Whoever lends here could not do it just now. They are asked again in a while.';
  }
  return 'All lent cores are busy. It starts when one is free.';
}
