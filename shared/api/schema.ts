/**
 * The pieces of which the boundary between a node and its page is described: calls and topics.
 *
 * A call answers once. A topic speaks its present value at once and then each later one, so that
 * reconnecting is subscribing again and no history of events is needed.
 *
 * Only text crosses the boundary. A bigint travels as a decimal string, bytes as base64url, a moment
 * as integer milliseconds; `toWire` writes them, and the schemas below read them back.
 */
import * as v from 'valibot';
import { base64ToBytes, bytesToBase64 } from '../base/bytes.ts';

export type Schema<T> = v.GenericSchema<unknown, T>;

export interface CallSpec<Input, Output, Name extends string> {
  readonly kind: 'call';
  readonly input: Schema<Input>;
  readonly output: Schema<Output>;
  /** Every refusal that the node may answer with, beyond those of the boundary itself. */
  readonly refusals: readonly Name[];
}

export interface TopicSpec<Value> {
  readonly kind: 'topic';
  readonly value: Schema<Value>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a contract holds specs of every type
export type Spec = CallSpec<any, any, string> | TopicSpec<any>;
export type Contract = Readonly<Record<string, Readonly<Record<string, Spec>>>>;

/** Something the page asks for once. */
export function call<Input, Output, const Name extends string = never>(
  input: Schema<Input>,
  output: Schema<Output>,
  ...refusals: readonly Name[]
): CallSpec<Input, Output, Name> {
  return { kind: 'call', input, output, refusals };
}

/** Something the page watches. */
export function topic<Value>(value: Schema<Value>): TopicSpec<Value> {
  return { kind: 'topic', value };
}

/** No input, or no output. */
export const nothing = v.strictObject({});

/** A whole number from 0 to 2^53 - 1. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A moment: integer milliseconds since 1970. */
export const moment = count;

export const text = (maxLength: number) => v.pipe(v.string(), v.maxLength(maxLength));

/** A hash or a key: 32 bytes in lower-case hexadecimal. */
export const hex32 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** An integer of any size, which travels as a decimal string. */
export const integer: Schema<bigint> = v.pipe(
  v.string(),
  v.regex(/^-?(0|[1-9][0-9]{0,77})$/),
  v.transform((digits: string) => BigInt(digits)),
);

/** Bytes, which travel as base64url. */
export function bytes(maxBytes: number): Schema<Uint8Array> {
  return v.pipe(
    v.string(),
    v.maxLength(Math.ceil((maxBytes * 4) / 3)),
    v.regex(/^[A-Za-z0-9_-]*$/),
    v.transform(base64ToBytes),
  );
}

/** The value as plain JSON: bigints as decimal strings, bytes as base64url. */
export function toWire(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return bytesToBase64(value);
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toWire(each)]));
  }
  return value;
}
