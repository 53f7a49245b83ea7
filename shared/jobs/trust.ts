/**
 * What this computer knows of a member as somebody who answers slices, over all machines of that member. It is
 * this person's own experience and is told to nobody: what strangers say of each other costs them nothing.
 *
 * Answers that somebody else confirmed make a record, counted in points: two for a member with whom it has not
 * agreed lately, one for one with whom it has (two who always meet may be one person), three for this computer.
 * With enough points a newcomer becomes known, then trusted, and is checked less often, but never not at all.
 *
 * Proved wrong, a member is asked no more for a while and has no record then: a day the first time, four times
 * as long each further time, a month at most. Memory that fails once in a million answers is no crime, so
 * everybody may come back; but the way to a record is twice as long each time, up to eight times, and what is
 * answered on the way is checked in full. A long record since then makes one fault forgotten.
 *
 * A doubt is less than a proof: others outvoted it, who may have lied together. The record begins anew, and only
 * the third doubt counts as a proof.
 */
import * as v from 'valibot';
import { count } from '../base/fields.ts';

export interface Trust {
  /** Answers that counted, whether or not they were checked. */
  readonly answered: number;
  /** Of these, answers that another run confirmed. */
  readonly agreed: number;
  /** Of these, answers that were tried without its knowing: spot checks, probes, this computer's own runs. */
  readonly audited: number;
  /** The record since it was last wrong or in doubt. */
  readonly points: number;
  /** With whom it agreed last, latest at the end. */
  readonly lately: readonly string[];
  /** Unix milliseconds. */
  readonly lastCheckedAtMs: number | null;
  /** How often it was proved wrong, less what a long record made forgotten. */
  readonly wrong: number;
  /** Unix milliseconds of the last proof. */
  readonly wrongAtMs: number | null;
  readonly doubts: number;
}

/** How an answer was confirmed; `answered`: it was not, and is counted only. */
export type Credit = 'answered' | 'agreed' | 'audited' | 'probe';

export type Standing = 'new' | 'known' | 'trusted' | 'wrong';

/** Points at which a newcomer is known and trusted, as long as it was never wrong. */
export const knownPoints = 16;
export const trustedPoints = 64;
/** Points after which one fault is forgotten. */
const forgivenPoints = 640;
const pointsMax = 1_000_000;
const doubtsMax = 3;
const latelyMax = 4;
const dayMs = 24 * 3_600_000;
const longestWaitMs = 30 * dayMs;

/** Nothing is known of a newcomer. */
export const noTrust: Trust = {
  answered: 0,
  agreed: 0,
  audited: 0,
  points: 0,
  lately: [],
  lastCheckedAtMs: null,
  wrong: 0,
  wrongAtMs: null,
  doubts: 0,
};

/** How a member is treated at this moment. */
export function standingOf(trust: Trust, nowMs: number): Standing {
  const backAtMs = backAtMsOf(trust);
  if (backAtMs !== null && nowMs < backAtMs) return 'wrong';
  if (trust.points >= trustedPoints * slownessOf(trust)) return 'trusted';
  return pointsToBeKnown(trust) > 0 ? 'new' : 'known';
}

/** When somebody who was proved wrong is asked again, Unix milliseconds; null for those who never were. */
export function backAtMsOf({ wrong, wrongAtMs }: Trust): number | null {
  if (wrongAtMs === null) return null;
  return wrongAtMs + Math.min(dayMs * 4 ** Math.max(0, wrong - 1), longestWaitMs);
}

/** Points that a newcomer lacks to be checked less; whoever was wrong before is not until it is trusted. */
export function pointsToBeKnown(trust: Trust): number {
  const needed = trust.wrong === 0 ? knownPoints : trustedPoints * slownessOf(trust);
  return Math.max(0, needed - trust.points);
}

/** After one more answer: it counted, or was confirmed by these. */
export function credited(
  trust: Trust,
  how: Credit,
  others: readonly string[],
  nowMs: number,
): Trust {
  if (how === 'answered') return { ...trust, answered: trust.answered + 1 };
  const members = others.filter((other) => other !== 'here');
  const isByHere = members.length < others.length || how === 'probe';
  const isByStranger = members.some((member) => !trust.lately.includes(member));
  const points = Math.min(pointsMax, trust.points + (isByHere ? 3 : isByStranger ? 2 : 1));
  const isForgiven = trust.wrong > 0 && points >= forgivenPoints;
  return {
    ...trust,
    agreed: trust.agreed + 1,
    audited: trust.audited + (how === 'agreed' ? 0 : 1),
    points: isForgiven ? trustedPoints * slownessOf(trust) : points,
    lately: [...trust.lately.filter((each) => !members.includes(each)), ...members].slice(
      -latelyMax,
    ),
    lastCheckedAtMs: nowMs,
    wrong: trust.wrong - (isForgiven ? 1 : 0),
  };
}

/** After a proof: no record, and no slices for a while. */
export function provedWrong(trust: Trust, nowMs: number): Trust {
  const wrong = trust.wrong + 1;
  return { ...trust, points: 0, doubts: 0, wrong, wrongAtMs: nowMs, lastCheckedAtMs: nowMs };
}

/** After others outvoted it. */
export function doubted(trust: Trust, nowMs: number): Trust {
  const doubts = trust.doubts + 1;
  if (doubts >= doubtsMax) return provedWrong(trust, nowMs);
  return { ...trust, points: 0, doubts, lastCheckedAtMs: nowMs };
}

function slownessOf({ wrong }: Trust): number {
  return 2 ** Math.min(wrong, 3);
}

const member = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Kept: v.GenericSchema<unknown, Trust> = v.object({
  answered: count,
  agreed: count,
  audited: count,
  points: count,
  lately: v.pipe(v.array(member), v.maxLength(latelyMax)),
  lastCheckedAtMs: v.nullable(count),
  wrong: count,
  wrongAtMs: v.nullable(count),
  doubts: count,
});
const KeptJson = v.pipe(v.string(), v.parseJson(), Kept);

/** What was kept as this text, or null where it is something else. */
export function parseTrust(text: string): Trust | null {
  const parsed = v.safeParse(KeptJson, text);
  return parsed.success ? parsed.output : null;
}

/** As it is kept. */
export function trustText(trust: Trust): string {
  return JSON.stringify(trust);
}
