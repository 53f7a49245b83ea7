/** Answers what members' machines ask, from the store and from what is being agreed on. */
import { sameBytes } from '../../../shared/base/bytes.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import { snapshotChunkBytes } from '../../../shared/ledger/snapshot.ts';
import {
  certificatesPerPage,
  idsPerPage,
  nothingFor,
  recordPageBytes,
} from '../../../shared/peers/record-protocol.ts';
import type { QuestionFrame, RecordFrame } from '../../../shared/peers/record-protocol.ts';
import type { RecordStore } from './ports.ts';
import type { Sets } from './sets.ts';

/** The answer to a question; `nothing` where it is not here. */
export function createServing(
  store: RecordStore,
  sets: Pick<Sets, 'idsOf'>,
): (question: QuestionFrame) => RecordFrame {
  let shown: { readonly height: number; readonly bytes: Uint8Array } | null = null;

  function snapshotAt(height: number): Uint8Array | null {
    if (shown?.height === height) return shown.bytes;
    const bytes = store.snapshot(height);
    shown = bytes === null ? null : { height, bytes };
    return bytes;
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
    const kept = store.epoch(height);
    const value = kept === null ? null : epochValueCodec.decode(kept.value);
    return value !== null && sameBytes(value.setRoot, root) ? store.idsOf(height) : null;
  }

  function records(ids: readonly Uint8Array[]): RecordFrame {
    const found: Uint8Array[] = [];
    const missing: Uint8Array[] = [];
    let bytes = 0;
    for (const id of ids) {
      const record = store.bytesOf(id);
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
    const bytes = snapshotAt(height);
    const count =
      bytes === null ? 0 : Math.max(1, Math.ceil(bytes.byteLength / snapshotChunkBytes));
    if (bytes === null || index >= count) return null;
    const start = index * snapshotChunkBytes;
    const part = bytes.subarray(start, start + snapshotChunkBytes);
    return { kind: 'chunk', height, index, count, bytes: part };
  }

  function answer(question: QuestionFrame): RecordFrame | null {
    switch (question.kind) {
      case 'askGenesis':
        return { kind: 'genesis', bytes: store.genesis };
      case 'askCertificates':
        return certificates(question.from);
      case 'askSet': {
        const ids = idsOf(question.height, question.root);
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
    }
  }

  return (question) => answer(question) ?? nothingFor(question.kind);
}
