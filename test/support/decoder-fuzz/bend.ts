/** Inputs that no honest sender makes: bytes from nowhere, and samples that were bent in one place or in a few. */
import type { Chance } from '../engine-world/chance.ts';

/** What numbers are wrong at: nothing, the last that fits, the first that does not, and what is read as negative. */
const edges: readonly (readonly number[])[] = [
  [0],
  [1],
  [127],
  [128],
  [255],
  [0, 0],
  [255, 255],
  [0, 0, 0, 0],
  [255, 255, 255, 255],
  [255, 255, 255, 127],
  [127, 255, 255, 255],
  [0, 0, 0, 128],
  [1, 0, 0, 0],
  new Array<number>(8).fill(0),
  new Array<number>(8).fill(255),
  [255, 255, 255, 255, 255, 255, 31, 0],
  [0, 0, 0, 0, 0, 0, 32, 0],
  new Array<number>(32).fill(0),
  new Array<number>(32).fill(255),
];

/** Values that a text in JSON should not hold where it holds another one. */
const jsonEdges = [
  ...['null', 'true', '[]', '{}', '""', '0', '-0', '-1', '0.5', '1e999', '1e-999', '4294967296'],
  ...['9007199254740991', '9007199254740992', '-9007199254740993', '"-1"', '"00"', '"1e9"'],
  ...['"\\u0000"', '"\\ud800"', '"__proto__"', '{"__proto__":{"ok":true}}', '{"toString":1}'],
  ...['{"bytes":[0,0]}', '{"bytes":[0,4294967296]}', '[[]]', '"é"', '"\\u202e"', '"=="'],
  ...[
    `"${'9'.repeat(78)}"`,
    `"${'a'.repeat(64)}"`,
    `"${'A'.repeat(400)}"`,
    '"18446744073709551616"',
  ],
];

const jsonToken = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|\[\]|\{\}/g;
const swollenBytes = 60_000;

/** One input: a sample that was bent up to three times, or seldom something else. */
export function bend(samples: readonly Uint8Array[], chance: Chance): Uint8Array {
  if (chance.next() < 0.03) return chance.bytes(chance.whole(0, 600));
  let bytes = chance.one(samples);
  if (chance.next() < 0.002) return swollen(bytes, chance);
  const times = chance.next() < 0.6 ? 1 : chance.whole(2, 3);
  for (let time = 0; time < times; time += 1) bytes = bendOnce(bytes, samples, chance);
  return bytes;
}

function bendOnce(bytes: Uint8Array, samples: readonly Uint8Array[], chance: Chance): Uint8Array {
  const isJson = bytes[0] === 0x7b || bytes[0] === 0x5b;
  if (isJson && chance.next() < 0.6) return withAnotherValue(bytes, chance);
  const at = chance.whole(0, bytes.byteLength);
  const upTo = at + chance.whole(1, 40);
  switch (chance.whole(0, 8)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return joined(bytes, chance.bytes(chance.whole(1, 40)));
    case 2:
      return joined(bytes.subarray(0, at), chance.bytes(chance.whole(1, 40)), bytes.subarray(at));
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(upTo));
    case 4: // a piece that stands there twice
      return joined(bytes.subarray(0, upTo), bytes.subarray(at));
    case 5: {
      const other = chance.one(samples);
      return joined(bytes.subarray(0, at), other.subarray(chance.whole(0, other.byteLength)));
    }
    case 6:
      return overwritten(bytes, at, chance.one(edges));
    case 7: // a piece of another sample in the same place
      return overwritten(bytes, at, chance.one(samples).subarray(at, upTo));
    default:
      return flipped(bytes, chance);
  }
}

function flipped(bytes: Uint8Array, chance: Chance): Uint8Array {
  if (bytes.byteLength === 0) return bytes;
  const copy = new Uint8Array(bytes);
  for (let flips = chance.whole(1, 3); flips > 0; flips -= 1) {
    const place = chance.whole(0, copy.byteLength - 1);
    copy[place] = (copy[place] ?? 0) ^ (1 << chance.whole(0, 7));
  }
  return copy;
}

function overwritten(bytes: Uint8Array, at: number, by: ArrayLike<number>): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy.set(Array.from(by).slice(0, Math.max(0, copy.byteLength - at)), at);
  return copy;
}

/** A text in JSON in which one value is another one, or stands in lists of lists. */
function withAnotherValue(bytes: Uint8Array, chance: Chance): Uint8Array {
  const text = Buffer.from(bytes).toString();
  const tokens = [...text.matchAll(jsonToken)];
  if (tokens.length === 0) return bytes;
  const { index, 0: token } = chance.one(tokens);
  const other = chance.next() < 0.8 ? chance.one(jsonEdges) : chance.one(tokens)[0];
  const depth = chance.next() < 0.01 ? 5_000 : 1;
  const put =
    chance.next() < 0.9 ? other : '['.repeat(depth) + token + (depth > 1 ? '' : ']'.repeat(depth));
  return new Uint8Array(Buffer.from(text.slice(0, index) + put + text.slice(index + token.length)));
}

/** A piece of it again and again. */
function swollen(bytes: Uint8Array, chance: Chance): Uint8Array {
  const at = chance.whole(0, Math.max(0, bytes.byteLength - 1));
  const piece = bytes.subarray(at, at + chance.whole(1, 200));
  if (piece.byteLength === 0) return bytes;
  const copies = Math.ceil(swollenBytes / piece.byteLength);
  const filling = new Uint8Array(copies * piece.byteLength);
  for (let copy = 0; copy < copies; copy += 1) filling.set(piece, copy * piece.byteLength);
  return joined(bytes.subarray(0, at), filling, bytes.subarray(at));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
