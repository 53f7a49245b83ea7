/**
 * How often a slice is run, and by whom. Pure: chance is a number that the caller draws, which no supplier can
 * foresee, and it is drawn when the first answer is in: whoever answers has committed itself before anybody,
 * itself included, knows whether somebody else will be asked.
 *
 * one    what was asked for: one run. A wrong answer is easy to notice, the person says, so a newcomer is not
 *        checked in full; but whoever is never checked learns that, so some answers are, as long as the ceiling
 *        has room beyond the slices themselves.
 * two    two runs at once. Two who always answer alike may be one person, so a few slices are run by a third.
 * three  three runs at once, of which two must agree; a few are run by a fourth.
 * spot   one run, and a check by chance: always for a newcomer, until so many of its answers are confirmed or
 *        under way to be; of somebody known one in three; of somebody trusted one in thirty. Each check tries
 *        both sides, so that a member who answers and checks as often as others is tried twice as often as that.
 *        Work that is larger than usual is checked more often, as an auditor looks at large sums first.
 *
 * One check in eight is made by this computer where it may run slices: no ring of others can answer for it.
 */
import { pointsToBeKnown, standingOf } from './trust.ts';
import type { Standing, Trust } from './trust.ts';
import type { Certainty } from './slice-state.ts';

/** Answers that have to agree, before any check by chance. */
export const copiesOf: Readonly<Record<Certainty, number>> = { one: 1, two: 2, three: 3, spot: 1 };

/** One answer in so many is checked. */
const oneIn: Readonly<Record<Certainty, Readonly<Record<Standing, number>>>> = {
  one: { wrong: 1, new: 8, known: 16, trusted: 30 },
  two: { wrong: 1, new: 30, known: 60, trusted: 60 },
  three: { wrong: 1, new: 60, known: 60, trusted: 60 },
  spot: { wrong: 1, new: 1, known: 4, trusted: 32 },
};
const checksHereOneIn = 8;
/** How much more often the largest work is checked than the usual. */
const sizeFactorMax = 4;
/** Points that a check brings, if it goes well with somebody it has not met lately. */
const pointsOfCheck = 2;
const draws = 2 ** 32;

export interface FirstAnswer {
  readonly certainty: Certainty;
  readonly trust: Trust;
  /** Answers of the same member that are being checked now. */
  readonly checking: number;
  readonly nowMs: number;
  /** A whole number from 0 to 2^32 - 1. */
  readonly draw: number;
  readonly canRunHere: boolean;
  readonly hasRoom: boolean;
  readonly workCount: number;
  /** What the slices of the job usually count; null while it is not known. */
  readonly usualWorkCount: number | null;
}

/** Who checks a slice beyond what its certainty demands, now that its first answer is in. */
export function checkOf(first: FirstAnswer): 'nobody' | 'member' | 'here' {
  const { certainty, trust, checking, nowMs, draw, canRunHere, hasRoom } = first;
  if (certainty !== 'spot' && !hasRoom) return 'nobody';
  const standing = standingOf(trust, nowMs);
  const willBeKnown = standing === 'new' && checking * pointsOfCheck >= pointsToBeKnown(trust);
  const rate = oneIn[certainty][willBeKnown ? 'known' : standing];
  if (draw >= (draws * sizeFactorOf(first)) / rate) return 'nobody';
  return canRunHere && mixed(draw) < draws / checksHereOneIn ? 'here' : 'member';
}

function sizeFactorOf({ workCount, usualWorkCount }: FirstAnswer): number {
  if (usualWorkCount === null || usualWorkCount < 1) return 1;
  return Math.min(sizeFactorMax, Math.max(1, workCount / usualWorkCount));
}

export interface Candidates {
  /** Members who could be asked now. */
  readonly present: readonly string[];
  /** Who must not be: they answered the slice already. */
  readonly not: readonly string[];
  readonly trustOf: (member: string) => Trust;
  readonly nowMs: number;
}

/** Enough to choose from, so that nobody can foresee who checks. */
const auditorsMin = 3;

/**
 * Whom a check or the deciding run is asked of, for one of them to be chosen by chance: those of the longest
 * record who have not agreed lately with whoever answered, and more as long as they are too few. Null where that
 * leaves nobody: then anybody may be asked who has not answered.
 */
export function auditorsOf({ present, not, trustOf, nowMs }: Candidates): readonly string[] | null {
  const others = present.filter((member) => !not.includes(member));
  const met = new Set(not.flatMap((member) => trustOf(member).lately));
  const strangers = others.filter((member) => !met.has(member));
  const from = strangers.length >= auditorsMin ? strangers : others;
  const chosen: string[] = [];
  for (const standing of ['trusted', 'known', 'new'] as const) {
    if (chosen.length >= auditorsMin) break;
    chosen.push(...from.filter((member) => standingOf(trustOf(member), nowMs) === standing));
  }
  return chosen.length > 0 ? chosen : null;
}

/** Another draw from the same one. */
function mixed(draw: number): number {
  let bits = Math.imul(draw ^ (draw >>> 16), 0x45d9f3b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
