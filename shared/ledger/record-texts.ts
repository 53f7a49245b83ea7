/**
 * The keys of a record as text, by which everything here is told apart and sorted. A record is looked at again and
 * again while it waits: in each preview, proposal and verdict. Its texts are made once and are kept as long as the
 * record itself, which never changes.
 */
import { bytesToHex } from '../base/bytes.ts';
import type { CheckedRecord } from './record.ts';
import { counterKey } from './state.ts';

type Counter = Extract<CheckedRecord, { readonly kind: 'counter' }>;

/** Lower-case hexadecimal. */
export interface CounterTexts {
  /** Device keys. */
  readonly supplier: string;
  readonly consumer: string;
  /** Its `counterKey`. */
  readonly key: string;
}

const ids = new WeakMap<CheckedRecord, string>();
const counters = new WeakMap<Counter, CounterTexts>();

/** The id of a record in hexadecimal. */
export function idTextOf(record: CheckedRecord): string {
  const known = ids.get(record);
  if (known !== undefined) return known;
  const text = bytesToHex(record.id);
  ids.set(record, text);
  return text;
}

/** Whom a counter is between, and where it stands among those of its epoch. */
export function counterTextsOf(record: Counter): CounterTexts {
  const known = counters.get(record);
  if (known !== undefined) return known;
  const { body } = record;
  const [supplier, consumer] = [bytesToHex(body.supplier), bytesToHex(body.consumer)];
  const cause = bytesToHex(body.cause);
  const key = counterKey({ supplier, consumer, cause, currency: body.currency });
  const texts = { supplier, consumer, key };
  counters.set(record, texts);
  return texts;
}
