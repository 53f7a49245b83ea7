/**
 * The store of a record in memory: what a call has written stays through a crash, and a crash in the middle of a
 * call is one before it or after it.
 */
import type { ClosedEpoch, RecordStore, StoredEpoch } from '../../../main/engine/record/ports.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { Life } from '../engine-world/life.ts';

interface Height extends StoredEpoch {
  readonly ids: readonly Uint8Array[] | null;
}

/** What is on the disk; a copy of it can be put back. */
export interface RecordDisk {
  readonly genesis: Uint8Array;
  readonly bytes: Map<string, Uint8Array>;
  readonly ids: Map<string, Uint8Array>;
  readonly pool: Map<string, Uint8Array>;
  readonly refused: Map<string, string>;
  readonly highest: Map<string, { readonly number: number; readonly id: Uint8Array }>;
  readonly heights: Map<number, Height>;
  readonly snapshots: Map<number, Uint8Array>;
  readonly wal: Map<number, readonly Uint8Array[]>;
  readonly rounds: Map<number, string>;
  readonly notes: Map<number, string>;
  readonly offers: Map<string, Uint8Array>;
  readonly estimates: Map<string, Uint8Array>;
  /** Snapshots stay of every such height, besides the last two. */
  readonly snapshotEvery: number;
  /** Everything that was ever closed anywhere, for whoever must know the truth: nothing is removed from it. */
  readonly archive: Archive;
  last: number;
}

export interface Archive {
  readonly sets: Map<number, readonly Uint8Array[]>;
  /** Records by the hexadecimal of their ids. */
  readonly bytes: Map<string, Uint8Array>;
  /** How often the snapshot of a height was taken over. */
  readonly adopted: Map<number, number>;
}

export function createArchive(): Archive {
  return { sets: new Map(), bytes: new Map(), adopted: new Map() };
}

export function createRecordDisk(
  genesis: Uint8Array,
  archive = createArchive(),
  snapshotEvery = 24,
): RecordDisk {
  return {
    ...{ genesis, archive, snapshotEvery },
    bytes: new Map(),
    ids: new Map(),
    pool: new Map(),
    refused: new Map(),
    highest: new Map(),
    heights: new Map(),
    snapshots: new Map(),
    wal: new Map(),
    rounds: new Map(),
    notes: new Map(),
    offers: new Map(),
    estimates: new Map(),
    last: 0,
  };
}

export function copyOfDisk(disk: RecordDisk): RecordDisk {
  return {
    ...disk,
    bytes: new Map(disk.bytes),
    ids: new Map(disk.ids),
    pool: new Map(disk.pool),
    refused: new Map(disk.refused),
    highest: new Map(disk.highest),
    heights: new Map(disk.heights),
    snapshots: new Map(disk.snapshots),
    wal: new Map(disk.wal),
    rounds: new Map(disk.rounds),
    notes: new Map(disk.notes),
    offers: new Map(disk.offers),
    estimates: new Map(disk.estimates),
  };
}

