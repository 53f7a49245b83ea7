/**
 * Answers what members' machines ask, from the store and from what is being agreed on.
 *
 * What is certified is published from the store itself: certificates, snapshots and sets are asked for by what the
 * witnesses have signed, so that every piece can come from anybody and is checked when it comes. An archive Hypercore
 * beside it (hypercore 11.37, a static core for each snapshot) was tried and left out. Its replicator believes its
 * peer: one message of 14 bytes that claims to have 2^45 blocks keeps a process busy for ever, while its memory grows.
 * It takes 14 MB of memory and 76 MB of disk before anything is in it, and 20 MB of the package. And what it brought
 * would have to be checked against the certificates all the same.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import { leafHash } from '../../../shared/ledger/merkle.ts';
import type { Hash } from '../../../shared/ledger/merkle.ts';
import { snapshotChunks } from '../../../shared/ledger/snapshot.ts';
import {
  certificatesPerPage,
  chunksMax,
  idsPerPage,
  nothingFor,
  recordPageBytes,
} from '../../../shared/peers/record-protocol.ts';
import type { QuestionFrame, RecordFrame } from '../../../shared/peers/record-protocol.ts';
import type { Pool } from './pool.ts';
import type { RecordStore } from './ports.ts';
import type { SetRelay } from './set-relay.ts';
import type { Sets } from './sets.ts';

/** The snapshot that was asked for last: whoever wants one chunk of it wants the others next. */
interface Shown {
  readonly height: number;
  readonly chunks: readonly Uint8Array[];
  readonly hashes: readonly Uint8Array[];
}

/** The answer to a question; `nothing` where it is not here. */
export function createServing(
  store: RecordStore,
  sets: Pick<Sets, 'idsOf'>,
  pool: Pick<Pool, 'bytesOf'>,
  relay: Pick<SetRelay, 'wanted' | 'bytesOf'>,
  hash: Hash,
): (question: QuestionFrame) => RecordFrame {
  let shown: Shown | null = null;
  /** The set of a closed height that was asked for last, whose pages follow on each other. */
  let listed: { readonly root: Uint8Array; readonly ids: readonly Uint8Array[] } | null = null;

  function snapshotAt(height: number): Shown | null {
    if (shown?.height === height) return shown;
    const bytes = store.snapshot(height);
    if (bytes === null) return null;
    const chunks = snapshotChunks(bytes);
    shown = { height, chunks, hashes: chunks.map((each) => leafHash(each, hash)) };
    return shown;
  }

  function certificates(from: number): RecordFrame | null {
    const page: { readonly value: Uint8Array; readonly certificate: Uint8Array }[] = [];
    for (let height = from; page.length < certificatesPerPage; height++) {
      const kept = height > store.lastHeight() ? null : store.epoch(height);
      if (kept === null) break;
      page.push({ value: kept.value, certificate: kept.certificate });
    }
    return page.length === 0 ? null : { kind: 'certificates', from, page };
  }

  function idsOf(height: number, root: Uint8Array): readonly Uint8Array[] | null {
    const open = sets.idsOf(root);
    if (open !== null || height > store.lastHeight()) return open;
    if (listed !== null && sameBytes(listed.root, root)) return listed.ids;
    const kept = store.epoch(height);
    const value = kept === null ? null : epochValueCodec.decode(kept.value);
    if (value === null || !sameBytes(value.setRoot, root)) return null;
    const ids = store.idsOf(height);
    listed = ids === null ? null : { root, ids };
    return ids;
  }

  function records(ids: readonly Uint8Array[]): RecordFrame {
    const found: Uint8Array[] = [];
    const missing: Uint8Array[] = [];
    let bytes = 0;
    for (const id of ids) {
      // What waits is asked for by every neighbour as soon as it is announced.
      const hex = bytesToHex(id);
      const record = pool.bytesOf(hex) ?? store.bytesOf(id) ?? relay.bytesOf(hex);
      if (record === null) missing.push(id);
      else {
        bytes += record.byteLength + 4;
        if (bytes > recordPageBytes) break;
        found.push(record);
      }
    }
    return { kind: 'records', records: found, missing };
  }

  function chunk(height: number, index: number): RecordFrame | null {
    const snapshot = snapshotAt(height);
    const bytes = snapshot?.chunks[index];
    if (snapshot === null || bytes === undefined) return null;
    return { kind: 'chunk', height, index, count: snapshot.chunks.length, bytes };
  }

  function snapshot(height: number): RecordFrame | null {
    const hashes = snapshotAt(height)?.hashes ?? [];
    const canBeShown = hashes.length > 0 && hashes.length <= chunksMax;
    return canBeShown ? { kind: 'snapshot', height, hashes } : null;
  }

  function answer(question: QuestionFrame): RecordFrame | null {
    switch (question.kind) {
      case 'askGenesis':
        return { kind: 'genesis', bytes: store.genesis };
      case 'askCertificates':
        return certificates(question.from);
      case 'askSet': {
        const ids = idsOf(question.height, question.root);
        if (ids === null && question.height > store.lastHeight()) relay.wanted(question.root);
        // A liar may propose a set of ours with another count: that one is not here.
        if (ids?.length !== question.count) return null;
        const page = ids.slice(question.offset, question.offset + idsPerPage);
        if (page.length === 0) return null;
        return { kind: 'set', root: question.root, offset: question.offset, ids: page };
      }
      case 'askRecords':
        return records(question.ids);
      case 'askChunk':
        return chunk(question.height, question.index);
      case 'askSnapshot':
        return snapshot(question.height);
    }
  }

  return (question) => answer(question) ?? nothingFor(question.kind);
}
