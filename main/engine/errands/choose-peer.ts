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
