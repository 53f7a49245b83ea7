/** What outlives a node's process: its stores, which each start opens anew. */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
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

export function openRecord({ receipts }: Disk, life: Life): ReceiptRecord {
  const { write, together } = createGathering(life);
  let underWay: KeptReceipt[] = [];
  const findByNonce: ReceiptRecord['findByNonce'] = (consumer, nonce) =>
    [...receipts, ...underWay].find(
      ({ receipt: { body } }) => sameBytes(body.consumer, consumer) && sameBytes(body.nonce, nonce),
    ) ?? null;
  return {
    append(receipt, keptAtMs, device) {
      const id = bytesToHex(receiptHash(receipt.body, cryptography.hash));
      const earlier = findByNonce(receipt.body.consumer, receipt.body.nonce);
      if (earlier !== null) {
        return earlier.id === id ? ok(earlier) : refuse('nonce_repeated', 'It is kept already.');
      }
      const position = receipts.length + underWay.length + 1;
      const kept = { id, position, keptAtMs, device, receipt };
      underWay.push(kept);
      write(() => {
        underWay = underWay.filter((each) => each !== kept);
        receipts.push(kept);
      });
      return ok(kept);
    },
    together,
    all: () => [...receipts],
    find: (id) => receipts.find((each) => each.id === id) ?? null,
    findByNonce,
    close: () => undefined,
  };
}

export function openWorkStore(disk: Disk, life: Life): WorkStore {
  const { works } = disk;
  const { write, together } = createGathering(life);
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
