/**
 * What becomes of a record in an epoch. A set of records may be certified only if each of them is applied, void
 * or without effect: `isCertifiable`. Names are never used again for something else.
 */
import { offerRefusals } from '../stake/market.ts';
import { supplyRefusals } from '../work/supply-refusals.ts';
import { workRefusals } from '../work/work-refusals.ts';

/** Why a record can never be certified. It leaves the pool, and is kept for explanation. */
export const recordRefusals = {
  already_certified: 'The record is certified already.',
  number_too_old: 'Its machine has written many records since: this one comes too late.',
  wrong_predecessor: 'It does not follow on the record of its machine that is certified.',
  forked_before_joining: 'Its machine wrote two first records: it can join with neither.',
  first_record_must_join: 'The first record of a machine must join its member or itself.',
  device_not_active: 'The machine that wrote it was given up.',
  not_a_member: 'Whoever wrote it is no member any more.',
  already_a_member: 'Whoever wants to join with it is a member already.',
  member_was_expelled: 'Whoever wants to join with it was expelled.',
  too_many_devices: 'The member has named as many machines as a member may.',
  invitation_expired: 'The invitation has expired: ask for another one.',
  invitation_used: 'The invitation was used already: ask for another one.',
  inviter_not_a_member: 'Whoever invited is no member any more.',
  inviter_device_not_active: 'The machine that signed the invitation is none of its inviter’s now.',
  superseded: 'A later counter of the same two machines stands in its place.',
  quantity_fell: 'A counter says less than the one before it.',
  count_fell: 'A counter stands on fewer receipts than the one before it.',
  pair_frozen: 'The two machines contradicted themselves: nothing is added for this hour.',
  same_member: 'Both machines belong to one member: nobody gives hours to themselves.',
  too_late: 'The counter arrived after the time in which it could still be counted.',
  member_had_ended: 'One of the two was no member in that hour.',
  device_had_ended: 'One of the two machines had been given up before that hour.',
} as const;

/** What a record waits for. It stays in the pool. */
export const recordWaits = {
  predecessor_missing: 'The record of its machine before it is not here yet.',
  author_unknown: 'The machine that wrote it has not joined yet.',
  member_unknown: 'The member whose machine it is has not joined yet.',
  inviter_unknown: 'Whoever invited has not joined yet.',
  inviter_over_quota: 'Whoever invited has invited as many as may join within seven days.',
  device_unknown: 'One of the two machines has not joined yet.',
  epoch_not_closed: 'Its hour has not ended yet.',
  too_many_of_one_author: 'Its machine wrote more than is taken in within one hour.',
} as const;

/** Why a record changes nothing although it takes its number in its machine's chain. */
export const recordFailures = {
  already_joined: 'Whoever wrote it had joined before.',
  machine_of_another: 'The machine belongs to somebody else.',
  no_such_machine: 'The member has no such machine in use.',
  sponsored_too_much: 'The line is more than can be passed on.',
  sponsored_nobody: 'Whoever was to get the line is no other member.',
  committee_unknown: 'Not all of the witnesses are machines in use of different members.',
  witness_unknown: 'The witness is no machine of anybody who is a member.',
  not_their_own: 'Nobody can leave for somebody else.',
  too_many_causes: 'A member may have 20 causes at a time.',
  deadline_out_of_range: 'A cause is due between one round and two years from now.',
  replaces_no_cause: 'The cause in whose place it stands is none of the same member.',
  cause_unknown: 'There is no such cause.',
  cause_over: 'What became of the cause is settled.',
  not_an_attestor: 'Only who was drawn says what became of a cause.',
  seal_too_early: 'The round that it is sealed for is too far ahead.',
  no_such_offer: 'The member has no such offer in the market.',
  ...offerRefusals,
  ...workRefusals,
  ...supplyRefusals,
} as const;

export type RecordRefusal = keyof typeof recordRefusals;
export type RecordWait = keyof typeof recordWaits;
export type RecordFailure = keyof typeof recordFailures;

export type Verdict =
  | { readonly verdict: 'applied' }
  /** A fraud: two records where there may be one. Both are certified, as the proof. */
  | { readonly verdict: 'void' }
  | { readonly verdict: 'without_effect'; readonly name: RecordFailure; readonly detail: string }
  | { readonly verdict: 'refused'; readonly name: RecordRefusal; readonly detail: string }
  | { readonly verdict: 'waits'; readonly name: RecordWait; readonly detail: string };

/** Whether a record with this verdict may be part of a certified set. */
export function isCertifiable({ verdict }: Verdict): boolean {
  return verdict === 'applied' || verdict === 'void' || verdict === 'without_effect';
}
