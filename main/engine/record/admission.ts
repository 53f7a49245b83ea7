/**
 * Whether a record may wait here for a certificate. Its signatures prove who wrote it, not that anybody of the
 * community did: what strangers make up, and what a member could make without end, must not fill the disk.
 * Whatever is refused here may be offered again later; nothing is promised for it.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { refuse } from '../../../shared/base/result.ts';
import type { Refusal } from '../../../shared/base/result.ts';
import { tally } from '../../../shared/base/tally.ts';
import { decodeInvitationBody } from '../../../shared/ledger/invitation.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import { counterKey } from '../../../shared/ledger/state.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';

export const poolMax = 200_000;
/** Records that wait and name one member, as their author or as a side of a counter. */
export const recordsPerMemberMax = 8_192;
/** Records that wait and name guests of one member whom no certificate knows yet, and guests of theirs. */
export const recordsOfGuestsMax = 1_024;
/** Two prove a fraud, more prove nothing more. */
const contradictionsMax = 2;

export interface Admission {
  /** Null when the record may wait here; counters of later epochs than `epochMax` may not. */
  refusal(state: LedgerState, record: CheckedRecord, epochMax: number): Refusal | null;
  added(record: CheckedRecord): void;
  removed(record: CheckedRecord): void;
}

/**
 * Counts what waits. Each record is charged to those whom it names: to members, and to the guests of a member
 * together, or whoever may invite could make as many members as it likes to charge things to.
 */
export function createAdmission(): Admission {
  const charged = new Map<string, number>();
  const byPlace = new Map<string, number>();
  /** What machines and members are charged to that no certificate knows yet, by their first records. */
  const announced = new Map<string, string>();
  /** What each record that may wait here is charged to, and where it stands, by its id. */
  const charges = new Map<string, Charge>();
  let total = 0;

  const accountOf = (state: LedgerState, device: string) =>
    state.devices.get(device)?.member ?? announced.get(device) ?? null;

  function accountsOf(
    state: LedgerState,
    record: CheckedRecord,
    devices: readonly string[],
  ): readonly string[] | null {
    const accounts = devices.map((device) => accountOf(state, device));
    if (isFirst(record)) accounts[0] = accountThatVouches(state, record);
    return accounts.every((account) => account !== null) ? accounts : null;
  }

  /** A first record is by whom the community can know: a guest of a machine, or a further machine of a member. */
  function accountThatVouches(state: LedgerState, record: Joining): string | null {
    const member = bytesToHex(record.body.member);
    if (record.kind === 'device') {
      return state.members.has(member) ? member : (announced.get(member) ?? null);
    }
    const invitation = decodeInvitationBody(record.body.invitation);
    const host = invitation === null ? null : accountOf(state, bytesToHex(invitation.device));
    return host === null || host.startsWith(guestsOf) ? host : guestsOf + host;
  }

  return {
    refusal(state, record, epochMax) {
      if (total >= poolMax)
        return full('This copy of the record takes nothing more for now.').error;
      const names = namesOf(record);
      const { id, devices, place } = names;
      if (comesTooLate(state, record, names)) {
        return refuse('comes_too_late', 'It is certified already, or comes after its time.').error;
      }
      if (record.kind === 'counter' && record.body.epoch > epochMax) {
        return refuse('epoch_far_off', 'The counter is about an hour that is still to come.').error;
      }
      const accounts = accountsOf(state, record, devices);
      if (accounts === null) {
        return refuse('author_unknown', 'The record is by nobody whom the community knows yet.')
          .error;
      }
      if (accounts.some((account) => (charged.get(account) ?? 0) >= mostOf(account))) {
        return full('Too many records of this member wait for a certificate.').error;
      }
      if ((byPlace.get(place) ?? 0) >= contradictionsMax) {
        return refuse('contradicted', 'Two others in its place prove a fraud already.').error;
      }
      charges.set(id, { accounts, place });
      return null;
    },
    added(record) {
      const { accounts, place } = chargeOf(record);
      total += 1;
      for (const account of accounts) tally(charged, account, 1);
      tally(byPlace, place, 1);
      const [account] = accounts;
      if (!isFirst(record) || account === undefined) return;
      announced.set(bytesToHex(record.body.author), account);
      if (record.kind === 'member') announced.set(bytesToHex(record.body.member), account);
    },
    removed(record) {
      const id = bytesToHex(record.id);
      const { accounts, place } = chargeOf(record, id);
      total -= 1;
      for (const account of accounts) tally(charged, account, -1);
      charges.delete(id);
      tally(byPlace, place, -1);
      if (!isFirst(record)) return;
      announced.delete(bytesToHex(record.body.author));
      if (record.kind === 'member') announced.delete(bytesToHex(record.body.member));
    },
  };

  /** What was kept without being asked about is charged to nobody. */
  function chargeOf(record: CheckedRecord, id = bytesToHex(record.id)): Charge {
    return charges.get(id) ?? { accounts: [], place: namesOf(record).place };
  }
}

interface Charge {
  readonly accounts: readonly string[];
  readonly place: string;
}

const guestsOf = 'guests of ';

function mostOf(account: string): number {
  return account.startsWith(guestsOf) ? recordsOfGuestsMax : recordsPerMemberMax;
}

type Joining = Extract<CheckedRecord, { readonly kind: 'member' | 'device' }>;

function isFirst(record: CheckedRecord): record is Joining {
  return (record.kind === 'member' || record.kind === 'device') && record.body.number === 1;
}

/**
 * What the certified state refuses whatever else comes: real records of long ago, which anybody could show again
 * and again to whoever has them no more. A contradiction to what is certified is none of them.
 */
function comesTooLate(
  state: LedgerState,
  record: CheckedRecord,
  { id, devices: [first = ''], counter }: Names,
): boolean {
  if (record.kind !== 'counter') {
    const device = state.devices.get(first);
    if (device === undefined || record.body.number > device.lastNumber) return false;
    const known = device.recentIds.at(record.body.number - device.lastNumber - 1);
    return known === undefined || known === id;
  }
  const { epoch, sequence } = record.body;
  if (epoch <= state.epoch - state.parameters.lateEpochs) return true;
  const certified = state.counters.get(epoch)?.get(counter);
  if (certified === undefined) return false;
  return certified.isFrozen || sequence < certified.sequence || certified.id === id;
}

function full(detail: string) {
  return refuse('pool_full', detail);
}

/** What a record is told apart by, as text. */
interface Names {
  readonly id: string;
  /** Its author, or the two sides of a counter. */
  readonly devices: readonly string[];
  /** The `counterKey` of a counter. */
  readonly counter: string;
  /** Where only one record may stand: a number of an author, a sequence number of a pair's counter. */
  readonly place: string;
}

function namesOf(record: CheckedRecord): Names {
  const id = bytesToHex(record.id);
  if (record.kind !== 'counter') {
    const author = bytesToHex(record.body.author);
    return { id, devices: [author], counter: '', place: `${author} ${record.body.number}` };
  }
  const { currency, epoch, sequence } = record.body;
  const supplier = bytesToHex(record.body.supplier);
  const consumer = bytesToHex(record.body.consumer);
  const cause = bytesToHex(record.body.cause);
  const counter = counterKey({ supplier, consumer, cause, currency });
  return { id, devices: [supplier, consumer], counter, place: `${counter} ${epoch} ${sequence}` };
}
