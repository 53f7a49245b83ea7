/** A counter as the process of the record takes it, and is asked about it. */
import { currencyWords } from '../../shared/api/community-shape.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { encodeRecord } from '../../shared/ledger/check-record.ts';
import type { CounterSubject } from '../../shared/ledger/rollup.ts';
import type { SignedCounter } from '../engine/ports.ts';

export function counterBytes({
  body,
  supplierSignature,
  consumerSignature,
}: SignedCounter): Uint8Array {
  return encodeRecord({ kind: 'counter', body }, [supplierSignature, consumerSignature]);
}

/** Which series it belongs to. */
export function seriesOf({ supplier, consumer, currency, cause, epoch }: CounterSubject) {
  return {
    supplier: bytesToHex(supplier),
    consumer: bytesToHex(consumer),
    currency: currencyWords[currency] ?? 'cpu',
    cause: bytesToHex(cause),
    epoch,
  };
}
