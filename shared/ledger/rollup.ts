/**
 * Rolls the receipts of two machines up into the counter that enters the record: one for each epoch, currency and
 * cause, which says in all what was given so far. The supplier proposes the next one with the ids of the receipts
 * that it adds, in their order; the consumer has these receipts too, and signs only what it computes itself. So
 * the counter can always be explained by the slices behind it, although they stay with the two.
 */
import { bytesToHex, sameBytes } from '../base/bytes.ts';
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import { merkleRoot } from './merkle.ts';
import type { Hash } from './merkle.ts';
import { quantityMax } from './record.ts';
import type { CounterBody } from './record.ts';
import type { Counted } from './state.ts';

/** What a series of counters is about. */
export type CounterSubject = Pick<
  CounterBody,
  'supplier' | 'consumer' | 'currency' | 'cause' | 'epoch'
>;

/** A receipt of the two about this, as far as the counter needs it; the quantity in micros. */
export interface CountedReceipt {
  /** 32 bytes. */
  readonly id: Uint8Array;
  readonly quantity: bigint;
}

export type CounterRefusalName =
  | 'counter_of_others'
  | 'counter_out_of_turn'
  | 'receipt_unknown'
  | 'receipt_counted_twice'
  | 'counter_too_large'
  | 'counter_adds_nothing'
  | 'counter_differs';

/** What two machines agreed on so far: the last counter that both signed, and the receipts behind it in their order. */
export interface AgreedCounter {
  /** Null before the first. */
  readonly last: CounterBody | null;
  readonly receipts: readonly Uint8Array[];
  /** The highest number that the supplier has signed, if that is above the last one: it is not signed again. */
  readonly signed?: number;
}

/** What the last certificate that a machine knows of counts of some series, in the order in which it was asked. */
export interface CountedCounters {
  /** Counters of epochs before this one come too late. */
  readonly oldestEpoch: number;
  /** Null where nothing is counted, or nothing is known any more because no counter could come in time. */
  readonly counted: readonly (Omit<Counted, 'id'> | null)[];
  /** Why the records that were asked about will never be certified; null where that is not so. */
  readonly refused: readonly (Refusal | null)[];
}

/** A series that is asked about, and the last record of it that the asker knows. */
export interface AskedCounter extends CounterSubject {
  /** 32 bytes; null where there is none. */
  readonly record: Uint8Array | null;
}

/** The counter that adds these receipts in this order. Both sides compute it, and each signs only its own. */
export function nextCounter(
  subject: CounterSubject,
  { last, receipts, signed = 0 }: AgreedCounter,
  added: readonly CountedReceipt[],
  hash: Hash,
): Result<CounterBody, Refusal<CounterRefusalName>> {
  if (added.length === 0) {
    return refuse('counter_adds_nothing', 'There is no receipt that was not counted yet.');
  }
  const counted = new Set(receipts.map(bytesToHex));
  for (const { id } of added) counted.add(bytesToHex(id));
  const ids = [...receipts, ...added.map(({ id }) => id)];
  if (counted.size < ids.length) {
    return refuse('receipt_counted_twice', 'A receipt is counted already.');
  }
  const quantity = added.reduce((sum, each) => sum + each.quantity, last?.quantity ?? 0n);
  if (quantity > quantityMax) {
    return refuse('counter_too_large', 'No counter holds that much.');
  }
  return ok({
    ...subjectOf(subject),
    sequence: Math.max(last?.sequence ?? 0, signed) + 1,
    count: ids.length,
    quantity,
    root: merkleRoot(ids, hash),
  });
}

/**
 * Whether the consumer may sign a proposal that adds these receipts. `quantityOf` answers for receipts of these two
 * about this that the consumer has kept itself, and null for all others.
 */
export function checkCounterProposal(
  proposal: CounterBody,
  { subject, agreed }: { readonly subject: CounterSubject; readonly agreed: AgreedCounter },
  { added, quantityOf }: ProposedReceipts,
  hash: Hash,
): Result<CounterBody, Refusal<CounterRefusalName>> {
  if (!isAbout(proposal, subject)) {
    return refuse('counter_of_others', 'The counter is about something else than was asked.');
  }
  // Numbers between were signed by the supplier alone, for counters that it has given up.
  if (proposal.sequence <= (agreed.last?.sequence ?? 0)) {
    return refuse('counter_out_of_turn', 'The counter is not the next one of the two machines.');
  }
  const isNext = proposal.sequence === (agreed.last?.sequence ?? 0) + 1;
  if (!isNext && proposal.count !== agreed.receipts.length + added.length) {
    return refuse('counter_out_of_turn', 'The counter goes on from one that is not known here.');
  }
  const receipts: CountedReceipt[] = [];
  for (const id of added) {
    const quantity = quantityOf(id);
    if (quantity === null) {
      return refuse('receipt_unknown', 'The counter names a receipt that is not kept here.');
    }
    receipts.push({ id, quantity });
  }
  const expected = nextCounter(subject, agreed, receipts, hash);
  if (!expected.ok) return expected;
  const { count, quantity, root } = expected.value;
  const isSame =
    proposal.count === count && proposal.quantity === quantity && sameBytes(proposal.root, root);
  return isSame
    ? expected
    : refuse('counter_differs', 'The counter says something else than its receipts.');
}

/** What comes with a proposal, and what the consumer knows of it. */
export interface ProposedReceipts {
  readonly added: readonly Uint8Array[];
  quantityOf(id: Uint8Array): bigint | null;
}

function subjectOf({ supplier, consumer, currency, cause, epoch }: CounterSubject): CounterSubject {
  return { supplier, consumer, currency, cause, epoch };
}

function isAbout(proposal: CounterBody, subject: CounterSubject): boolean {
  return (
    sameBytes(proposal.supplier, subject.supplier) &&
    sameBytes(proposal.consumer, subject.consumer) &&
    proposal.currency === subject.currency &&
    sameBytes(proposal.cause, subject.cause) &&
    proposal.epoch === subject.epoch
  );
}
