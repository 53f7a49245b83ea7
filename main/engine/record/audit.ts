/**
 * Computes a record again from its beginning, as a stranger would: every signature, every set, every state. Sets that
 * are no longer here, or never were, can be fetched from whoever has them: they are looked at and not kept. Where
 * nobody has them the next snapshot that is here has to be believed, on the word of the witnesses whose certificates
 * lead to it from the genesis.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { EpochValue } from '../../../shared/ledger/epoch-value.ts';
import { foldEpoch } from '../../../shared/ledger/fold.ts';
import { genesisState } from '../../../shared/ledger/genesis-state.ts';
import type { CheckedGenesis } from '../../../shared/ledger/check-genesis.ts';
import { idsRoot } from '../../../shared/ledger/merkle.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import { decodeState, encodeState, stateRootOf } from '../../../shared/ledger/snapshot.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import { isCertifiable } from '../../../shared/ledger/verdict.ts';
import type { Clock, Cryptography } from '../ports.ts';
import { verifyNext } from './certified-chain.ts';
import { tipAfter } from './chain.ts';
import type { Tip } from './chain.ts';
import type { AuditProgress, AuditReport } from './contract.ts';
import type { RecordStore } from './ports.ts';
import type { Reader } from './reader.ts';
import { committeeKeys } from './committee-keys.ts';
import type { SetFetch } from './set-fetch.ts';
import { valueIdOf } from './value-id.ts';

/** As much of a store as an audit reads. */
export type AuditStore = Pick<
  RecordStore,
  'lastHeight' | 'epoch' | 'idsOf' | 'bytesOf' | 'snapshot'
>;

export interface AuditPorts {
  readonly clock: Clock;
  readonly cryptography: Cryptography;
  readonly store: AuditStore;
  readonly genesis: CheckedGenesis;
  readonly reader: Reader;
  /** The records of a certified set by ascending ids, from others; null where nobody who is there has them. */
  readonly fetchSet?: SetFetch | undefined;
}

interface Standpoint {
  readonly state: LedgerState;
  readonly tip: Tip;
}

type Step =
  | { readonly at: Standpoint; readonly records: number; readonly isFetched: boolean }
  | { readonly fault: string }
  | 'nowhere';

/** Certificates that are checked in one turn, where nothing else of their heights is. */
const certificatesPerTurn = 64;

export async function auditRecord(
  ports: AuditPorts,
  fromHeight: number,
  onProgress: (progress: AuditProgress) => void,
): Promise<AuditReport> {
  const { cryptography, store } = ports;
  const toHeight = store.lastHeight();
  const start = standpoint(ports, fromHeight);
  const broken = await brokenCertificate(ports, start.tip);
  let [at, first, records, fetched] = [start, start.tip.height + 1, 0, 0];
  let nowhere: number | null = null;
  let fault: AuditReport['fault'] =
    broken === null ? null : { height: broken, detail: doesNotFollow };
  while (at.tip.height < toHeight && fault === null) {
    const height = at.tip.height + 1;
    const next = await nextHeight(ports, at);
    if (next === 'nowhere') {
      nowhere = height;
      at = keptFrom(ports, height, toHeight) ?? at;
      if (at.tip.height < height)
        fault = { height, detail: 'The records of this height are not here.' };
      first = at.tip.height + 1;
    } else if ('fault' in next) fault = { height, detail: next.fault };
    else {
      records += next.records;
      fetched += next.isFetched ? next.records : 0;
      ({ at } = next);
    }
    onProgress({ height: Math.max(height, at.tip.height), ofHeight: toHeight, records, fetched });
    await turn(ports.clock);
  }
  const stateRoot = stateRootOf(encodeState(at.state), cryptography.hash);
  const unseen = unseenBefore(ports, first, fromHeight);
  return { fromHeight: first, unseen, nowhere, toHeight, records, fetched, stateRoot, fault };
}

/** Lets others have their turn: an audit takes long. */
function turn(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(0, resolve);
  });
}

/** Why heights before the first that was computed were not, though they were asked for. */
function unseenBefore(
  { store }: AuditPorts,
  first: number,
  fromHeight: number,
): AuditReport['unseen'] {
  if (first <= Math.max(1, fromHeight)) return null;
  for (let height = first - 1; height >= 1; height--) {
    if (store.idsOf(height) !== null) continue;
    // Reports are kept when records are removed, and only come about where records were folded.
    return (store.epoch(height)?.report ?? null) === null ? 'never_here' : 'pruned';
  }
  return null;
}

/** The first height up to this tip whose certificate does not follow on the one before it; null as a rule. */
async function brokenCertificate(ports: AuditPorts, to: Tip): Promise<number | null> {
  const { store, genesis, cryptography, clock } = ports;
  let { tip } = beginningOf(genesis);
  while (tip.height < to.height) {
    const height = tip.height + 1;
    const stored = store.epoch(height);
    const verified =
      stored === null ? null : verifyNext(tip, stored, genesis.community, cryptography);
    if (verified === null) return height;
    ({ tip } = verified);
    if (height % certificatesPerTurn === 0) await turn(clock);
  }
  return sameBytes(tip.id, to.id) ? null : to.height;
}

