/** What becomes of causes (rules R15): who says it, and when it is settled for good. */
import type { Trust } from '../economy/trust.ts';
import { unitsOf } from '../stake/lots.ts';
import type { CauseOutcome, LiveCause, Lots, StakeMarket } from '../stake/market.ts';
import { drawnByTrust } from './draw.ts';

/** Rounds for which a settled cause is still known though nobody holds stake under it. */
const rememberedRounds = 12;

/** Whether members are still to say what becomes of it. */
export function mayBeDrawn({ check, drawn: chosen }: Pick<LiveCause, 'check' | 'drawn'>): boolean {
  return check === 'attestors' && chosen.length === 0;
}

/** Who attests: members who hold no stake in the issuer, drawn by their trust once the cause is written. */
export function drawn(
  id: string,
  { issuer, attestors }: Pick<LiveCause, 'issuer' | 'attestors'>,
  by: { readonly trust: Trust; readonly lots: Lots; readonly previous: string },
): readonly string[] {
  const candidates = [...by.lots.keys()].filter(
    (member) => member !== issuer && unitsOf(by.lots, member, issuer) === 0n,
  );
  return drawnByTrust(candidates, attestors, { ...by, id });
}

/** Null before its deadline. */
export function outcomeOf(
  cause: LiveCause,
  { epoch, given, round }: Pick<StakeMarket, 'given' | 'round'> & { readonly epoch: number },
): CauseOutcome | null {
  if (cause.deadline > epoch) return null;
  if (cause.check === 'hours_given') {
    const achieved = countedOf(cause, given);
    return { verdict: isMet(cause, achieved) ? 'met' : 'missed', achieved, round };
  }
  return { ...attested(cause), round };
}

/** Thousandths of CPU-hours that the issuer gave since the cause was made. */
export function countedOf(
  { issuer, countedBefore }: Pick<LiveCause, 'issuer' | 'countedBefore'>,
  given: StakeMarket['given'],
): bigint {
  return ((given.get(issuer) ?? 0n) - countedBefore) / 1_000n;
}

function isMet({ comparator, target }: LiveCause, value: bigint): boolean {
  return comparator === 'at_least' ? value >= target : value <= target;
}

/** The lower median of those who said something, if these are most; contested unless two thirds are of one side. */
function attested(cause: LiveCause): Pick<CauseOutcome, 'verdict' | 'achieved'> {
  const achieved = middleSeen(cause);
  const said = cause.seen.size;
  if (achieved === null || said * 2 <= cause.drawn.length) {
    return { verdict: 'contested', achieved: null };
  }
  const met = [...cause.seen.values()].filter((value) => isMet(cause, value)).length;
  const agree = Math.max(met, said - met);
  if (agree * 3 < said * 2) return { verdict: 'contested', achieved };
  return { verdict: isMet(cause, achieved) ? 'met' : 'missed', achieved };
}

/** The median of what attestors saw, the lower one of two; null where nobody said anything. */
export function middleSeen({ seen }: Pick<LiveCause, 'seen'>): bigint | null {
  const sorted = [...seen.values()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** Whether nobody will ask for it any more in the market itself; the memory keeps it. */
export function isForgotten(
  outcome: CauseOutcome,
  { isHeld, round }: { readonly isHeld: boolean; readonly round: number },
): boolean {
  return !isHeld && round - outcome.round >= rememberedRounds;
}
