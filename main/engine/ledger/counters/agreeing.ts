/**
 * What two machines agreed on about an hour, shown by the one to the other that has lost it: a counter that both have
 * signed proves itself, and so do the ids behind it, by its root.
 */
import { bytesToHex, concatBytes, sameBytes } from '../../../../shared/base/bytes.ts';
import { deviceKeyOf } from '../../../../shared/domain/peer-id.ts';
import { merkleRoot } from '../../../../shared/ledger/merkle.ts';
import { counterCodec, recordIdOf } from '../../../../shared/ledger/record.ts';
import { receiptsPerCounter } from '../../../../shared/peers/protocol.ts';
import type { MessageOf } from '../../../../shared/peers/protocol.ts';
import type { Ports } from '../../ports.ts';
import type { SeriesBook } from './series-book.ts';
import { idsOf, jobsSubject } from './series.ts';
import type { Series } from './series.ts';

/** The message that shows what was agreed last; null where there is nothing, or it does not fit into one. */
export function agreedMessage({ last, receipts }: Series): MessageOf<'counter_agreed'> | null {
  if (last === null || receipts.length > receiptsPerCounter) return null;
  const { body, supplierSignature, consumerSignature } = last;
  return {
    type: 'counter_agreed',
    ...{ body: counterCodec.encode(body), supplierSignature, consumerSignature },
    receipts: concatBytes(...receipts),
  };
}

export interface AgreeingParts {
  readonly ports: Pick<Ports, 'keys' | 'cryptography' | 'community'>;
  readonly book: SeriesBook;
}

/**
 * The series as it is after this, or null where it stays: what is shown must go on from what is known here. False
 * for what no honest machine shows.
 */
export function adopted(
  { ports, book }: AgreeingParts,
  peer: string,
  message: MessageOf<'counter_agreed'>,
): Series | null | false {
  const { keys, cryptography, community } = ports;
  const body = counterCodec.decode(message.body);
  const receipts = idsOf(message.receipts);
  if (body === null || receipts === null) return false;
  const [me, them] = [keys.device.publicKey, deviceKeyOf(peer)];
  const side = sameBytes(body.supplier, me) ? 'given' : 'used';
  const [supplier, consumer] = side === 'given' ? [me, them] : [them, me];
  const subject = jobsSubject(supplier, consumer, body.epoch);
  const isAboutUs =
    sameBytes(body.supplier, supplier) &&
    sameBytes(body.consumer, consumer) &&
    body.currency === subject.currency &&
    sameBytes(body.cause, subject.cause);
  const { supplierSignature, consumerSignature } = message;
  const id = recordIdOf({ kind: 'counter', body }, community.id, cryptography.hash);
  const isTrue =
    isAboutUs &&
    receipts.length === body.count &&
    sameBytes(merkleRoot(receipts, cryptography.hash), body.root) &&
    cryptography.verify(id, supplierSignature, supplier) &&
    cryptography.verify(id, consumerSignature, consumer);
  if (!isTrue) return false;
  const series = book.find(side, subject);
  if (series === null || (series.last?.body.sequence ?? 0) >= body.sequence) return null;
  const goesOn = series.receipts.every((each, index) => sameBytes(each, receipts[index] ?? each));
  const isElsewhere = receipts.some((each) => {
    const place = book.placeOf(bytesToHex(each));
    return place !== null && !sameBytes(place.series.subject.supplier, supplier);
  });
  if (!goesOn || series.receipts.length > receipts.length || isElsewhere) return null;
  const last = { body, supplierSignature, consumerSignature };
  const signed = Math.max(series.signed, body.sequence);
  return { ...series, last, receipts, proposal: null, signed };
}
