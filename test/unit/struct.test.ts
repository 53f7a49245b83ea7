import { expect, test } from 'vitest';
import {
  blob,
  codecOf,
  fixed,
  key,
  list,
  signature,
  string,
  struct,
  uint32,
  uint64,
  uint8,
} from '../../shared/base/struct.ts';
import type { Encoding } from '../../shared/base/struct.ts';
import { concatBytes } from '../../shared/base/bytes.ts';

const pair = struct({ count: uint32, quantity: uint64 });
const fields: readonly (readonly [string, Encoding<unknown>])[] = [
  ['a byte', uint8],
  ['a count', uint32],
  ['a quantity', uint64],
  ['a key', key],
  ['a signature', signature],
  ['five bytes', fixed(5)],
  ['a few bytes', blob(40)],
  ['a list of keys', list(key, 3)],
  ['a list of pairs', list(pair, 4)],
  ['pairs and bytes', struct({ first: pair, bytes: list(blob(8), 4), last: uint8 })],
] as readonly (readonly [string, Encoding<unknown>])[];

/** Lengths are small numbers, which bytes at random hardly ever are. */
function madeBytes(seed: number): Uint8Array {
  let state = seed;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) >>> 8;
  return Uint8Array.from({ length: next() % 120 }, () => (next() % 3 === 0 ? next() : next() % 6));
}

test.each(fields)(
  '%s is read from no other bytes than it is written as, though they are not compared',
  (_, field) => {
    const codec = codecOf(field);
    expect(field.isExact).toBe(true);
    let read = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const bytes = madeBytes(seed);
      for (let length = 0; length <= bytes.byteLength; length++) {
        const value = codec.decode(bytes.subarray(0, length));
        if (value === null) continue;
        read += 1;
        expect(codec.encode(value)).toEqual(bytes.slice(0, length));
      }
    }
    expect(read).toBeGreaterThan(0);
  },
);

test('a text is written again and compared: malformed bytes read as another one', () => {
  const text = codecOf(struct({ name: string(8), age: uint8 }));
  const malformed = concatBytes(new Uint8Array([1, 0, 0, 0, 0xff, 7]));
  expect(text.decode(malformed)).toBeNull();
  expect(text.decode(text.encode({ name: 'Ada', age: 7 }))).toEqual({ name: 'Ada', age: 7 });
});

test('amounts of all sizes are read as they were written', () => {
  const amount = codecOf(uint64);
  for (const value of [0n, 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n]) {
    expect(amount.decode(amount.encode(value))).toBe(value);
  }
});
