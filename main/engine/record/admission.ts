/**
 * Whether a record may wait here for a certificate. Its signatures prove who wrote it, not that anybody of the
 * community did: what strangers make up, and what a member could make without end, must not fill the disk.
 * Whatever is refused here may be offered again later; nothing is promised for it.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { refuse } from '../../../shared/base/result.ts';
import type { Refusal } from '../../../shared/base/result.ts';
import { decodeInvitationBody } from '../../../shared/ledger/invitation.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';

export const poolMax = 200_000;
/** Records that wait and name one member, as their author or as a side of a counter. */
export const recordsPerMemberMax = 8_192;
/** Two prove a fraud, more prove nothing more. */
const contradictionsMax = 2;

export interface Admission {
  /** Null when the record may wait here. */
  refusal(state: LedgerState, record: CheckedRecord): Refusal | null;
  added(record: CheckedRecord): void;
  removed(record: CheckedRecord): void;
}

/** Counts what waits. */
export function createAdmission(): Admission {
  const byMember = new Map<string, number>();
  const byPlace = new Map<string, number>();
  /** Members of machines that no certificate knows yet, by their first records. */
  const announced = new Map<string, string>();
  const names = new Map<string, readonly string[]>();
  let total = 0;

  const memberOf = (state: LedgerState, device: string) =>
    state.devices.get(device)?.member ?? announced.get(device) ?? null;

  function membersOf(state: LedgerState, record: CheckedRecord): readonly string[] | null {
    const members = devicesOf(record).map((device) => memberOf(state, device));
    if (record.kind === 'member' || record.kind === 'device') {
      const member = bytesToHex(record.body.member);
      const isFirst = record.body.number === 1;
      if (isFirst) members[0] = isVouchedFor(state, record) ? member : null;
    }
    return members.every((member) => member !== null) ? members : null;
  }

  /** A first record is by whom the community can know: a guest of a machine, or a further machine of a member. */
  function isVouchedFor(state: LedgerState, record: CheckedRecord): boolean {
    if (record.kind === 'device') {
      const member = bytesToHex(record.body.member);
      return state.members.has(member) || [...announced.values()].includes(member);
    }
    if (record.kind !== 'member') return false;
    const invitation = decodeInvitationBody(record.body.invitation);
    return invitation !== null && memberOf(state, bytesToHex(invitation.device)) !== null;
  }

  function count(counts: Map<string, number>, key: string, by: number): void {
    const counted = (counts.get(key) ?? 0) + by;
    if (counted > 0) counts.set(key, counted);
    else counts.delete(key);
  }

  return {
    refusal(state, record) {
      if (total >= poolMax)
        return full('This copy of the record takes nothing more for now.').error;
      const members = membersOf(state, record);
      if (members === null) {
        return refuse('author_unknown', 'The record is by nobody whom the community knows yet.')
          .error;
      }
      if (members.some((member) => (byMember.get(member) ?? 0) >= recordsPerMemberMax)) {
        return full('Too many records of this member wait for a certificate.').error;
      }
      if ((byPlace.get(placeOf(record)) ?? 0) >= contradictionsMax) {
        return refuse('contradicted', 'Two others in its place prove a fraud already.').error;
      }
      names.set(bytesToHex(record.id), members);
      return null;
    },
    added(record) {
      const id = bytesToHex(record.id);
      total += 1;
      for (const member of names.get(id) ?? []) count(byMember, member, 1);
      count(byPlace, placeOf(record), 1);
      if (record.kind === 'member' || record.kind === 'device') {
        announced.set(bytesToHex(record.body.author), bytesToHex(record.body.member));
      }
    },
    removed(record) {
      const id = bytesToHex(record.id);
      total -= 1;
      for (const member of names.get(id) ?? []) count(byMember, member, -1);
      names.delete(id);
      count(byPlace, placeOf(record), -1);
      if (record.kind === 'member' || record.kind === 'device') {
        announced.delete(bytesToHex(record.body.author));
      }
    },
  };
}

function full(detail: string) {
  return refuse('pool_full', detail);
}

function devicesOf(record: CheckedRecord): readonly string[] {
  return record.kind === 'counter'
    ? [bytesToHex(record.body.supplier), bytesToHex(record.body.consumer)]
    : [bytesToHex(record.body.author)];
}

/** Where only one record may stand: a number of an author, a sequence number of a pair's counter. */
function placeOf(record: CheckedRecord): string {
  if (record.kind !== 'counter') {
    return `${bytesToHex(record.body.author)} ${record.body.number}`;
  }
  const { supplier, consumer, currency, cause, epoch, sequence } = record.body;
  const keys = [supplier, consumer, cause].map(bytesToHex).join('');
  return `${keys} ${currency} ${epoch} ${sequence}`;
}
