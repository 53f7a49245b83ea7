/** A community in which some honest people trade, and one founder colludes with guests of its own making. */
import { previewEpoch } from '../../shared/ledger/fold.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import type { Chance } from './engine-world/chance.ts';
import { assertLedger } from '../../shared/ledger/invariants.ts';
import { hour } from './ledger-fold.ts';
import { counter, found, invite, join, machineOf, write } from './ledger-world.ts';
import type { LedgerWorld, Machine } from './ledger-world.ts';

export interface RingHistory {
  readonly world: LedgerWorld;
  readonly honest: readonly Machine[];
  /** The founder first, where one colludes. */
  readonly ring: readonly Machine[];
  readonly states: readonly LedgerState[];
}

/** Hours that one honest person can use in an epoch. */
export const honestHoursMax = 3;
const epochs = 12;

/** Each epoch is five days, so that promises grow old. `withFounder`: whether the ring has a founder. */
export function ringHistory(chance: Chance, withFounder: boolean): RingHistory {
  const world = found(['alice', 'bob', 'carol', 'mallory'], {
    epochMs: 86_400_000,
    overdueDays: 20,
    invitationsPerWeek: 100,
  });
  const honest = ['alice', 'bob', 'carol'].map(world.of);
  const guests = Array.from({ length: chance.whole(2, 6) }, (_, index) =>
    machineOf(`fake ${String(index)}`),
  );
  const mallory = world.of('mallory');
  const ring = withFounder ? [mallory, ...guests] : guests;
  const joining = guests.map((guest, index) =>
    join(world, guest, invite(world, mallory, String(index))),
  );
  const first = genesisState(world.genesis);
  const states = [first];
  let state = first;
  for (let turn = 0; turn < epochs; turn += 1) {
    const epoch = turn * 5;
    const records: CheckedRecord[] = turn === 0 ? [...joining] : [];
    for (let count = 3; count > 0; count -= 1) {
      records.push(...trade(world, chance, { among: honest, epoch, hours: 1 }));
      records.push(
        ...trade(world, chance, { among: ring, epoch, hours: 10 ** chance.whole(0, 8) }),
      );
    }
    if (withFounder) records.push(...collude(world, chance, ring));
    ({ state } = previewEpoch(state, { epoch, records }));
    assertLedger(state);
    states.push(state);
  }
  return { world, honest, ring, states };
}

/** Somebody gives somebody hours, and may get as many back. */
function trade(
  world: LedgerWorld,
  chance: Chance,
  about: { readonly among: readonly Machine[]; readonly epoch: number; readonly hours: number },
): readonly CheckedRecord[] {
  const { among, epoch, hours } = about;
  const supplier = chance.one(among);
  const consumer = chance.one(among.filter((each) => each !== supplier));
  const [currency, sequence] = [chance.whole(0, 1), chance.whole(1, 1_000_000)];
  const quantity = (BigInt(hours) * hour * BigInt(chance.whole(1, 9))) / 9n;
  const there = counter(world, supplier, consumer, { epoch, currency, sequence, quantity });
  if (chance.next() < 0.4) return [there];
  return [there, counter(world, consumer, supplier, { epoch, currency, sequence, quantity })];
}

/** Passes lines round, and leaves or forks at last. */
function collude(
  world: LedgerWorld,
  chance: Chance,
  ring: readonly Machine[],
): readonly CheckedRecord[] {
  const from = chance.one(ring);
  const member = chance.one(ring).member.publicKey;
  const quantity = BigInt(chance.whole(1, 10)) * hour;
  const records = [write(world, from, 'sponsor', { member, quantity })];
  if (chance.next() < 0.1) {
    records.push(write(world, from, 'leave', { member: from.member.publicKey }));
  }
  if (chance.next() < 0.1) {
    records.push(write(world, { ...from }, 'sponsor', { member, quantity }));
    records.push(write(world, { ...from }, 'sponsor', { member, quantity: quantity + 1n }));
  }
  return records;
}
