/** What a store does, as lists and maps in memory; and what one can be asked, as one value to compare. */
import type { RecordStore, StoredEpoch } from '../../main/engine/record/ports.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { madeAuthor } from './community-store-world.ts';

type Model = Omit<RecordStore, 'bytesInUse' | 'bytesOnDisk' | 'close' | 'genesis'>;

export function createModel(): Model {
  const known = new Map<string, CheckedRecord>();
  const pool = new Set<string>();
  const refused = new Set<string>();
  const epochs: StoredEpoch[] = [];
  const sets = new Map<number, readonly Uint8Array[]>();
  const snapshots = new Map<number, { readonly epoch: number; readonly bytes: Uint8Array }>();
  const log = new Map<number, Uint8Array[]>();
  const rounds = new Map<number, string>();
  const notes = new Map<number, string>();
  const offers = new Map<string, Uint8Array>();
  const estimates = new Map<string, Uint8Array>();
  const highest = new Map<string, { readonly number: number; readonly id: Uint8Array }>();

  const end = (height: number, value: Uint8Array, bytes: Uint8Array) => {
    const epoch = epochValueCodec.decode(value)?.epoch ?? 0;
    snapshots.set(height, { epoch, bytes });
    const lastTwo = [...snapshots.keys()].sort((a, b) => b - a).slice(0, 2);
    const regular = [...snapshots].filter(([each]) => each % 24 === 0);
    const old = regular.filter(([, kept]) => kept.epoch < epoch - 720).map(([each]) => each);
    const anchor = Math.max(0, ...old);
    for (const each of snapshots.keys()) {
      const stays = lastTwo.includes(each) || (each % 24 === 0 && each >= anchor);
      if (!stays) snapshots.delete(each);
    }
    for (const each of log.keys()) if (each <= height) log.delete(each);
  };

  return {
    add(records) {
      for (const record of records) {
        const id = bytesToHex(record.id);
        if (known.has(id)) continue;
        known.set(id, record);
        pool.add(id);
        if (record.kind === 'counter') continue;
        const author = bytesToHex(record.body.author);
        const { number } = record.body;
        if (number > (highest.get(author)?.number ?? 0)) {
          highest.set(author, { number, id: record.id });
        }
      }
    },
    has: (id) => known.has(bytesToHex(id)),
    bytesOf: (id) => known.get(bytesToHex(id))?.bytes ?? null,
    pool: () => [...pool].map((id) => known.get(id)).filter((record) => record !== undefined),
    poolCount: () => pool.size,
    refuse(given) {
      for (const hex of given.map(({ id }) => bytesToHex(id)))
        if (pool.delete(hex)) refused.add(hex);
    },
    highest: (author) => highest.get(bytesToHex(author)) ?? null,
    closeEpoch({ height, value, certificate, ids, snapshot, report, round, marketNotes }) {
      assert(height === epochs.length + 1, 'heights follow each other');
      if (round !== null) rounds.set(round.number, round.text);
      if (marketNotes !== null) notes.set(height, marketNotes);
      epochs.push({ value, certificate, report });
      sets.set(height, ids);
      for (const id of ids) {
        pool.delete(bytesToHex(id));
        refused.delete(bytesToHex(id));
      }
      end(height, value, snapshot);
    },
    adoptSnapshot(chain, snapshot) {
      const added = chain.filter(({ height }) => height > epochs.length);
      for (const { value, certificate } of added) epochs.push({ value, certificate, report: null });
      const last = added.at(-1);
      if (last !== undefined) end(last.height, last.value, snapshot);
    },
    epoch: (height) => epochs[height - 1] ?? null,
    idsOf: (height) => sets.get(height) ?? null,
    lastHeight: () => epochs.length,
    snapshot: (height) => snapshots.get(height)?.bytes ?? null,
    snapshotHeights: () => [...snapshots.keys()].sort((a, b) => a - b),
    oldestSet: (from) =>
      Math.min(epochs.length + 1, ...[...sets.keys()].filter((height) => height >= from)),
    roundNumbers: (before, limit) =>
      [...rounds.keys()]
        .filter((number) => number < (before ?? Infinity))
        .sort((a, b) => b - a)
        .slice(0, limit),
    round: (number) => rounds.get(number) ?? null,
    marketNotes: (from, limit) =>
      [...notes]
        .sort(([a], [b]) => a - b)
        .flatMap(([height, text]) => (height >= from ? [text] : []))
        .slice(0, limit),
    keepOffer(seal, offer) {
      offers.set(seal, offer);
    },
    keptOffers: () => [...offers].map(([seal, offer]) => ({ seal, offer })),
    forgetOffer(seal) {
      offers.delete(seal);
    },
    keepEstimate(seal, estimate) {
      estimates.set(seal, estimate);
    },
    keptEstimates: () => [...estimates].map(([seal, estimate]) => ({ seal, estimate })),
    forgetEstimate(seal) {
      estimates.delete(seal);
    },
    appendWal(height, entry) {
      log.set(height, [...(log.get(height) ?? []), entry]);
    },
    wal: (height) => log.get(height) ?? [],
    prune(height) {
      for (const id of sets.get(height) ?? []) known.delete(bytesToHex(id));
      sets.delete(height);
    },
    shortenReport(height, report) {
      const epoch = epochs[height - 1];
      if (epoch?.report != null) epochs[height - 1] = { ...epoch, report };
    },
    restore(height, records) {
      for (const record of records) {
        const id = bytesToHex(record.id);
        known.set(id, record);
        pool.delete(id);
        refused.delete(id);
      }
      sets.set(
        height,
        records.map(({ id }) => id),
      );
    },
  };
}

/** All that the store answers about these records, its heights and its log. */
export function answersOf(store: Model, records: readonly CheckedRecord[]) {
  const last = store.lastHeight();
  const heights = Array.from({ length: last + 3 }, (_, height) => height);
  return {
    pool: [...store.pool()].map(({ id, bytes }) => hexes([id, bytes])),
    poolCount: store.poolCount(),
    has: records.map(({ id }) => store.has(id)),
    bytes: records.map(({ id }) => hex(store.bytesOf(id))),
    last,
    epochs: heights.map((height) => {
      const epoch = store.epoch(height);
      return epoch === null ? null : [...hexes([epoch.value, epoch.certificate]), epoch.report];
    }),
    sets: heights.map((height) => {
      const ids = store.idsOf(height);
      return ids === null ? null : hexes(ids);
    }),
    snapshots: heights.map((height) => hex(store.snapshot(height))),
    snapshotHeights: store.snapshotHeights(),
    oldestSet: [store.oldestSet(1), store.oldestSet(last - 1)],
    rounds: [store.roundNumbers(null, last + 1), store.roundNumbers(last, 2)],
    files: heights.map((number) => store.round(number)),
    notes: heights.map((height) => store.marketNotes(height, 3)),
    offers: store
      .keptOffers()
      .map(({ seal, offer }) => `${seal} ${bytesToHex(offer)}`)
      .sort(),
    estimates: store
      .keptEstimates()
      .map(({ seal, estimate }) => `${seal} ${bytesToHex(estimate)}`)
      .sort(),
    log: heights.map((height) => hexes(store.wal(height))),
    highest: [0, 1, 2, 3, 4].map((author) => {
      const found = store.highest(madeAuthor(author));
      return found === null ? null : [found.number, hex(found.id)];
    }),
  };
}

const hex = (bytes: Uint8Array | null) => (bytes === null ? null : bytesToHex(bytes));
const hexes = (all: readonly Uint8Array[]) => all.map(bytesToHex);
