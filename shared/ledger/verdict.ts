/**
 * What becomes of a record in an epoch. A set of records may be certified only if each of them is applied, void
 * or without effect: `isCertifiable`.
 */

/** Why a record can never be certified. It leaves the pool, and is kept for explanation. */
export type RecordRefusal =
  | 'already_certified'
  | 'number_too_old'
  | 'wrong_predecessor'
  | 'forked_before_joining'
  | 'device_not_active'
  | 'not_a_member'
  | 'first_record_must_join'
  | 'other_member_of_device'
  | 'member_was_expelled'
  | 'already_a_member'
  | 'invitation_expired'
  | 'invitation_used'
  | 'inviter_not_a_member'
  | 'inviter_device_not_active'
  | 'superseded'
  | 'quantity_fell'
  | 'count_fell'
  | 'pair_frozen'
  | 'same_member'
  | 'too_late'
  | 'member_had_ended'
  | 'device_had_ended';

/** What a record waits for. It stays in the pool. */
export type RecordWait =
  | 'predecessor_missing'
  | 'author_unknown'
  | 'inviter_unknown'
  | 'inviter_over_quota'
  | 'device_unknown'
  | 'epoch_not_closed'
  | 'too_many_of_one_author';

/** Why a record changes nothing although it takes its number in its author's chain. */
export type WithoutEffect =
  | 'already_a_member'
  | 'other_member_of_device'
  | 'device_not_active'
  | 'device_unknown'
  | 'sponsored_too_much'
  | 'sponsored_nobody'
  | 'committee_unknown'
  | 'no_witness'
  | 'already_ended';

export type Verdict =
  | { readonly verdict: 'applied' }
  /** A fraud: two records where there may be one. Both are certified, as the proof. */
  | { readonly verdict: 'void' }
  | { readonly verdict: 'without_effect'; readonly name: WithoutEffect; readonly detail: string }
  | { readonly verdict: 'refused'; readonly name: RecordRefusal; readonly detail: string }
  | { readonly verdict: 'waits'; readonly name: RecordWait };

/** Whether a record with this verdict may be part of a certified set. */
export function isCertifiable({ verdict }: Verdict): boolean {
  return verdict === 'applied' || verdict === 'void' || verdict === 'without_effect';
}
