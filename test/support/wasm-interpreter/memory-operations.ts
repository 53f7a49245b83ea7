/** Loads and stores: what each reads or writes at an address, and how wide. */
import type { TypeLetter } from './operations.ts';
import type { Value } from './value.ts';
import { wrap64 } from './value.ts';

export interface Load {
  readonly bytes: number;
  readonly gives: TypeLetter;
  readonly read: (view: DataView, at: number) => Value;
}

export interface Store {
  readonly bytes: number;
  readonly takes: TypeLetter;
  readonly write: (view: DataView, at: number, value: never) => void;
}

/** Loads or stores one lane of a vector. */
export interface LaneAccess {
  readonly bytes: number;
  readonly isStore: boolean;
}

const load = (
  bytes: number,
  gives: TypeLetter,
  read: (view: DataView, at: number) => Value,
): Load => ({ bytes, gives, read });

const vector = (fill: (out: DataView) => void) => {
  const out = new Uint8Array(16);
  fill(new DataView(out.buffer));
  return out;
};

/** Eight bytes as lanes of twice the width. */
const extended = (
  lanes: number,
  read: (view: DataView, at: number) => number | bigint,
): Load['read'] => {
  const width = 8 / lanes;
  return (view, at) =>
    vector((out) => {
      for (let lane = 0; lane < lanes; lane += 1) {
        const value = read(view, at + lane * width);
        if (width === 1) out.setInt16(lane * 2, Number(value), true);
        else if (width === 2) out.setInt32(lane * 4, Number(value), true);
        else out.setBigInt64(lane * 8, BigInt(value), true);
      }
    });
};

const copied =
  (bytes: number, times: number): Load['read'] =>
  (view, at) =>
    vector((out) => {
      for (let index = 0; index < bytes * times; index += 1)
        out.setUint8(index, view.getUint8(at + (index % bytes)));
    });

export const loads: ReadonlyMap<number, Load> = new Map([
  [0x28, load(4, 'i', (view, at) => view.getInt32(at, true))],
  [0x29, load(8, 'I', (view, at) => view.getBigInt64(at, true))],
  [0x2a, load(4, 'f', (view, at) => view.getInt32(at, true))],
  [0x2b, load(8, 'F', (view, at) => view.getBigInt64(at, true))],
  [0x2c, load(1, 'i', (view, at) => view.getInt8(at))],
  [0x2d, load(1, 'i', (view, at) => view.getUint8(at))],
  [0x2e, load(2, 'i', (view, at) => view.getInt16(at, true))],
  [0x2f, load(2, 'i', (view, at) => view.getUint16(at, true))],
  [0x30, load(1, 'I', (view, at) => BigInt(view.getInt8(at)))],
  [0x31, load(1, 'I', (view, at) => BigInt(view.getUint8(at)))],
  [0x32, load(2, 'I', (view, at) => BigInt(view.getInt16(at, true)))],
  [0x33, load(2, 'I', (view, at) => BigInt(view.getUint16(at, true)))],
  [0x34, load(4, 'I', (view, at) => BigInt(view.getInt32(at, true)))],
  [0x35, load(4, 'I', (view, at) => BigInt(view.getUint32(at, true)))],
  [0xfd00, load(16, 'v', copied(16, 1))],
  [
    0xfd01,
    load(
      8,
      'v',
      extended(8, (view, at) => view.getInt8(at)),
    ),
  ],
  [
    0xfd02,
    load(
      8,
      'v',
      extended(8, (view, at) => view.getUint8(at)),
    ),
  ],
  [
    0xfd03,
    load(
      8,
      'v',
      extended(4, (view, at) => view.getInt16(at, true)),
    ),
  ],
  [
    0xfd04,
    load(
      8,
      'v',
      extended(4, (view, at) => view.getUint16(at, true)),
    ),
  ],
  [
    0xfd05,
    load(
      8,
      'v',
      extended(2, (view, at) => view.getInt32(at, true)),
    ),
  ],
  [
    0xfd06,
    load(
      8,
      'v',
      extended(2, (view, at) => view.getUint32(at, true)),
    ),
  ],
  [0xfd07, load(1, 'v', copied(1, 16))],
  [0xfd08, load(2, 'v', copied(2, 8))],
  [0xfd09, load(4, 'v', copied(4, 4))],
  [0xfd0a, load(8, 'v', copied(8, 2))],
  [0xfd5c, load(4, 'v', copied(4, 1))],
  [0xfd5d, load(8, 'v', copied(8, 1))],
]);

const store = (bytes: number, takes: TypeLetter, write: Store['write']): Store => ({
  bytes,
  takes,
  write,
});
const write32: Store['write'] = (view, at, value: number) => view.setInt32(at, value, true);
const write64: Store['write'] = (view, at, value: bigint) => view.setBigInt64(at, value, true);
const part =
  (bits: 8 | 16 | 32): Store['write'] =>
  (view, at, value: bigint) => {
    const low = Number(BigInt.asIntN(bits, wrap64(value)));
    if (bits === 8) view.setInt8(at, low);
    else if (bits === 16) view.setInt16(at, low, true);
    else view.setInt32(at, low, true);
  };

export const stores: ReadonlyMap<number, Store> = new Map([
  [0x36, store(4, 'i', write32)],
  [0x37, store(8, 'I', write64)],
  [0x38, store(4, 'f', write32)],
  [0x39, store(8, 'F', write64)],
  [0x3a, store(1, 'i', (view, at, value: number) => view.setInt8(at, value))],
  [0x3b, store(2, 'i', (view, at, value: number) => view.setInt16(at, value, true))],
  [0x3c, store(1, 'I', part(8))],
  [0x3d, store(2, 'I', part(16))],
  [0x3e, store(4, 'I', part(32))],
  [
    0xfd0b,
    store(16, 'v', (view, at, value: Uint8Array) => new Uint8Array(view.buffer, at, 16).set(value)),
  ],
]);

export const laneAccesses: ReadonlyMap<number, LaneAccess> = new Map<number, LaneAccess>(
  [1, 2, 4, 8].flatMap((bytes, index): [number, LaneAccess][] => [
    [0xfd54 + index, { bytes, isStore: false }],
    [0xfd58 + index, { bytes, isStore: true }],
  ]),
);
