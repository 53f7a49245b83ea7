/**
 * How a state is written down: every map as a list in the order of its keys' code units, so that one state has one
 * encoding. Members, machines and causes are named by their places in the lists of them where that saves much.
 * Amounts have no upper bound, because what is owed beyond all lines has none: they take as many bytes as they need.
 */
import c from 'compact-encoding';
import { bytesToHex } from '../base/bytes.ts';
import { blob, key, list, string, struct, uint32, uint64, uint8 } from '../base/struct.ts';
import type { Encoding, State, ValueOf } from '../base/struct.ts';

const most = 2 ** 32 - 1;
const amountBytesMax = 32;
const byte = 256;

/** A key or an id in hexadecimal, as its 32 bytes. */
export const hexKey: Encoding<string> = {
  preencode: (state) => {
    state.end += 32;
  },
  encode: (state, hex) => {
    const { buffer, start } = state;
    for (let at = 0; at < 32; at += 1) {
      const [high, low] = [hex.charCodeAt(2 * at), hex.charCodeAt(2 * at + 1)];
      buffer[start + at] = ((digits[high] ?? 0) << 4) | (digits[low] ?? 0);
    }
    state.start += 32;
  },
  decode: (state) => bytesToHex(key.decode(state)),
};

/** What a hexadecimal digit stands for, by its code. */
const digits = Uint8Array.from({ length: 103 }, (_, code) => (code < 58 ? code - 48 : code - 87));

/** Not negative: the number of its bytes, then these, the lowest first. */
export const amount: Encoding<bigint> = {
  preencode: (state, value) => {
    state.end += 1 + bytesOf(value);
  },
  encode: (state, value) => {
    const length = bytesOf(value);
    state.buffer[state.start] = length;
    writeLow(state, value, length);
    state.start += 1 + length;
  },
  decode: (state) => {
    const length = c.uint8.decode(state);
    const from = state.start;
    state.start = length > amountBytesMax ? state.end + 1 : from + length;
    if (state.start > state.end) return 0n;
    if (length < 7) {
      let small = 0;
      for (let at = from + length - 1; at >= from; at--) {
        small = small * byte + (state.buffer[at] ?? 0);
      }
      return BigInt(small);
    }
    let large = 0n;
    for (let at = from + length - 1; at >= from; at--) {
      large = (large << 8n) + BigInt(state.buffer[at] ?? 0);
    }
    return large;
  },
};

function bytesOf(value: bigint): number {
  let length = 0;
  if (value < 2n ** 48n) {
    for (let left = Number(value); left > 0; left = Math.floor(left / byte)) length += 1;
    return length;
  }
  for (let left = value; left > 0n; left >>= 8n) length += 1;
  return length;
}

function writeLow({ buffer, start }: State, value: bigint, length: number): void {
  if (length < 7) {
    let left = Number(value);
    for (let at = 1; at <= length; at += 1) {
      buffer[start + at] = left % byte;
      left = Math.floor(left / byte);
    }
    return;
  }
  let left = value;
  for (let at = 1; at <= length; at += 1) {
    buffer[start + at] = Number(left & 255n);
    left >>= 8n;
  }
}

/** A mark 1 and the value, or a mark 0. */
export function optional<T>(field: Encoding<T>): Encoding<T | null> {
  return {
    preencode: (state, value) => {
      state.end += 1;
      if (value !== null) field.preencode(state, value);
    },
    encode: (state, value) => {
      c.uint8.encode(state, value === null ? 0 : 1);
      if (value !== null) field.encode(state, value);
    },
    decode: (state) => (c.uint8.decode(state) === 0 ? null : field.decode(state)),
  };
}

/** One of these words, by its place. */
export function oneOf<Word extends string>(...words: readonly [Word, ...Word[]]): Encoding<Word> {
  return {
    preencode: (state) => {
      state.end += 1;
    },
    encode: (state, word) => {
      c.uint8.encode(state, words.indexOf(word));
    },
    decode: (state) => words[c.uint8.decode(state)] ?? words[0],
  };
}

const nameBytes = 160;
const committee = list(hexKey, 16);

const member = struct({
  key: hexKey,
  name: string(nameBytes),
  joinedEpoch: uint32,
  inviter: optional(hexKey),
  status: oneOf('member', 'left', 'expelled'),
  endedEpoch: optional(uint32),
  delta: amount,
  voice: optional(committee),
});

const device = struct({
  key: hexKey,
  member: hexKey,
  label: string(nameBytes),
  joinedEpoch: uint32,
  status: oneOf('active', 'retired', 'forked'),
  endedEpoch: optional(uint32),
  lastNumber: uint32,
  recentIds: list(hexKey, 256),
});

/** Places in lists that stand before. */
export const place = uint32;

const counter = struct({
  supplier: place,
  consumer: place,
  cause: place,
  currency: uint8,
  id: hexKey,
  sequence: uint32,
  count: uint32,
  quantity: uint64,
  isFrozen: oneOf('no', 'yes'),
});
const counterBytes = 62;

/** Nearly all of a busy state: written without asking of each how long it is, which is always the same. */
const counters: Encoding<readonly ValueOf<typeof counter>[]> = {
  ...list(counter, most),
  preencode: (state, rows) => {
    state.end += 4 + rows.length * counterBytes;
  },
};

const held = list(struct({ member: place, quantity: amount }), most);
const obligations = list(struct({ debtor: place, creditor: place, quantity: amount }), most);

const books = struct({
  supply: amount,
  accounts: list(struct({ member: place, balance: amount, promise: amount }), most),
  owed: obligations,
  lots: list(
    struct({
      member: place,
      lots: list(struct({ epoch: uint32, supplier: place, quantity: amount }), most),
    }),
    most,
  ),
  discharged: list(struct({ day: uint32, obligations }), most),
  trust: held,
  lines: held,
});

/** All that a state holds, in lists. */
export const stateRows = struct({
  version: uint8,
  community: hexKey,
  parameters: blob(4096),
  height: uint32,
  /** One more than the last epoch that is closed, so that none can be told from the first. */
  epochs: uint32,
  members: list(member, most),
  devices: list(device, most),
  /** Those of all counters, ascending. */
  causes: list(hexKey, most),
  counters: list(struct({ epoch: uint32, counters }), most),
  invitations: list(struct({ key: hexKey, expiresEpoch: uint32 }), most),
  committee,
  upcoming: committee,
  cpu: books,
  man: books,
});
