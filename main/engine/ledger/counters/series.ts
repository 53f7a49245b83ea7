/** A series of counters of two machines and one epoch: what is kept of it, and how it is read again after a restart. */
import * as v from 'valibot';
import { bytesToHex, concatBytes, hexToBytes } from '../../../../shared/base/bytes.ts';
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
  /** As supplier: the highest number that this machine has signed here. No number is signed twice. */
  readonly signed: number;
  /** As supplier: receipts that the other machine does not count, for good. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly id: Uint8Array;
  /** In a sentence. */
  readonly reason: string;
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
  /** Not kept by earlier versions. */
  signed: v.optional(count, 0),
  /** One for each id in the blob of this name. */
  leftOut: v.optional(v.array(v.string()), []),
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
  const nothing = { last: null, receipts: [], proposal: null, certified: 0, signed: 0 };
  return { side, subject, ...nothing, leftOut: [] };
}

/** What a series is kept under. */
export function seriesKey(side: Side, { supplier, consumer, epoch }: CounterSubject): string {
  return `${side} ${epoch} ${bytesToHex(supplier)} ${bytesToHex(consumer)}`;
}

/** A series as it is kept: its state as text, and its ids as blobs. */
export function keptSeries(series: Series): {
  readonly state: string;
  readonly blobs: Readonly<{ [name: string]: Uint8Array }>;
} {
  const { last, receipts, proposal, certified, signed, leftOut } = series;
  const written = {
    last: last && { ...last, body: counterCodec.encode(last.body) },
    proposal: proposal && {
      body: counterCodec.encode(proposal.body),
      signature: proposal.signature,
    },
    certified,
    signed,
    leftOut: leftOut.map(({ reason }) => reason),
  };
  const blobs = {
    receipts: concatBytes(...receipts),
    proposed: concatBytes(...(proposal?.added ?? [])),
    leftOut: concatBytes(...leftOut.map(({ id }) => id)),
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
  const named = seriesOfKey(key);
  const receipts = idsOf(blob('receipts'));
  const proposed = idsOf(blob('proposed'));
  const out = idsOf(blob('leftOut') ?? new Uint8Array());
  if (!parsed.success || named === null) return null;
  if (receipts === null || proposed === null || out === null) return null;
  const { last, proposal, certified, signed, leftOut } = parsed.output;
  const lastBody = last && counterCodec.decode(last.body);
  const proposedBody = proposal && counterCodec.decode(proposal.body);
  for (const body of [lastBody, proposedBody]) {
    if (body !== null && seriesKey(named.side, body) !== key) return null;
  }
  if (out.length !== leftOut.length) return null;
  if (receipts.length !== (lastBody?.count ?? 0)) return null;
  if (proposal !== null && proposedBody?.count !== receipts.length + proposed.length) return null;
  return {
    ...named,
    last: last && lastBody && { ...last, body: lastBody },
    receipts,
    proposal: proposal && proposedBody && { ...proposal, body: proposedBody, added: proposed },
    certified,
    signed: Math.max(signed, proposedBody?.sequence ?? 0, lastBody?.sequence ?? 0),
    leftOut: out.map((id, index) => ({ id, reason: leftOut[index] ?? '' })),
  };
}

function seriesOfKey(key: string): Pick<Series, 'side' | 'subject'> | null {
  const found = /^(given|used) (\d{1,10}) ([0-9a-f]{64}) ([0-9a-f]{64})$/.exec(key);
  if (found === null) return null;
  const [, side, epoch, supplier = '', consumer = ''] = found;
  const subject = jobsSubject(hexToBytes(supplier), hexToBytes(consumer), Number(epoch));
  return { side: side === 'given' ? 'given' : 'used', subject };
}

/** Ids that stand one behind the other; null where these bytes are none. */
export function idsOf(joined: Uint8Array | null): readonly Uint8Array[] | null {
  if (joined === null || joined.byteLength % idBytes !== 0) return null;
  return Array.from({ length: joined.byteLength / idBytes }, (_, index) =>
    joined.slice(index * idBytes, (index + 1) * idBytes),
  );
}
