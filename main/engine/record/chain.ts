/**
 * The certified state, and what may come after it: the only place where it changes. A set of records is folded
 * here, whether it is to be proposed, judged or closed, and the last few results are kept, so that what a
 * witness has judged need not be computed again when it is decided.
 */
import { assert } from '../../../shared/base/assert.ts';
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { toWire } from '../../../shared/base/fields.ts';
import type { EpochReport } from '../../../shared/ledger/epoch-report.ts';
import { epochIdOf, epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { EpochValue } from '../../../shared/ledger/epoch-value.ts';
import { foldEpoch, previewEpoch } from '../../../shared/ledger/fold.ts';
import type { Folded } from '../../../shared/ledger/fold.ts';
import { genesisState } from '../../../shared/ledger/genesis-state.ts';
import type { CheckedGenesis } from '../../../shared/ledger/check-genesis.ts';
import { heightDue } from '../../../shared/ledger/height-due.ts';
import { idsRoot } from '../../../shared/ledger/merkle.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import { decodeState, encodeState, stateRootOf } from '../../../shared/ledger/snapshot.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import { isCertifiable } from '../../../shared/ledger/verdict.ts';
import { marketNotesOf, writeMarketNotes } from '../../../shared/stake/market-notes.ts';
import { roundFileOf } from '../../../shared/stake/round-text.ts';
import type { Cryptography } from '../ports.ts';
import { committeeKeys } from './committee-keys.ts';
import { compareBytes } from './order.ts';
import type { CertifiedValue, ClosedEpoch, RecordStore } from './ports.ts';

/** A value with all that follows from its records. */
export interface Candidate {
  readonly value: EpochValue;
  readonly valueBytes: Uint8Array;
  /** `epochIdOf` of the value. */
  readonly id: Uint8Array;
  readonly records: readonly CheckedRecord[];
  readonly state: LedgerState;
  readonly snapshot: Uint8Array;
  readonly report: EpochReport;
  /** What the fold made of these records, and of the round of the stake market. */
  readonly folded: Folded;
}

/** What the next certificate must fit. */
export interface Tip {
  readonly height: number;
  readonly epoch: number;
  readonly id: Uint8Array;
  /** Of the height after it. */
  readonly committee: readonly Uint8Array[];
}

export interface Chain {
  readonly community: Uint8Array;
  state(): LedgerState;
  tip(): Tip;
  /** All of these that could be certified now, as a value; null where nothing is left and no height is due. */
  propose(epoch: number, records: readonly CheckedRecord[]): Candidate | null;
  /** What these records make of the state; null where one of them may not be certified. */
  evaluate(epoch: number, records: readonly CheckedRecord[]): Candidate | null;
  /** `waits` says of a record, quicker than the store, that it is in it. */
  close(candidate: Candidate, certificate: Uint8Array, waits?: (id: Uint8Array) => boolean): void;
  /** Starts over from the state that the last of these values names. False for a snapshot that is not it. */
  adopt(chain: readonly CertifiedValue[], snapshot: Uint8Array): boolean;
}

/** Takes up what the store holds. Its snapshots were checked when they were kept; they are checked again. */
export function openChain(
  store: RecordStore,
  genesis: CheckedGenesis,
  hash: Cryptography['hash'],
): Chain {
  const { community } = genesis;
  let state = stateOf(store, genesis, hash);
  let tip = tipOf(store, state, community, hash);

  function candidateOf(
    epoch: number,
    folded: Folded,
    records: readonly CheckedRecord[],
  ): Candidate {
    const snapshot = encodeState(folded.state);
    const ids = records.map(({ id }) => id);
    const value: EpochValue = {
      height: tip.height + 1,
      epoch,
      previous: tip.id,
      setRoot: idsRoot(ids, hash),
      setCount: ids.length,
      stateRoot: stateRootOf(snapshot, hash),
      nextCommittee: committeeKeys(folded.state),
    };
    const valueBytes = epochValueCodec.encode(value);
    const id = epochIdOf(valueBytes, community, hash);
    const { state: next, report } = folded;
    return { value, valueBytes, id, records, state: next, snapshot, report, folded };
  }

  const previous = () => bytesToHex(tip.id);

  return {
    community,
    state: () => state,
    tip: () => tip,
    propose(epoch, records) {
      const { kept, ...folded } = previewEpoch(state, { epoch, records, previous: previous() });
      if (kept.length === 0 && !heightDue(state, epoch)) return null;
      return candidateOf(epoch, folded, kept);
    },
    evaluate(epoch, records) {
      if (records.length === 0 && !heightDue(state, epoch)) return null;
      const sorted = records.toSorted((a, b) => compareBytes(a.id, b.id));
      const folded = foldEpoch(state, { epoch, records: sorted, previous: previous() });
      const areAllIn = [...folded.verdicts.values()].every(isCertifiable);
      return areAllIn ? candidateOf(epoch, folded, sorted) : null;
    },
    close(candidate, certificate, waits = () => false) {
      const { value, valueBytes, records, snapshot, report } = candidate;
      assert(value.height === tip.height + 1, 'heights are closed one after the other');
      // Nearly all of them waited in the store: only what is not there is written.
      store.add(records.filter(({ id }) => !waits(id) && !store.has(id)));
      store.closeEpoch({
        height: value.height,
        value: valueBytes,
        certificate,
        ids: records.map(({ id }) => id),
        snapshot,
        report: JSON.stringify(toWire(report)),
        ...keptOfMarket(state, candidate),
      });
      state = candidate.state;
      tip = tipAfter(value, candidate.id);
    },
    adopt(chain, snapshot) {
      const last = chain.at(-1);
      const value = last === undefined ? null : epochValueCodec.decode(last.value);
      if (last === undefined || value === null) return false;
      // The root first: what a liar sends could fill the memory when it is read.
      if (!sameBytes(stateRootOf(snapshot, hash), value.stateRoot)) return false;
      const next = decodeState(snapshot);
      if (next === null) return false;
      store.adoptSnapshot(chain, snapshot);
      state = next;
      tip = tipAfter(value, epochIdOf(last.value, community, hash));
      return true;
    },
  };
}

/** The file of a closed round, and what happened to causes. */
function keptOfMarket(
  before: LedgerState,
  { value: { height, epoch }, state, folded: { round, attested } }: Candidate,
): Pick<ClosedEpoch, 'round' | 'marketNotes'> {
  const notes = marketNotesOf(before.market, state.market, { height, epoch }, attested);
  return {
    round: round === null ? null : { number: round.number, text: roundFileOf(round) },
    marketNotes: notes === null ? null : writeMarketNotes(notes),
  };
}

/** What stands once this value is certified. */
export function tipAfter(value: EpochValue, id: Uint8Array): Tip {
  return { height: value.height, epoch: value.epoch, id, committee: value.nextCommittee };
}

function tipOf(
  store: RecordStore,
  state: LedgerState,
  community: Uint8Array,
  hash: Cryptography['hash'],
): Tip {
  const { height, epoch } = state;
  const committee = committeeKeys(state);
  if (height === 0) return { height, epoch, id: community, committee };
  const kept = store.epoch(height);
  assert(kept !== null, 'the store keeps the value of its last height');
  return { height, epoch, id: epochIdOf(kept.value, community, hash), committee };
}

function stateOf(
  store: RecordStore,
  genesis: CheckedGenesis,
  hash: Cryptography['hash'],
): LedgerState {
  const height = store.lastHeight();
  if (height === 0) return genesisState(genesis);
  const snapshot = store.snapshot(height);
  const kept = store.epoch(height);
  const value = kept === null ? null : epochValueCodec.decode(kept.value);
  assert(snapshot !== null && value !== null, 'the store keeps the state of its last height');
  const root = bytesToHex(stateRootOf(snapshot, hash));
  assert(root === bytesToHex(value.stateRoot), 'the kept state is the one that was certified');
  const state = decodeState(snapshot);
  assert(state !== null, 'the kept state can be read');
  return state;
}
