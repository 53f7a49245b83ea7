/**
 * Canonical bytes: fixed fields in a fixed order, every integer as wide as its field, every length within a
 * limit, nothing optional. One value has one encoding, and bytes that are not exactly the encoding of what
 * they decode to are garbage: what two nodes hash must never have two spellings.
 */
import c from 'compact-encoding';
import { bytesToText, sameBytes, textToBytes } from './bytes.ts';

/** Where a field is written or read next. */
export interface State {
  start: number;
  end: number;
  buffer: Uint8Array;
}

/** A field as compact-encoding has it; said again here for those who do not see the types of that package. */
export interface Encoding<T> {
  preencode(state: State, value: T): void;
  encode(state: State, value: T): void;
  decode(state: State): T;
  /** Whatever bytes it reads are the one encoding of what it reads: they need not be written again to be compared. */
  readonly isExact?: boolean;
}

/** How one value is written and read. */
export interface Codec<T> {
  readonly field: Encoding<T>;
  readonly encode: (value: T) => Uint8Array;
  /** Null for everything that is not the encoding of a value. Never throws. */
  readonly decode: (bytes: Uint8Array) => T | null;
}

/** The value that a codec or a field writes. */
export type ValueOf<F> = F extends Codec<infer T> ? T : F extends Encoding<infer T> ? T : never;

/** A codec of a field. */
export function codecOf<T>(field: Encoding<T>): Codec<T> {
  const encode = (value: T) => new Uint8Array(c.encode(field, value));
  return {
    field,
    encode,
    decode(bytes) {
      const state = { start: 0, end: bytes.byteLength, buffer: bytes };
      try {
        const value = field.decode(state);
        if (state.start !== state.end) return null;
        return field.isExact === true || sameBytes(encode(value), bytes) ? value : null;
      } catch {
        return null;
      }
    },
  };
}

type Fields<T extends object> = { readonly [Key in keyof T]: Encoding<T[Key]> };

/** The named fields, one after the other, in the order in which they are written down. */
export function struct<T extends object>(fields: Fields<T>): Encoding<T> {
  const keys = Object.keys(fields) as (keyof T & string)[];
  return {
    isExact: keys.every((key) => fields[key].isExact === true),
    preencode(state, value) {
      for (const key of keys) fields[key].preencode(state, value[key]);
    },
    encode(state, value) {
      for (const key of keys) fields[key].encode(state, value[key]);
    },
    decode(state) {
      const value: Partial<T> = {};
      for (const key of keys) value[key] = fields[key].decode(state);
      return value as T;
    },
  };
}

/** A key or a hash. */
export const key: Encoding<Uint8Array> = copied(c.fixed32);
export const signature: Encoding<Uint8Array> = copied(c.fixed64);
export const uint8: Encoding<number> = { ...c.uint8, isExact: true };
export const uint32: Encoding<number> = { ...c.uint32, isExact: true };
/** Amounts in whole units. */
export const uint64: Encoding<bigint> = {
  ...c.biguint64,
  isExact: true,
  encode(state, value) {
    if (value < 0n || value > safeMax) c.biguint64.encode(state, value);
    else {
      // Nearly all, and much faster in two halves than by way of a view.
      const number = Number(value);
      c.uint32.encode(state, number % 2 ** 32);
      c.uint32.encode(state, Math.floor(number / 2 ** 32));
    }
  },
  decode(state) {
    const [low, high] = [c.uint32.decode(state), c.uint32.decode(state)];
    const number = high * 2 ** 32 + low;
    return number <= Number.MAX_SAFE_INTEGER ? BigInt(number) : (BigInt(high) << 32n) + BigInt(low);
  },
};

const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

/** So many bytes, always. */
export function fixed(length: number): Encoding<Uint8Array> {
  return copied(c.fixed(length));
}

/** At most so many bytes, behind their number. */
export function blob(most: number): Encoding<Uint8Array> {
  return {
    isExact: true,
    preencode(state, value) {
      state.end += 4 + value.byteLength;
    },
    encode(state, value) {
      c.uint32.encode(state, value.byteLength);
      state.buffer.set(value, state.start);
      state.start += value.byteLength;
    },
    decode(state) {
      const length = c.uint32.decode(state);
      if (length > most || length > state.end - state.start)
        return refused(state, new Uint8Array());
      state.start += length;
      return state.buffer.slice(state.start - length, state.start);
    },
  };
}

/** UTF-8, at most so many bytes. Malformed text reads as another text, and so is no encoding of it. */
export function string(mostBytes: number): Encoding<string> {
  const bytes = blob(mostBytes);
  return {
    preencode: (state, value) => {
      bytes.preencode(state, textToBytes(value));
    },
    encode: (state, value) => {
      bytes.encode(state, textToBytes(value));
    },
    decode: (state) => bytesToText(bytes.decode(state)),
  };
}

/** At most so many values, behind their number. */
export function list<T>(item: Encoding<T>, most: number): Encoding<readonly T[]> {
  return {
    isExact: item.isExact === true,
    preencode(state, values) {
      state.end += 4;
      for (const value of values) item.preencode(state, value);
    },
    encode(state, values) {
      c.uint32.encode(state, values.length);
      for (const value of values) item.encode(state, value);
    },
    decode(state) {
      const length = c.uint32.decode(state);
      if (length > most || length > state.end - state.start) return refused(state, []);
      const values: T[] = [];
      for (let index = 0; index < length; index++) values.push(item.decode(state));
      return values;
    },
  };
}

/** Leaves the reader behind the end, where no canonical encoding ever ends. */
function refused<T>(state: State, value: T): T {
  state.start = state.end + 1;
  return value;
}

/** So many bytes, always. What is read must not change when the frame it came in is used again. */
function copied(field: Encoding<Uint8Array>): Encoding<Uint8Array> {
  return {
    isExact: true,
    preencode: (state, value) => {
      field.preencode(state, value);
    },
    encode: (state, value) => {
      field.encode(state, value);
    },
    decode: (state) => new Uint8Array(field.decode(state)),
  };
}
