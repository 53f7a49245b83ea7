/** Whom an errand is asked of: a pure choice among those who are here. */
import type { Present } from '../peers/peers.ts';
import type { Whom } from './contract.ts';

/** A peer that would take something now. What is given to it is counted here. */
export interface Candidate {
  readonly peer: Present;
  cores: number;
  /** Places in line behind its cores. */
  room: number;
}

/**
 * Somebody with a free core, the most of them first, then the faster machine, then the smaller key; where nobody has
 * one, whoever has most room in line.
 */
export function chooseCandidate(
  candidates: readonly Candidate[],
  isSuitable: (peer: Present) => boolean,
): Candidate | null {
  let best: Candidate | null = null;
  for (const each of candidates) {
    if (each.cores + each.room < 1) continue;
    if (best !== null && !isBetter(each, best)) continue;
    if (isSuitable(each.peer)) best = each;
  }
  return best;
}

function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.cores !== b.cores) return a.cores > b.cores;
  if (a.cores === 0 && a.room !== b.room) return a.room > b.room;
  const [ratingA, ratingB] = [a.peer.standing.ratingMilli ?? 0, b.peer.standing.ratingMilli ?? 0];
  return ratingA !== ratingB ? ratingA > ratingB : a.peer.id < b.peer.id;
}

/** Whether a member may have it. */
export function isMeant({ not, audience }: Whom, member: string): boolean {
  return !not.includes(member) && (audience === null || audience.includes(member));
}

/** Why an errand waits, as a sentence with what would help. */
export function whyWaiting(
  present: readonly Present[],
  whom: Whom,
  isAvoided: (peer: string) => boolean,
): string {
  if (present.length === 0)
    return 'Nobody of your community is here yet. It starts when somebody comes.';
  const lending = present.filter(({ standing }) => standing.lending);
  if (lending.length === 0) return 'Nobody who is here lends now. It starts when somebody does.';
  const meant = lending.filter(({ member }) => isMeant(whom, member));
  if (meant.length === 0) {
    return whom.audience !== null &&
      !lending.some(({ member }) => whom.audience?.includes(member) ?? false)
      ? 'None of the people whom you chose lends here now. It starts when one of them does.'
      : 'Everybody who lends here has had it already. It starts when somebody else lends.';
  }
  if (meant.every(({ id }) => isAvoided(id))) {
    return 'Whoever lends here could not do it just now. They are asked again in a while.';
  }
  return 'All lent cores are busy. It starts when one is free.';
}
