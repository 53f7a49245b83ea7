/**
 * What is true of every state, however it came about. It is checked after each epoch in tests, and wherever a state
 * comes from outside: from a file or another machine.
 */
import { assert } from '../base/assert.ts';
import { committeeSizes } from './genesis.ts';
import { bookFault } from './book-invariants.ts';
import { marketFault } from './market-invariants.ts';
import { currencies } from './record.ts';
import { mayBeName } from './record-lines.ts';
import { devicesPerMemberMax, recentIdsMax } from './state.ts';
import type { LedgerState } from './state.ts';
import { supplyFault } from './supply-invariants.ts';
import { workFault } from './work-invariants.ts';

/** Ends the program where a state is not sound: a bug of ours. */
export function assertLedger(state: LedgerState): void {
  const fault = ledgerFault(state);
  assert(fault === null, fault ?? '');
}

/** What is wrong with a state, in one sentence, or null. */
export function ledgerFault(state: LedgerState): string | null {
  return (
    peopleFault(state) ??
    machineFault(state) ??
    committeeFault(state, state.committee) ??
    committeeFault(state, state.upcoming) ??
    counterFault(state) ??
    bookFault(state, state.books[0]) ??
    bookFault(state, state.books[1]) ??
    marketFault(state) ??
    workFault(state) ??
    supplyFault(state)
  );
}

function peopleFault({ members, invitations, height, epoch, parameters }: LedgerState) {
  if (epoch < height - 1) return 'Every height closes at least one epoch.';
  let [delta, founders] = [0n, 0n];
  for (const { inviter, status, endedEpoch, joinedEpoch, ...member } of members.values()) {
    if ((status === 'member') !== (endedEpoch === null)) return 'Who is a member has not ended.';
    if (joinedEpoch > Math.max(epoch, 0) || (endedEpoch ?? -1) > epoch) {
      return 'Nobody joins or ends in an epoch that is not closed.';
    }
    if (status !== 'member' && (member.delta > 0n || member.voice !== null)) {
      return 'Who has ended has no line and no voice.';
    }
    if (inviter !== null && !members.has(inviter)) return 'Every inviter is known.';
    if (!mayBeName(member.name)) return 'Every member has a name that can be shown.';
    if (inviter === null) founders += 1n;
    delta += member.delta;
  }
  if (founders === 0n && height === 0) return 'Somebody founded the community.';
  for (const expires of invitations.values()) {
    if (expires <= epoch) return 'Used invitations are forgotten when they expire.';
  }
  return parameters.founderLine * 16n < delta ? 'No line comes from nowhere.' : null;
}

function machineFault({ members, devices, epoch }: LedgerState) {
  const counts = new Map<string, number>();
  for (const device of devices.values()) {
    const { member, status, endedEpoch, joinedEpoch, lastNumber, recentIds } = device;
    if (!members.has(member)) return 'Every machine belongs to a member.';
    if ((status === 'active') !== (endedEpoch === null)) return 'A machine in use has not ended.';
    if (joinedEpoch > Math.max(epoch, 0) || (endedEpoch ?? -1) > epoch) {
      return 'No machine joins or ends in an epoch that is not closed.';
    }
    if (recentIds.length !== Math.min(lastNumber, recentIdsMax)) {
      return 'The last records of each machine are known.';
    }
    if (!mayBeName(device.label)) return 'Every machine has a name that can be shown.';
    counts.set(member, (counts.get(member) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return most > devicesPerMemberMax ? 'A member has more machines than it may name.' : null;
}

function committeeFault({ devices }: LedgerState, committee: readonly string[]) {
  if (!committeeSizes.some((size) => size === committee.length)) {
    return 'A committee has 1, 4 or 7 witnesses.';
  }
  const isAscending = committee.every((key, index) => (committee[index - 1] ?? '') < key);
  if (!isAscending) return 'Witnesses are in the order of their keys.';
  return committee.every((key) => devices.has(key)) ? null : 'Every witness is a known machine.';
}

const keyLength = 64;
const counterKeyLength = 3 * keyLength + 1;

function counterFault({ counters, devices, epoch, parameters }: LedgerState) {
  for (const [about, bucket] of counters) {
    if (about > epoch || about <= epoch - parameters.lateEpochs) {
      return 'Counters are kept as long as one may follow them.';
    }
    if (bucket.size === 0) return 'An epoch without counters is not listed.';
    let supplier = '';
    for (const [key, { sequence, count, isFrozen }] of bucket) {
      // In their order, many in a row are of one supplier.
      const isSame = supplier !== '' && key.startsWith(supplier);
      if (!isSame) supplier = key.slice(0, keyLength);
      if (!isSame && !devices.has(supplier)) return 'Counters are of known machines.';
      if (!devices.has(key.slice(keyLength, 2 * keyLength))) {
        return 'Counters are of known machines.';
      }
      if (key.length !== counterKeyLength || Number(key.slice(-1)) >= currencies.length) {
        return 'Counters are of a cause and a currency.';
      }
      const isNothing = sequence === 0 && count === 0;
      if (isNothing ? !isFrozen : sequence === 0 || count === 0) return 'Counters count from 1.';
    }
  }
  return null;
}
