/** What the views look up again and again in one certified state, found once for each. */
import type { Device, LedgerState } from '../../../../shared/ledger/state.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';

export interface StateIndex {
  /** Ascending. */
  readonly memberIds: readonly string[];
  /** How many of them are still there. */
  readonly present: number;
  /** Device keys of each member, ascending. */
  readonly devicesOf: (member: string) => readonly (readonly [string, Device])[];
}

const indexes = new WeakMap<LedgerState, StateIndex>();

export function indexOf(state: LedgerState): StateIndex {
  const known = indexes.get(state);
  if (known !== undefined) return known;
  const byMember = new Map<string, (readonly [string, Device])[]>();
  for (const each of [...state.devices].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { member } = each[1];
    const devices = byMember.get(member);
    if (devices === undefined) byMember.set(member, [each]);
    else devices.push(each);
  }
  const index: StateIndex = {
    memberIds: [...state.members.keys()].sort(),
    present: [...state.members.values()].filter(({ status }) => status === 'member').length,
    devicesOf: (member) => byMember.get(member) ?? [],
  };
  indexes.set(state, index);
  return index;
}

/** A member as others see it. */
export function personOf(state: LedgerState, member: string): { id: string; name: string | null } {
  const known = state.members.get(member);
  return { id: member, name: known === undefined ? null : shownName(known.name) };
}

/** The member of a machine, as others see it. */
export function personOfDevice(state: LedgerState, device: string) {
  const member = state.devices.get(device)?.member;
  return member === undefined ? { id: device, name: null } : personOf(state, member);
}