/** Nothing that a dead process does reaches its disk. */
export function openMemoryStore(disk: RecordDisk, life: Pick<Life, 'effect'>): RecordStore {
  const certify = (id: Uint8Array) => {
    disk.pool.delete(bytesToHex(id));
    disk.refused.delete(bytesToHex(id));
  };
  return {
    genesis: disk.genesis,
    add(records) {
      const news = records.filter(({ id }) => !disk.bytes.has(bytesToHex(id)));
      if (news.length > 0)
        life.effect(() => {
          for (const record of news) keep(disk, record);
        });
    },
    has: (id) => disk.bytes.has(bytesToHex(id)),
    bytesOf: (id) => disk.bytes.get(bytesToHex(id)) ?? null,
    pool: () =>
      [...disk.pool].map(([hex, bytes]) => ({ id: disk.ids.get(hex) ?? new Uint8Array(), bytes })),
    poolCount: () => disk.pool.size,
    refuse(refused) {
      life.effect(() => {
        for (const { id, name } of refused) {
          disk.pool.delete(bytesToHex(id));
          disk.refused.set(bytesToHex(id), name);
        }
      });
    },
    highest: (author) => disk.highest.get(bytesToHex(author)) ?? null,
    closeEpoch(closed) {
      life.effect(() => {
        close(disk, closed);
        closed.ids.forEach(certify);
      });
    },
    adoptSnapshot(chain, snapshot) {
      life.effect(() => {
        for (const { height, value, certificate } of chain) {
          if (height <= disk.last) continue;
          disk.heights.set(height, { value, certificate, report: null, ids: null });
          disk.last = height;
        }
        keepSnapshot(disk, disk.last, snapshot);
        disk.archive.adopted.set(disk.last, (disk.archive.adopted.get(disk.last) ?? 0) + 1);
        disk.wal.clear();
      });
    },
    epoch: (height) => disk.heights.get(height) ?? null,
    idsOf: (height) => disk.heights.get(height)?.ids ?? null,
    lastHeight: () => disk.last,
    snapshot: (height) => disk.snapshots.get(height) ?? null,
    snapshotHeights: () => [...disk.snapshots.keys()].sort((a, b) => a - b),
    oldestSet: (from) => oldestSet(disk, from),
    appendWal(height, entry) {
      life.effect(() => {
        disk.wal.set(height, [...(disk.wal.get(height) ?? []), entry]);
      });
    },
    wal: (height) => disk.wal.get(height) ?? [],
    roundNumbers: (before, limit) =>
      [...disk.rounds.keys()]
        .filter((number) => before === null || number < before)
        .sort((a, b) => b - a)
        .slice(0, limit),
    round: (number) => disk.rounds.get(number) ?? null,
    marketNotes: (from, limit) =>
      [...disk.notes]
        .filter(([height]) => height >= from)
        .sort(([a], [b]) => a - b)
        .slice(0, limit)
        .map(([, notes]) => notes),
    keepOffer(seal, offer) {
      life.effect(() => {
        disk.offers.set(seal, offer);
      });
    },
    keptOffers: () => [...disk.offers].map(([seal, offer]) => ({ seal, offer })),
    forgetOffer(seal) {
      life.effect(() => {
        disk.offers.delete(seal);
      });
    },
    keepEstimate(seal, estimate) {
      life.effect(() => {
        disk.estimates.set(seal, estimate);
      });
    },
    keptEstimates: () => [...disk.estimates].map(([seal, estimate]) => ({ seal, estimate })),
    forgetEstimate(seal) {
      life.effect(() => {
        disk.estimates.delete(seal);
      });
    },
    prune(height) {
      life.effect(() => {
        forget(disk, height);
      });
    },
    shortenReport(height, report) {
      life.effect(() => {
        const kept = disk.heights.get(height);
        if (kept !== undefined) disk.heights.set(height, { ...kept, report });
      });
    },
    restore(height, records) {
      life.effect(() => {
        putBack(disk, height, records);
      });
    },
    bytesOnDisk: () => bytesOf(disk),
    bytesInUse: () => bytesOf(disk),
    close: () => undefined,
  };
}

function bytesOf({ bytes }: RecordDisk): number {
  return [...bytes.values()].reduce((sum, each) => sum + each.byteLength, 0);
}

function keep(disk: RecordDisk, record: CheckedRecord): void {
  const hex = bytesToHex(record.id);
  disk.bytes.set(hex, record.bytes);
  disk.ids.set(hex, record.id);
  disk.pool.set(hex, record.bytes);
  if (record.kind === 'counter') return;
  const author = bytesToHex(record.body.author);
  const { number } = record.body;
  if (number > (disk.highest.get(author)?.number ?? 0)) {
    disk.highest.set(author, { number, id: record.id });
  }
}

function close(disk: RecordDisk, closed: ClosedEpoch): void {
  const { height, value, certificate, report, ids, snapshot, round, marketNotes } = closed;
  if (round) disk.rounds.set(round.number, round.text);
  if (typeof marketNotes === 'string') disk.notes.set(height, marketNotes);
  disk.heights.set(height, { value, certificate, report, ids });
  keepSnapshot(disk, height, snapshot);
  disk.wal.delete(height);
  disk.archive.sets.set(height, ids);
  for (const id of ids) {
    const hex = bytesToHex(id);
    disk.archive.bytes.set(hex, disk.bytes.get(hex) ?? new Uint8Array());
  }
}

function keepSnapshot(disk: RecordDisk, height: number, snapshot: Uint8Array): void {
  disk.snapshots.set(height, snapshot);
  disk.last = height;
  const heights = [...disk.snapshots.keys()].sort((a, b) => b - a);
  for (const each of heights.slice(2)) {
    if (each % disk.snapshotEvery !== 0) disk.snapshots.delete(each);
  }
}

function oldestSet(disk: RecordDisk, from: number): number {
  const kept = [...disk.heights].flatMap(([height, { ids }]) =>
    ids === null || height < from ? [] : height,
  );
  return Math.min(disk.last + 1, ...kept);
}

function putBack(disk: RecordDisk, height: number, records: readonly CheckedRecord[]): void {
  const kept = disk.heights.get(height);
  if (kept === undefined) return;
  for (const { id, bytes } of records) {
    const hex = bytesToHex(id);
    disk.bytes.set(hex, bytes);
    disk.ids.set(hex, id);
    disk.pool.delete(hex);
    disk.refused.delete(hex);
  }
  disk.heights.set(height, { ...kept, ids: records.map(({ id }) => id) });
}

function forget(disk: RecordDisk, height: number): void {
  const kept = disk.heights.get(height);
  if (kept === undefined) return;
  for (const id of kept.ids ?? []) {
    disk.bytes.delete(bytesToHex(id));
    disk.ids.delete(bytesToHex(id));
  }
  disk.heights.set(height, { ...kept, ids: null });
}
