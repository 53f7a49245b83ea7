/** A large community, as if its members had joined long ago, and counters between them that nobody signed for. */
import { bytesToHex } from '../../shared/base/bytes.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { foundedMarket } from '../../shared/ledger/market-people.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { found, zeros } from './ledger-world.ts';
import { madeBytes } from './made-receipts.ts';

export interface Crowd {
  /** The founders, and so many members with a machine each. */
  readonly state: LedgerState;
  /** So many counters of an epoch: each member buys from as many others. The fold does not look at signatures. */
  readonly recordsOf: (epoch: number, counters: number) => readonly CheckedRecord[];
}

export function createCrowd(people: number, delta = 0n): Crowd {
  const keys = Array.from({ length: people }, (_, index) => madeBytes(32, 'device', index));
  return {
    state: crowdedState(keys, delta),
    recordsOf: (epoch, counters) => recordsOf(keys, epoch, counters),
  };
}

function crowdedState(keys: readonly Uint8Array[], delta: bigint): LedgerState {
  const state = genesisState(found(['alice', 'bob']).genesis);
  const [founder = ''] = state.members.keys();
  const members = new Map(state.members);
  const devices = new Map(state.devices);
  for (const [index, key] of keys.entries()) {
    const member = bytesToHex(madeBytes(32, 'member', index));
    members.set(member, {
      name: `member ${String(index)}`,
      joinedEpoch: 0,
      inviter: founder,
      status: 'member',
      endedEpoch: null,
      delta: index < 16 ? delta : 0n,
      voice: null,
    });
    devices.set(bytesToHex(key), {
      member,
      label: 'desk',
      joinedEpoch: 0,
      status: 'active',
      endedEpoch: null,
      lastNumber: 1,
      recentIds: [bytesToHex(madeBytes(32, 'joined', index))],
    });
  }
  const market = foundedMarket([...members.keys()], state.parameters);
  return { ...state, members, devices, market };
}

function recordsOf(
  keys: readonly Uint8Array[],
  epoch: number,
  counters: number,
): readonly CheckedRecord[] {
  const people = keys.length;
  return Array.from({ length: counters }, (_, index): CheckedRecord => {
    const consumer = index % people;
    const step = 1 + ((Math.floor(index / people) * 997 + epoch * 31) % (people - 1));
    const supplier = (consumer + step) % people;
    const body = {
      supplier: keys[supplier] ?? zeros,
      consumer: keys[consumer] ?? zeros,
      currency: 0,
      cause: zeros,
      epoch,
      sequence: 1,
      count: 100,
      quantity: BigInt(1_000 + ((index * 7919) % 50_000)),
      root: zeros,
    };
    return { kind: 'counter', body, id: madeBytes(32, 'id', epoch, index), bytes: zeros };
  });
}
