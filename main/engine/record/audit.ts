/**
 * Computes a record again from its beginning, as a stranger would: every signature, every set, every state. Only
 * where records are no longer here the oldest snapshot that is has to be believed, on the witnesses' word.
 */
import { sameBytes } from '../../../shared/base/bytes.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
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
import { valueIdOf } from './value-id.ts';

export interface AuditPorts {
  readonly clock: Clock;
  readonly cryptography: Cryptography;
  readonly store: RecordStore;
  readonly genesis: CheckedGenesis;
  readonly reader: Reader;
}

interface Standpoint {
  readonly state: LedgerState;
  readonly tip: Tip;
}

export async function auditRecord(
  ports: AuditPorts,
  fromHeight: number,
  onProgress: (progress: AuditProgress) => void,
): Promise<AuditReport> {
  const { clock, cryptography, store } = ports;
  const toHeight = store.lastHeight();
  let at = standpoint(ports, fromHeight);
  const first = at.tip.height + 1;
  let records = 0;
  let fault: AuditReport['fault'] = null;
  while (at.tip.height < toHeight && fault === null) {
    const height = at.tip.height + 1;
    const next = await nextHeight(ports, at);
    if (typeof next === 'string') fault = { height, detail: next };
    else {
      records += next.records;
      at = next;
    }
    onProgress({ height, ofHeight: toHeight, records });
    await turn(clock);
  }
  const stateRoot = stateRootOf(encodeState(at.state), cryptography.hash);
  return { fromHeight: first, toHeight, records, stateRoot, fault };
}

/** Lets others have their turn: an audit takes long. */
function turn(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(0, resolve);
  });
}

/** The genesis, or the newest kept state at or before `fromHeight` behind which no records are missing. */
function standpoint({ store, genesis, cryptography }: AuditPorts, fromHeight: number): Standpoint {
  const first = genesisState(genesis);
  const beginning: Standpoint = {
    state: first,
    tip: { height: 0, epoch: -1, id: genesis.community, committee: committeeKeys(first) },
  };
  let least = 0;
  for (let height = store.lastHeight(); height >= 1 && least === 0; height--) {
    if (store.idsOf(height) === null) least = height;
  }
  if (least === 0 && fromHeight <= 1) return beginning;
  const last = store.lastHeight();
  const wished = Math.max(least, Math.min(fromHeight - 1, last));
  for (const height of [...downFrom(wished, least), ...upFrom(wished, last)]) {
    const found = kept(store, genesis, height, cryptography);
    if (found !== null) return found;
  }
  return beginning;
}

function downFrom(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => from - index);
}

function upFrom(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function kept(
  store: RecordStore,
  { community }: CheckedGenesis,
  height: number,
  { hash }: Cryptography,
): Standpoint | null {
  const snapshot = height < 1 ? null : store.snapshot(height);
  const stored = height < 1 ? null : store.epoch(height);
  const state = snapshot === null ? null : decodeState(snapshot);
  const value = stored === null ? null : epochValueCodec.decode(stored.value);
  if (snapshot === null || stored === null || state === null || value === null) return null;
  if (!sameBytes(stateRootOf(snapshot, hash), value.stateRoot)) return null;
  return { state, tip: tipAfter(value, valueIdOf(community, hash)(stored.value)) };
}

/** What follows, or a sentence that says what does not. */
async function nextHeight(
  { store, genesis, cryptography, reader }: AuditPorts,
  { state, tip }: Standpoint,
): Promise<(Standpoint & { readonly records: number }) | string> {
  const { hash } = cryptography;
  const stored = store.epoch(tip.height + 1);
  if (stored === null) return 'The certificate of this height is missing.';
  const verified = verifyNext(tip, stored, genesis.community, cryptography);
  if (verified === null) return 'The certificate does not follow on the one before it.';
  const ids = store.idsOf(tip.height + 1);
  if (ids === null) return 'The records of this height are not here.';
  if (
    ids.length !== verified.value.setCount ||
    !sameBytes(idsRoot(ids, hash), verified.value.setRoot)
  ) {
    return 'The records of this height are not those that were certified.';
  }
  const bytes = ids.flatMap((id) => store.bytesOf(id) ?? []);
  const records = await checked(reader, bytes);
  if (records.length !== ids.length || records.some((each, index) => !isAt(ids, index, each))) {
    return 'A record of this height is missing, or is not what its signatures say.';
  }
  const folded = foldEpoch(state, { epoch: verified.value.epoch, records });
  if (![...folded.verdicts.values()].every(isCertifiable)) {
    return 'A record of this height should not have been certified.';
  }
  const root = stateRootOf(encodeState(folded.state), hash);
  if (!sameBytes(root, verified.value.stateRoot)) {
    return 'The records of this height make another state than was certified.';
  }
  return { state: folded.state, tip: verified.tip, records: records.length };
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
