/**
 * What is between this machine and another about one release: the counters of each epoch, whole. What was agreed is
 * never forgotten as long as the other may ask for it; how it is added up is said here alone.
 */
import { bytesToHex, hexToBytes, sameBytes } from '../../../shared/base/bytes.ts';
import type { CounterBody } from '../../../shared/ledger/record.ts';
import type { Cryptography, SignedCounter } from '../ports.ts';

/** Keys and ids in hexadecimal; `side` is what this machine does with the pieces. */
export interface PaySubject {
  readonly side: 'given' | 'used';
  readonly community: string;
  readonly release: string;
  /** The other machine. */
  readonly device: string;
}

/** This machine's device key, and how ids are made. */
export interface PayOwn {
  readonly me: Uint8Array;
  readonly hash: Cryptography['hash'];
}

/** What a counter says; the quantity in micro-CPU-hours. */
export interface Said {
  readonly sequence: number;
  readonly count: number;
  readonly quantity: bigint;
}

/** A counter that both have signed, 64 bytes each. */
export interface Agreed extends Said {
  readonly supplierSignature: Uint8Array;
  readonly consumerSignature: Uint8Array;
}

/** As giver: signed by this machine, and by the other perhaps. */
export interface Proposed extends Said {
  readonly signature: Uint8Array;
  /** What `spare` of the series is once this is agreed. */
  readonly spare: bigint;
}

export interface PaySeries {
  readonly epoch: number;
  readonly last: Agreed | null;
  readonly proposal: Proposed | null;
  /** The highest number that was signed here. None is signed twice. */
  readonly signed: number;
  /** Up to this number it is certified, or never will be. */
  readonly settled: number;
  /**
   * Millionths of a micro-CPU-hour. As giver: what serving took beyond what the last counter says; less than a micro.
   * As downloader: what it might have said more.
   */
  readonly spare: bigint;
}

/** What is on the disk of an account. */
export interface KeptAccount {
  /** As giver: pieces that were given, as far as that was written down. */
  readonly gave: number;
  /** As giver: pieces that were given and neither signed nor made up for, as far as that was written down. */
  readonly unpaid: number;
  /** As downloader: pieces of earlier downloads, on top of which what arrives is counted. */
  readonly base: number;
  /** Epochs before this one are closed: their counters are summed up in `done`, and none is signed any more. */
  readonly from: number;
  readonly done: Paid;
  /** In the order of their epochs. */
  readonly series: readonly PaySeries[];
}

export interface Paid {
  readonly pieces: number;
  readonly quantity: bigint;
}

/** One that is read from the book or made; only the book gives it another `kept`. */
export interface PayAccount {
  readonly subject: PaySubject;
  readonly kept: KeptAccount;
}

/** More epochs than a counter may be late by default; the oldest is closed when there is another. */
export const seriesMax = 192;
/** So many are kept, although they are settled: the other may not have heard that they were agreed. */
const settledKept = 8;

export const newAccount: KeptAccount = {
  ...{ gave: 0, unpaid: 0, base: 0, from: 0, done: { pieces: 0, quantity: 0n }, series: [] },
};

export function newSeries(epoch: number): PaySeries {
  return { epoch, last: null, proposal: null, signed: 0, settled: 0, spare: 0n };
}

/** All that both have signed for. */
export function paidOf({ done, series }: KeptAccount): Paid {
  return series.reduce(
    ({ pieces, quantity }, { last }) => ({
      pieces: pieces + (last?.count ?? 0),
      quantity: quantity + (last?.quantity ?? 0n),
    }),
    done,
  );
}

/** Null where the epoch is closed. */
export function seriesAt({ from, series }: KeptAccount, epoch: number): PaySeries | null {
  if (epoch < from) return null;
  return series.find((each) => each.epoch === epoch) ?? newSeries(epoch);
}

/** What was proposed and is neither agreed nor given up; there is at most one. */
export function outstandingOf({ series }: KeptAccount) {
  for (const each of series) {
    if (each.proposal !== null) return { series: each, proposal: each.proposal };
  }
  return null;
}

/** A series in the place of the one of its epoch; the oldest are closed when nobody needs them or there are too many. */
export function withSeries(kept: KeptAccount, changed: PaySeries): KeptAccount {
  const others = kept.series.filter(({ epoch }) => epoch !== changed.epoch);
  const series = [...others, changed].sort((a, b) => a.epoch - b.epoch);
  let { from, done } = kept;
  while (series.length > settledKept) {
    const [oldest] = series;
    if (oldest === undefined || (!isSettled(oldest) && series.length <= seriesMax)) break;
    done = paidOf({ ...kept, done, series: [oldest] });
    from = oldest.epoch + 1;
    series.shift();
  }
  return { ...kept, from, done, series };
}

/** Nothing of it has to be brought anywhere any more. */
export function isSettled({ last, proposal, settled }: PaySeries): boolean {
  return proposal === null && !isOpen({ last, settled });
}

/** Both have signed more than is known to be certified. */
export function isOpen({ last, settled }: Pick<PaySeries, 'last' | 'settled'>): boolean {
  return (last?.sequence ?? 0) > settled;
}

/** There is nothing to be counted but the pieces themselves: the root is the same for all counters of a release. */
export function rootOf(release: Uint8Array, hash: Cryptography['hash']): Uint8Array {
  return hash(release);
}

/** How a counter of an account is written in full. */
export function bodyOf(
  { side, release, device }: PaySubject,
  { epoch, said }: { readonly epoch: number; readonly said: Said },
  { me, hash }: PayOwn,
): CounterBody {
  const [other, cause] = [hexToBytes(device), hexToBytes(release)];
  const [supplier, consumer] = side === 'given' ? [me, other] : [other, me];
  const { sequence, count, quantity } = said;
  const subject = { supplier, consumer, currency: 0, cause, epoch };
  return { ...subject, sequence, count, quantity, root: rootOf(cause, hash) };
}

/** What is signed by both, of each epoch that is wanted, the newest last. */
export function countersOf(
  { subject, kept }: PayAccount,
  own: PayOwn,
  isWanted: (series: PaySeries) => boolean = () => true,
): readonly SignedCounter[] {
  return kept.series.flatMap((series) => {
    const { epoch, last } = series;
    if (last === null || !isWanted(series)) return [];
    const { supplierSignature, consumerSignature } = last;
    const body = bodyOf(subject, { epoch, said: last }, own);
    return [{ body, supplierSignature, consumerSignature }];
  });
}

/** What a counter is about, seen from here; null where it is not between these two, or is no counter of pieces. */
export function subjectOf(
  body: CounterBody,
  other: { readonly community: string; readonly device: string },
  { me, hash }: PayOwn,
): PaySubject | null {
  const isGiven = sameBytes(body.supplier, me);
  const isOurs =
    (isGiven && bytesToHex(body.consumer) === other.device) ||
    (sameBytes(body.consumer, me) && bytesToHex(body.supplier) === other.device);
  const root = bytesToHex(rootOf(body.cause, hash));
  if (!isOurs || body.currency !== 0 || bytesToHex(body.root) !== root) return null;
  const { community, device } = other;
  const side = isGiven ? 'given' : 'used';
  return { side, community, release: bytesToHex(body.cause), device };
}
