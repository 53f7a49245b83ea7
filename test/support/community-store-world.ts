/** Communities, records and heights for tests of the store, all of them following from numbers. */
import { cryptography } from '../../main/adapters/cryptography.ts';
import { communityFile } from '../../main/adapters/community-store/community-files.ts';
import { openCommunityStore } from '../../main/adapters/community-store/open-store.ts';
import type {
  CommunityStore,
  CommunityStoreOptions,
} from '../../main/adapters/community-store/open-store.ts';
import type { ClosedEpoch, RecordStore } from '../../main/engine/record/ports.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex, concatBytes } from '../../shared/base/bytes.ts';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import { communityIdOf, genesisCodec } from '../../shared/ledger/genesis.ts';
import { encodeBody, kindNumbers, recordIdOf } from '../../shared/ledger/record.ts';
import type { CheckedRecord, RecordBody } from '../../shared/ledger/record.ts';
import { madeBytes } from './made-receipts.ts';

const { hash } = cryptography;

/** The genesis of a community that has no founders: nobody asks the store for them. */
export function madeGenesis(number = 1): Uint8Array {
  return genesisCodec.encode({
    version: 1,
    name: `Community ${number}`,
    startsAtMs: 1_700_000_000_000n,
    founders: [],
    witnesses: 1,
    parameters: new Uint8Array(),
    salt: madeBytes(16, 'salt', number),
  });
}

export function fileIn(folder: string, genesis = madeGenesis()): string {
  return communityFile(folder, communityIdOf(genesis, hash));
}

/** The store in this file, made if need be. */
export function openStore(
  file: string,
  options: Partial<CommunityStoreOptions> = {},
  genesis: Uint8Array | null = madeGenesis(),
): CommunityStore {
  const made = genesis === null ? {} : { genesis };
  const opened = openCommunityStore(file, { hash, ...made, ...options });
  assert(opened.ok, opened.ok ? '' : opened.error.detail);
  return opened.value;
}

/** Why the store in this file is not opened, or null. */
export function refusalOf(file: string, options: Partial<CommunityStoreOptions> = {}) {
  const opened = openCommunityStore(file, { hash, ...options });
  if (!opened.ok) return opened.error;
  opened.value.close();
  return null;
}

/** Every seventh record is one of an author; the others are counters. Nobody signed them. */
export function madeRecord(number: number): CheckedRecord {
  return number % 7 === 0 ? madeLeave(number % 4, 1 + number) : madeCounter(number);
}

export function madeCounter(number: number): CheckedRecord {
  const body = {
    supplier: madeBytes(32, 'device', number % 50),
    consumer: madeBytes(32, 'device', 50 + (number % 49)),
    currency: 0,
    cause: new Uint8Array(32),
    epoch: 7,
    sequence: number + 1,
    count: number + 1,
    quantity: BigInt(number),
    root: madeBytes(32, 'root', number),
  };
  return sealed({ kind: 'counter', body }, 2);
}

export const madeAuthor = (author: number) => madeBytes(32, 'author', author);

/** A record of an author, told apart from others of the same number by `salt`. */
export function madeLeave(author: number, number: number, salt = 0): CheckedRecord {
  const previous = madeBytes(32, 'previous', number, salt);
  const body = { author: madeAuthor(author), number, previous, member: madeBytes(32, 'member') };
  return sealed({ kind: 'leave', body }, 1);
}

function sealed(record: RecordBody, signatures: number): CheckedRecord {
  const id = recordIdOf(record, communityIdOf(madeGenesis(), hash), hash);
  const signed = madeBytes(64 * signatures, 'signed', bytesToHex(id));
  const head = new Uint8Array([1, kindNumbers[record.kind]]);
  return { ...record, id, bytes: concatBytes(head, encodeBody(record), signed) };
}

export function madeValue(height: number, epoch = height): Uint8Array {
  return epochValueCodec.encode({
    height,
    epoch,
    previous: madeBytes(32, 'previous', height),
    setRoot: madeBytes(32, 'set', height),
    setCount: 0,
    stateRoot: madeBytes(32, 'state', height),
    nextCommittee: [],
  });
}

/** A height that closes these records. */
export function madeEpoch(height: number, ids: readonly Uint8Array[], epoch = height): ClosedEpoch {
  return {
    height,
    value: madeValue(height, epoch),
    certificate: madeBytes(300, 'certificate', height),
    ids,
    snapshot: madeBytes(2_000 + height, 'snapshot', height),
    report: JSON.stringify({ height, of: 'Zoë' }),
    ...{ round: null, marketNotes: null },
  };
}

/** The ids of the pool, ascending. */
export function pooledIds(store: RecordStore): readonly Uint8Array[] {
  return [...store.pool()].map(({ id }) => id).sort(Buffer.compare);
}