function beginningOf(genesis: CheckedGenesis): Standpoint {
  const state = genesisState(genesis);
  const committee = committeeKeys(state);
  return { state, tip: { height: 0, epoch: -1, id: genesis.community, committee } };
}

/** The genesis, or the newest kept state at or before `fromHeight` behind which nothing is out of reach. */
function standpoint(ports: AuditPorts, fromHeight: number): Standpoint {
  const { store, genesis, fetchSet } = ports;
  let least = 0;
  if (fetchSet === undefined) {
    for (let height = store.lastHeight(); height >= 1 && least === 0; height--) {
      if (store.idsOf(height) === null) least = height;
    }
  }
  const beginning = beginningOf(genesis);
  if (least === 0 && fromHeight <= 1) return beginning;
  const last = store.lastHeight();
  const wished = Math.max(least, Math.min(fromHeight - 1, last));
  for (const height of downFrom(wished, Math.max(1, least))) {
    const found = kept(ports, height);
    if (found !== null) return found;
  }
  return (least === 0 ? null : keptFrom(ports, wished, last)) ?? beginning;
}

/** The first state at or after this height that is kept. */
function keptFrom(ports: AuditPorts, height: number, last: number): Standpoint | null {
  for (let each = height; each <= last; each++) {
    const found = kept(ports, each);
    if (found !== null) return found;
  }
  return null;
}

function downFrom(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => from - index);
}

function kept({ store, genesis, cryptography }: AuditPorts, height: number): Standpoint | null {
  const { community } = genesis;
  const { hash } = cryptography;
  const snapshot = height < 1 ? null : store.snapshot(height);
  const stored = height < 1 ? null : store.epoch(height);
  const state = snapshot === null ? null : decodeState(snapshot);
  const value = stored === null ? null : epochValueCodec.decode(stored.value);
  if (snapshot === null || stored === null || state === null || value === null) return null;
  if (!sameBytes(stateRootOf(snapshot, hash), value.stateRoot)) return null;
  return { state, tip: tipAfter(value, valueIdOf(community, hash)(stored.value)) };
}

const doesNotFollow = 'The certificate does not follow on the one before it.';

/** What follows, or what does not. */
async function nextHeight(ports: AuditPorts, { state, tip }: Standpoint): Promise<Step> {
  const { store, genesis, cryptography } = ports;
  const { hash } = cryptography;
  const stored = store.epoch(tip.height + 1);
  if (stored === null) return { fault: 'The certificate of this height is missing.' };
  const verified = verifyNext(tip, stored, genesis.community, cryptography);
  if (verified === null) return { fault: doesNotFollow };
  const isFetched = store.idsOf(verified.value.height) === null;
  const records = await recordsOf(ports, verified.value);
  if (records === null) return 'nowhere';
  if (typeof records === 'string') return { fault: records };
  const previous = bytesToHex(tip.id);
  const folded = foldEpoch(state, { epoch: verified.value.epoch, records, previous });
  if (![...folded.verdicts.values()].every(isCertifiable)) {
    return { fault: 'A record of this height should not have been certified.' };
  }
  const root = stateRootOf(encodeState(folded.state), hash);
  if (!sameBytes(root, verified.value.stateRoot)) {
    return { fault: 'The records of this height make another state than was certified.' };
  }
  return { at: { state: folded.state, tip: verified.tip }, records: records.length, isFetched };
}

/** The records of a height, or what is wrong with them; null where they are out of reach. */
async function recordsOf(
  { store, cryptography, reader, fetchSet }: AuditPorts,
  value: EpochValue,
): Promise<readonly CheckedRecord[] | string | null> {
  const ids = store.idsOf(value.height);
  if (ids === null) {
    if (fetchSet === undefined) return null;
    return new Promise((resolve) => {
      fetchSet(value, resolve);
    });
  }
  const root = idsRoot(ids, cryptography.hash);
  if (ids.length !== value.setCount || !sameBytes(root, value.setRoot)) {
    return 'The records of this height are not those that were certified.';
  }
  const bytes = ids.flatMap((id) => store.bytesOf(id) ?? []);
  const records = await checked(reader, bytes);
  if (records.length !== ids.length || records.some((each, index) => !isAt(ids, index, each))) {
    return 'A record of this height is missing, or is not what its signatures say.';
  }
  return records;
}

function isAt(ids: readonly Uint8Array[], index: number, record: CheckedRecord): boolean {
  const id = ids[index];
  return id !== undefined && sameBytes(id, record.id);
}

function checked(reader: Reader, bytes: readonly Uint8Array[]): Promise<readonly CheckedRecord[]> {
  return new Promise((resolve) => {
    reader.checkAll(bytes, resolve);
  });
}
