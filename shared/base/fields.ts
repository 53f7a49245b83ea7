/** Fields as they come from outside, in text: each is checked and turned into our own value in one step. */
import * as v from 'valibot';
import { base64ToBytes, bytesToBase64 } from './bytes.ts';

/** Reads an unknown value as a `T`, or says why it is none. */
export type Schema<T> = v.GenericSchema<unknown, T>;

/** A whole number from 0 to 2^53 - 1. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const text = (maxLength: number) => v.pipe(v.string(), v.maxLength(maxLength));

/** A hash or a key: 32 bytes in lower-case hexadecimal. */
export const hex32 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** Whether somebody typed a hash or a key, or an address holds one. */
export const isHex32 = (typed: string | null): typed is string => v.is(hex32, typed);

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

/** Bytes of one known length, which travel as base64url. */
export function exactBytes(length: number): Schema<Uint8Array> {
  return v.pipe(
    bytes(length),
    v.check((given) => given.byteLength === length),
  );
}

/** The value as plain JSON, as the fields above read it: bigints as decimal strings, bytes as base64url. */
export function toWire(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return bytesToBase64(value);
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  const plain: { [key: string]: unknown } = {};
  for (const key of Object.keys(value)) {
    const each = toWire(Reflect.get(value, key));
    // Only so a key of this name is a key like others.
    if (key === '__proto__') Object.defineProperty(plain, key, { ...own, value: each });
    else plain[key] = each;
  }
  return plain;
}

const own = { enumerable: true, writable: true, configurable: true };
