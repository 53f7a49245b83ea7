/** What offers of hours do (rules R8): one of a member for each day and currency, until that day begins. */
import { dayAfter, dayOfEpoch } from '../work/days.ts';
import { pledgeKey } from '../work/demand-state.ts';
import type { Draft } from './draft.ts';
import type { BodyOf } from './record.ts';
import type { RecordFailure } from './verdict.ts';

/** Hours are offered for so many days ahead at most. */
export const offerDaysMax = 30;

export function offerHours(
  { before, epoch, work }: Draft,
  member: string,
  { currency, day, quantity }: BodyOf<'hours_offer'>,
): RecordFailure | null {
  const { parameters } = before;
  if (day <= dayOfEpoch(epoch, parameters)) return 'day_begun';
  if (day > dayAfter(epoch, parameters) + offerDaysMax) return 'day_too_far';
  const at = currency as 0 | 1;
  const key = pledgeKey(day, member);
  const offers = new Map(work.demand[at].offers);
  if (quantity === 0n && !offers.delete(key)) return 'no_hours_offered';
  if (quantity > 0n) offers.set(key, { member, day, quantity, since: epoch, given: 0n });
  work.demand[at] = { ...work.demand[at], offers };
  return null;
}
