/** A series of counters of two machines and one epoch: what is kept of it, and how it is read again after a restart. */
import * as v from 'valibot';
import { bytesToHex, concatBytes } from '../../../../shared/base/bytes.ts';
import { bytes, count, exactBytes, toWire } from '../../../../shared/base/fields.ts';
import { counterCodec } from '../../../../shared/ledger/record.ts';
import type { CounterBody } from '../../../../shared/ledger/record.ts';
import type { CounterSubject } from '../../../../shared/ledger/rollup.ts';
import type { SignedCounter } from '../../ports.ts';

/** Whether this machine gave the hours or used them. */
export type Side = 'given' | 'used';

export interface Series {
  readonly side: Side;
  readonly subject: CounterSubject;
  /** The last counter that both have signed. */
  readonly last: SignedCounter | null;
  /** Ids of the receipts behind it, in its order. */
  readonly receipts: readonly Uint8Array[];
  /** As supplier: what this machine has signed beyond that, and the other has not yet. It is never taken back. */
  readonly proposal: Proposal | null;
  /** So many of the receipts are certified. */
  readonly certified: number;
}

export interface Proposal {
  readonly body: CounterBody;
  /** By the supplier's device, 64 bytes. */
  readonly signature: Uint8Array;
  readonly added: readonly Uint8Array[];
}

const idBytes = 32;
const bodyBytesMax = 256;
const signature = exactBytes(64);

const Kept = v.object({
  last: v.nullable(
    v.object({
      body: bytes(bodyBytesMax),
      supplierSignature: signature,
      consumerSignature: signature,
    }),
  ),
  proposal: v.nullable(v.object({ body: bytes(bodyBytesMax), signature })),
  certified: count,
});

const KeptJson = v.pipe(v.string(), v.parseJson(), Kept);

/** Processor hours without a cause: what slices of jobs are counted as. */
export function jobsSubject(
  supplier: Uint8Array,
  consumer: Uint8Array,
  epoch: number,
): CounterSubject {
  return { supplier, consumer, currency: 0, cause: new Uint8Array(idBytes), epoch };
}

export function emptySeries(side: Side, subject: CounterSubject): Series {
  return { side, subject, last: null, receipts: [], proposal: null, certified: 0 };
}

/** What a series is kept under. */
export function seriesKey(side: Side, { supplier, consumer, epoch }: CounterSubject): string {
  return `${side} ${epoch} ${bytesToHex(supplier)} ${bytesToHex(consumer)}`;
}

/** A series as it is kept: its state as text, and its ids as blobs. */
export function keptSeries({ last, receipts, proposal, certified }: Series): {
  readonly state: string;
  readonly blobs: Readonly<{ [name: string]: Uint8Array }>;
} {
  const written = {
    last: last && { ...last, body: counterCodec.encode(last.body) },
    proposal: proposal && {
      body: counterCodec.encode(proposal.body),
      signature: proposal.signature,
    },
    certified,
  };
  const blobs = {
    receipts: concatBytes(...receipts),
    proposed: concatBytes(...(proposal?.added ?? [])),
  };
  return { state: JSON.stringify(toWire(written)), blobs };
}

/** The series that was kept under this key, or null where it cannot be read. */
export function parseSeries(
  key: string,
  state: string,
  blob: (name: string) => Uint8Array | null,
): Series | null {
  const parsed = v.safeParse(KeptJson, state);
  const [side] = key.split(' ');
  const receipts = idsOf(blob('receipts'));
  const proposed = idsOf(blob('proposed'));
  if (!parsed.success || (side !== 'given' && side !== 'used')) return null;
  if (receipts === null || proposed === null) return null;
  const { last, proposal, certified } = parsed.output;
  const lastBody = last && counterCodec.decode(last.body);
  const proposedBody = proposal && counterCodec.decode(proposal.body);
  const subject = lastBody ?? proposedBody;
  if (subject === null || seriesKey(side, subject) !== key) return null;
  if (receipts.length !== (lastBody?.count ?? 0)) return null;
  if (proposal !== null && proposedBody?.count !== receipts.length + proposed.length) return null;
  return {
    side,
    subject: jobsSubject(subject.supplier, subject.consumer, subject.epoch),
    last: last && lastBody && { ...last, body: lastBody },
    receipts,
    proposal: proposal && proposedBody && { ...proposal, body: proposedBody, added: proposed },
    certified,
  };
}

/** Ids that stand one behind the other; null where these bytes are none. */
export function idsOf(joined: Uint8Array | null): readonly Uint8Array[] | null {
  if (joined === null || joined.byteLength % idBytes !== 0) return null;
  return Array.from({ length: joined.byteLength / idBytes }, (_, index) =>
    joined.slice(index * idBytes, (index + 1) * idBytes),
  );
}
