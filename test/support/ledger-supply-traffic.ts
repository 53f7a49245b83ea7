/** Random releases, downloads and offers of hours for random histories: most are as they should be, some are not. */
import { hexToBytes } from '../../shared/base/bytes.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { dayAfter } from '../../shared/work/days.ts';
import type { Chance } from './engine-world/chance.ts';
import { hour } from './ledger-fold.ts';
import { released } from './ledger-releases.ts';
import { counter, write } from './ledger-world.ts';
import type { LedgerWorld, Machine } from './ledger-world.ts';

export interface SupplyScene {
  readonly world: LedgerWorld;
  readonly chance: Chance;
  readonly people: readonly Machine[];
  readonly epoch: number;
  /** What was certified before this epoch. */
  readonly state: LedgerState;
  /** Pieces that two machines have counted for a release in an epoch, and what was paid for serving them. */
  readonly series: Map<string, { sequence: number; pieces: number }>;
}

/** What is given to others, for whoever keeps the truth: CPU-hours for serving. */
export interface Served {
  readonly record: CheckedRecord;
  readonly supplier: Machine;
  readonly consumer: Machine;
  readonly quantity: bigint;
}

const microsPerPiece = 3n;
const keyLength = 64;

/** What people publish and offer in one epoch. */
export function supplyTraffic(scene: SupplyScene): readonly CheckedRecord[] {
  const { world, chance, people, epoch, state } = scene;
  const records: CheckedRecord[] = [];
  if (chance.next() < 0.4) records.push(release(scene));
  if (chance.next() < 0.5) {
    const today = dayAfter(epoch - 1, state.parameters);
    const day = today + chance.one([0, 1, 1, 1, 2, 40]);
    const quantity = BigInt(chance.whole(0, 9)) * hour;
    const currency = chance.one([0, 0, 1]);
    records.push(write(world, chance.one(people), 'hours_offer', { currency, day, quantity }));
  }
  return records;
}

function release({ world, chance, people, state }: SupplyScene): CheckedRecord {
  const maker = chance.one(people);
  const isOwn = (member: string | null) => member === maker.member.hex || chance.next() < 0.05;
  const tasks = [...state.work.tasks].flatMap(
    ([id, { state: now, asker, taker, release: used }]) => {
      const isFit = now === 'accepted' && used === null && (isOwn(asker) || isOwn(taker));
      return isFit || chance.next() < 0.02 ? [id] : [];
    },
  );
  const receipts = [...state.counters.values()].flatMap((bucket) =>
    [...bucket].flatMap(([key, { id }]) => {
      const consumer = state.devices.get(key.slice(keyLength, 2 * keyLength))?.member ?? null;
      const isCpu = key.endsWith('0') || chance.next() < 0.02;
      return isCpu && isOwn(consumer) && chance.next() < 0.2 ? [id] : [];
    }),
  );
  const others =
    chance.next() < 0.2 ? people.filter((each) => each.member.hex !== maker.member.hex) : [];
  return released(world, maker, {
    ...{ tasks: tasks.slice(0, 20), receipts: receipts.slice(0, 10) },
    others: others.slice(0, 1),
    needed: 1,
    // Now and then the files of a release that is there already.
    ...(chance.next() < 0.1 ? { drive: '7'.repeat(64) } : {}),
  });
}

/** Somebody downloads some pieces of a release that is certified, more than there are now and then. */
export function downloaded(scene: SupplyScene): Served | null {
  const { world, chance, people, epoch, state, series } = scene;
  const releases = [...state.work.releases.keys()];
  if (releases.length === 0) return null;
  const cause = chance.one(releases);
  const supplier = chance.one(people);
  const others = people.filter(({ member }) => member.hex !== supplier.member.hex);
  if (others.length === 0) return null;
  const consumer = chance.one(others);
  const place = [supplier.device.hex, consumer.device.hex, cause, epoch].join();
  const known = series.get(place) ?? { sequence: 0, pieces: 0 };
  const pieces = chance.one([1, 3, 10, 12]);
  known.sequence += 1;
  known.pieces += pieces;
  series.set(place, known);
  const record = counter(world, supplier, consumer, {
    ...{ epoch, sequence: known.sequence, count: known.pieces, cause: hexToBytes(cause) },
    quantity: BigInt(known.pieces) * microsPerPiece,
  });
  return { record, supplier, consumer, quantity: BigInt(pieces) * microsPerPiece };
}
