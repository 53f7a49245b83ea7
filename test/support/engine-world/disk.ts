/** What outlives a node's process: its stores, which each start opens anew. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { receiptHash } from '../../../shared/ledger/receipt.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import { shelves } from '../../../main/engine/ports.ts';
import type { Settings, SettingsValue } from '../../../main/engine/settings.ts';
import type {
  KeptReceipt,
  Record as ReceiptRecord,
  Shelf,
  WorkStore,
} from '../../../main/engine/ports.ts';
import type { Life } from './life.ts';

interface Work {
  readonly state: string;
  readonly blobs: Readonly<{ [name: string]: Uint8Array }>;
}

export interface Disk {
  readonly receipts: KeptReceipt[];
  readonly works: { readonly [Name in Shelf]: Map<string, Work> };
  settings: SettingsValue;
  isFull: boolean;
}

export function createDisk(name: string): Disk {
  return {
    receipts: [],
    works: Object.fromEntries(shelves.map((shelf) => [shelf, new Map()])) as Disk['works'],
    settings: {
      name,
      community: null,
      lending: false,
      coresLent: null,
      terms: null,
      place: null,
      shareMilli: 1000,
      pausedUntilMs: null,
      recoverySavedAtMs: null,
      rating: null,
    },
    isFull: false,
  };
}

export function openSettings(disk: Disk, life: Life): Settings {
  return {
    get: () => disk.settings,
    set(change) {
      life.effect(() => {
        disk.settings = { ...disk.settings, ...change };
      });
    },
  };
}

/** Both stores of a life share it: a change of both is one. */
const gatherings = new WeakMap<Life, ReturnType<typeof createGathering>>();

function gatheringOf(life: Life): ReturnType<typeof createGathering> {
  const gathering = gatherings.get(life) ?? createGathering(life);
  gatherings.set(life, gathering);
  return gathering;
}

/** What is written together reaches the disk in one moment, and not at all when the life ends before. */
function createGathering(life: Life) {
  let gathered: (() => void)[] | null = null;
  return {
    write(what: () => void): void {
      if (gathered === null) life.effect(what);
      else gathered.push(what);
    },
    together(change: () => void): void {
      if (gathered !== null) {
        change();
        return;
      }
      const all: (() => void)[] = [];
      gathered = all;
      change();
      gathered = null;
      if (all.length > 0) life.effect(() => all.forEach((each) => each()));
    },
  };
}

/** Thousands of receipts are looked up by their nonces: each list is read as far as it has grown. */
const nonces = new WeakMap<readonly KeptReceipt[], Map<string, KeptReceipt>>();

function noncesOf(receipts: readonly KeptReceipt[]): ReadonlyMap<string, KeptReceipt> {
  const before = nonces.get(receipts);
  // A disk that has lost some is read from the beginning.
  const isWhole = before !== undefined && before.size <= receipts.length;
  const known = isWhole ? before : new Map<string, KeptReceipt>();
  nonces.set(receipts, known);
  for (const kept of receipts.slice(known.size)) {
    const { consumer, nonce } = kept.receipt.body;
    known.set(nonceKey(consumer, nonce), kept);
  }
  return known;
}

const nonceKey = (consumer: Uint8Array, nonce: Uint8Array) =>
  `${bytesToHex(consumer)} ${bytesToHex(nonce)}`;

export function openRecord({ receipts }: Disk, life: Life): ReceiptRecord {
  const { write, together } = gatheringOf(life);
  const underWay = new Map<string, KeptReceipt>();
  const findByNonce: ReceiptRecord['findByNonce'] = (consumer, nonce) => {
    const key = nonceKey(consumer, nonce);
    return underWay.get(key) ?? noncesOf(receipts).get(key) ?? null;
  };
  return {
    append(receipt, keptAtMs, device) {
      const id = bytesToHex(receiptHash(receipt.body, cryptography.hash));
      const earlier = findByNonce(receipt.body.consumer, receipt.body.nonce);
      if (earlier !== null) {
        return earlier.id === id ? ok(earlier) : refuse('nonce_repeated', 'It is kept already.');
      }
      const position = receipts.length + underWay.size + 1;
      const kept = { id, position, keptAtMs, device, receipt };
      const key = nonceKey(receipt.body.consumer, receipt.body.nonce);
      underWay.set(key, kept);
      write(() => {
        underWay.delete(key);
        receipts.push(kept);
      });
      return ok(kept);
    },
    together,
    all: () => [...receipts],
    before: (position, limit) =>
      receipts
        .slice(0, position === null ? undefined : position - 1)
        .slice(-limit)
        .reverse(),
    find: (id) => receipts.find((each) => each.id === id) ?? null,
    findByNonce,
    close: () => undefined,
  };
}

export function openWorkStore(disk: Disk, life: Life): WorkStore {
  const { works } = disk;
  const { write, together } = gatheringOf(life);
  return {
    together,
    put(shelf, key, state, blobs = {}) {
      write(() => {
        const kept = blobs === null ? {} : { ...works[shelf].get(key)?.blobs, ...blobs };
        works[shelf].set(key, { state, blobs: kept });
      });
    },
    hasRoomFor: () => !disk.isFull,
    states: (shelf) =>
      [...works[shelf]]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, { state }]) => ({ key, state })),
    blob: (shelf, key, name) => works[shelf].get(key)?.blobs[name] ?? null,
    remove(shelf, key) {
      write(() => works[shelf].delete(key));
    },
    close: () => undefined,
  };
}
