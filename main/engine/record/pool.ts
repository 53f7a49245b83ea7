/**
 * The records that wait for a certificate, in memory as well as in the store. Everything in here was checked, may
 * wait here (admission.ts), and is on the disk.
 */
import { bytesToHex, concatBytes, hexToBytes, sameBytes } from '../../../shared/base/bytes.ts';
import { err, ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { EpochReport } from '../../../shared/ledger/epoch-report.ts';
import { foldEpoch, previewEpoch } from '../../../shared/ledger/fold.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import { bucketBytes, bucketCount } from '../../../shared/peers/record-protocol.ts';
import { createAdmission } from './admission.ts';
import { compareBytes } from './order.ts';
import type { RecordStore, RefusedRecord } from './ports.ts';
import type { Reader } from './reader.ts';

export interface Pool {
  /** Checks it and keeps it: on the disk when this returns. */
  submit(bytes: Uint8Array): Submitted;
  /** The same for many, which reach the disk together: one by one, each would wait for it. */
  submitAll(batch: readonly Uint8Array[]): Promise<readonly Submitted[]>;
  /** What peers sent; garbage is told of, what may not wait here is left out. */
  receive(batch: readonly Uint8Array[], listener: BatchListener): void;
  /** Keeps what a valid value names, whether or not it might have waited here. */
  keep(records: readonly CheckedRecord[]): void;
  /** Whether it need not be asked for: it is in the store, or may not wait here for now. */
  isKnown(id: Uint8Array, elapsedMs: number): boolean;
  /** The first record of this machine, where it waits here. */
  joiningRecordOf(device: Uint8Array): Uint8Array | null;
  get(id: string): CheckedRecord | null;
  /** The bytes of what waits here or was certified last: what neighbours who are close behind ask for. */
  bytesOf(id: string): Uint8Array | null;
  records(): readonly CheckedRecord[];
  count(): number;
  /** Grows with each change. */
  version(): number;
  /** A digest of the ids in each bucket. */
  digest(): Uint8Array;
  idsIn(bucket: number): readonly Uint8Array[];
  /** After a height was closed: what it certified leaves, and what can never be certified now. */
  settle(certified: readonly CheckedRecord[]): void;
  /** What the pool would bring in this epoch. */
  preview(epoch: number): EpochReport;
}

export type Submitted = Result<{ readonly id: Uint8Array }, Refusal>;

export interface BatchListener {
  added(records: readonly CheckedRecord[]): void;
  garbage(): void;
}

export interface PoolPorts {
  readonly store: RecordStore;
  readonly reader: Reader;
  readonly hash: (...parts: readonly Uint8Array[]) => Uint8Array;
  readonly state: () => LedgerState;
  /** The last epoch that there may be a counter of, by a clock that is far ahead of this one. */
  readonly epochMax: () => number;
  /** Told of each record before it is kept. */
  readonly taking: (record: CheckedRecord) => void;
  readonly changed: (added: readonly CheckedRecord[]) => void;
}

/** What was left out may be offered again after so long, when it may be welcome. */
const leftOutForMs = 30_000;
const leftOutMax = 10_000;
/** Of what was certified last, so many stay in memory until the next height. */
const lastCertifiedMax = 16_384;
/** Ids that were looked for in the store in vain, and are not looked for again before it changes. */
const absentMax = 100_000;

/** Takes up what waits in the store. */
export function openPool(ports: PoolPorts): Pool {
  const { store, reader, hash, state, epochMax, taking, changed } = ports;
  const records = new Map<string, CheckedRecord>();
  const buckets = Array.from({ length: bucketCount }, () => new Map<string, Uint8Array>());
  const digests = new Map<number, Uint8Array>();
  const leftOut = new Map<string, number>();
  const absent = new Set<string>();
  const lastCertified = new Map<string, Uint8Array>();
  const admission = createAdmission();
  let version = 0;
  let whole: { readonly version: number; readonly digest: Uint8Array } | null = null;
  let shown: { readonly of: string; readonly report: EpochReport } | null = null;

  /** Of a preview of what waits at present. */
  const nameOf = (epoch: number) => `${state().height} ${version} ${epoch}`;

  function insert(record: CheckedRecord): void {
    const id = bytesToHex(record.id);
    const bucket = record.id[0] ?? 0;
    records.set(id, record);
    absent.delete(id);
    buckets[bucket]?.set(id, record.id);
    digests.delete(bucket);
    admission.added(record);
    version += 1;
  }

  function remove(id: string): void {
    const record = records.get(id);
    if (record === undefined) return;
    const bucket = record.id[0] ?? 0;
    records.delete(id);
    buckets[bucket]?.delete(id);
    digests.delete(bucket);
    admission.removed(record);
    version += 1;
  }

  /** Whether it waits here, is certified or was refused. What does not wait here comes into the store by a height. */
  function isKept(id: Uint8Array, hex: string): boolean {
    if (records.has(hex) || lastCertified.has(hex)) return true;
    if (absent.has(hex)) return false;
    if (store.has(id)) return true;
    if (absent.size >= absentMax) absent.clear();
    absent.add(hex);
    return false;
  }

  /** Those of them that may wait here and are new, kept. */
  function takeIn(
    given: readonly CheckedRecord[],
    leaveOut: (record: CheckedRecord, refusal: Refusal) => void,
  ): readonly CheckedRecord[] {
    const added: CheckedRecord[] = [];
    for (const record of joinersFirst(given)) {
      if (isKept(record.id, bytesToHex(record.id))) continue;
      const refusal = admission.refusal(state(), record, epochMax());
      if (refusal !== null) {
        leaveOut(record, refusal);
        continue;
      }
      taking(record);
      insert(record);
      added.push(record);
    }
    if (added.length > 0) {
      store.add(added);
      changed(added);
    }
    return added;
  }

  /** As `submit` answers, for those that were checked. */
  function takeInEach(checked: readonly CheckedRecord[]): (record: CheckedRecord) => Submitted {
    const refusals = new Map<CheckedRecord, Refusal>();
    takeIn(checked, (record, refusal) => {
      refusals.set(record, refusal);
    });
    return (record) => {
      const refusal = refusals.get(record);
      return refusal === undefined ? ok({ id: record.id }) : err(refusal);
    };
  }

  function bucketDigest(bucket: number): Uint8Array {
    const known = digests.get(bucket);
    if (known !== undefined) return known;
    const ids = [...(buckets[bucket]?.values() ?? [])].sort(compareBytes);
    const digest = hash(concatBytes(...ids)).slice(0, bucketBytes);
    digests.set(bucket, digest);
    return digest;
  }

  for (const { bytes } of store.pool()) {
    const record = reader.decode(bytes);
    if (record === null) continue;
    admission.refusal(state(), record, epochMax()); // what is in the store stays; this counts whom it names
    insert(record);
  }

  return {
    submit(bytes) {
      const checked = reader.check(bytes);
      return checked.ok ? takeInEach([checked.value])(checked.value) : checked;
    },
    async submitAll(batch) {
      const checked = await reader.checkEach(batch);
      const answerTo = takeInEach(checked.flatMap((each) => (each.ok ? [each.value] : [])));
      return checked.map((each) => (each.ok ? answerTo(each.value) : each));
    },
    receive(batch, listener) {
      reader.checkAll(batch, (checked) => {
        if (checked.length < batch.length) listener.garbage();
        const elapsedMs = reader.elapsed();
        const added = takeIn(checked, ({ id }) => {
          if (leftOut.size >= leftOutMax) leftOut.clear();
          leftOut.set(bytesToHex(id), elapsedMs);
        });
        listener.added(added);
      });
    },
    keep(given) {
      const added = given.filter(({ id }) => !isKept(id, bytesToHex(id)));
      for (const record of added) {
        taking(record);
        insert(record);
      }
      if (added.length > 0) store.add(added);
    },
    isKnown(id, elapsedMs) {
      const hex = bytesToHex(id);
      const since = leftOut.get(hex);
      return (since !== undefined && elapsedMs - since < leftOutForMs) || isKept(id, hex);
    },
    joiningRecordOf(device) {
      for (const { kind, body, bytes } of records.values()) {
        const joins = (kind === 'member' || kind === 'device') && body.number === 1;
        if (joins && sameBytes(body.author, device)) return bytes;
      }
      return null;
    },
    get: (id) => records.get(id) ?? null,
    bytesOf: (id) => records.get(id)?.bytes ?? lastCertified.get(id) ?? null,
    records: () => [...records.values()],
    count: () => records.size,
    version: () => version,
    digest() {
      if (whole?.version !== version) {
        const digest = concatBytes(...buckets.map((_, bucket) => bucketDigest(bucket)));
        whole = { version, digest };
      }
      return whole.digest;
    },
    idsIn: (bucket) => [...(buckets[bucket]?.values() ?? [])],
    settle(certified) {
      lastCertified.clear();
      for (const { id, bytes } of certified) {
        const hex = bytesToHex(id);
        absent.delete(hex);
        remove(hex);
        if (lastCertified.size < lastCertifiedMax) lastCertified.set(hex, bytes);
      }
      const { refused, report } = refusedForGood(state(), [...records.values()]);
      if (refused.length > 0) store.refuse(refused);
      for (const { id } of refused) remove(bytesToHex(id));
      // What was folded to find them is what a preview of the next epoch shows.
      if (report !== null) shown = { of: nameOf(state().epoch + 1), report };
      leftOut.clear();
      changed([]);
    },
    preview(epoch) {
      const of = nameOf(epoch);
      if (shown?.of !== of) {
        const { report } = previewEpoch(state(), { epoch, records: [...records.values()] });
        shown = { of, report };
      }
      return shown.report;
    },
  };
}

/** Machines become known by records that others of the same batch may need. */
function joinersFirst(records: readonly CheckedRecord[]): readonly CheckedRecord[] {
  const rank = ({ kind }: CheckedRecord) => (kind === 'member' ? 0 : kind === 'device' ? 1 : 2);
  return records.toSorted((a, b) => rank(a) - rank(b));
}

interface RefusedForGood {
  readonly refused: readonly RefusedRecord[];
  /** What all of these would bring in the next epoch; null where some go, or there are none. */
  readonly report: EpochReport | null;
}

/**
 * Those that the certified state alone refuses. What only another record that waits stands against may be the
 * one that is certified elsewhere, so that it is looked at again without those that could be certified.
 */
function refusedForGood(state: LedgerState, records: readonly CheckedRecord[]): RefusedForGood {
  if (records.length === 0) return { refused: [], report: null };
  const refused = (among: readonly CheckedRecord[]) => {
    const { verdicts, report } = foldEpoch(state, { epoch: state.epoch + 1, records: among });
    const found = [...verdicts].flatMap(([id, verdict]) =>
      verdict.verdict === 'refused' ? [{ id, verdict }] : [],
    );
    return { found, report };
  };
  const { found, report } = refused(records);
  if (found.length === 0) return { refused: [], report };
  const suspects = new Set(found.map(({ id }) => id));
  const again = refused(records.filter(({ id }) => suspects.has(bytesToHex(id))));
  return {
    refused: again.found.map(({ id, verdict: { name, detail } }) => ({
      id: hexToBytes(id),
      name,
      detail,
    })),
    report: again.found.length === 0 ? report : null,
  };
}
