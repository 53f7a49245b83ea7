/** What outlives a node's process: its stores, which each start opens anew. */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { receiptHash } from '../../../shared/ledger/receipt.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type {
  KeptReceipt,
  Record as ReceiptRecord,
  Settings,
  SettingsValue,
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
    works: {
      jobs: new Map(),
      runs: new Map(),
      people: new Map(),
      rates: new Map(),
      counters: new Map(),
    },
    settings: {
      name,
      community: null,
      lending: false,
      coresLent: null,
      place: null,
      shareMilli: 1000,
      pausedUntilMs: null,
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

export function openRecord({ receipts }: Disk, life: Life): ReceiptRecord {
  const findByNonce: ReceiptRecord['findByNonce'] = (consumer, nonce) =>
    receipts.find(
      ({ receipt: { body } }) => sameBytes(body.consumer, consumer) && sameBytes(body.nonce, nonce),
    ) ?? null;
  return {
    append(receipt, keptAtMs, device) {
      const id = bytesToHex(receiptHash(receipt.body, cryptography.hash));
      const earlier = findByNonce(receipt.body.consumer, receipt.body.nonce);
      if (earlier !== null) {
        return earlier.id === id ? ok(earlier) : refuse('nonce_repeated', 'It is kept already.');
      }
      const kept = { id, position: receipts.length + 1, keptAtMs, device, receipt };
      life.effect(() => receipts.push(kept));
      return ok(kept);
    },
    all: () => [...receipts],
    find: (id) => receipts.find((each) => each.id === id) ?? null,
    findByNonce,
    close: () => undefined,
  };
}

export function openWorkStore(disk: Disk, life: Life): WorkStore {
  const { works } = disk;
  return {
    put(shelf, key, state, blobs = {}) {
      life.effect(() => {
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
      life.effect(() => works[shelf].delete(key));
    },
    close: () => undefined,
  };
}
