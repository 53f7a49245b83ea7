/** What machines say to each other about pieces of releases, and what they keep of it. */
import { accountBytes, readAccount } from '../../../main/engine/downloads/kept-account.ts';
import { newAccount } from '../../../main/engine/downloads/pay-account.ts';
import type { KeptAccount } from '../../../main/engine/downloads/pay-account.ts';
import { payFrameBytes, readPayFrame } from '../../../main/engine/downloads/pay-frames.ts';
import type { PayFrame } from '../../../main/engine/downloads/pay-frames.ts';
import type { Decoder } from './decoder.ts';

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const [release, signature] = [filled(32, 3), filled(64, 4)];
const body = {
  ...{ supplier: filled(32, 1), consumer: filled(32, 2), currency: 0, cause: release },
  ...{ epoch: 9, sequence: 2, count: 128, quantity: 35n, root: filled(32, 5) },
};
const both = { supplierSignature: signature, consumerSignature: filled(64, 6) };

export const samplePayFrames: readonly PayFrame[] = [
  { kind: 'arrived', release, pieces: 128, paid: 64 },
  { kind: 'gave', release, pieces: 130, paid: 64 },
  { kind: 'counter', body, signature },
  { kind: 'countersigned', release, epoch: 9, sequence: 2, signature },
  {
    ...{ kind: 'refused', release, epoch: 9, sequence: 2, name: 'too_dear' },
    ...{ detail: 'Zu teuer für 64 Stück.', pieceMost: 555_555n },
  },
  { kind: 'agreed', body, ...both },
  { kind: 'held', release, detail: '' },
];

const said = { sequence: 2, count: 128, quantity: 35n };
export const sampleAccounts: readonly KeptAccount[] = [
  newAccount,
  {
    ...{ gave: 300, unpaid: 20, base: 7, from: 4, done: { pieces: 12, quantity: 3n } },
    series: [
      {
        ...{ epoch: 8, signed: 2, settled: 2, spare: 999_999n, proposal: null },
        last: { ...said, ...both },
      },
      {
        ...{ epoch: 9, signed: 3, settled: 0, spare: 5n, last: { ...said, ...both } },
        proposal: { sequence: 3, count: 140, quantity: 38n, signature, spare: 6n },
      },
    ],
  },
];

export const payDecoders: readonly Decoder[] = [
  {
    ...{ name: 'frame about pieces of a release', cost: 1, taken: 'exactly' },
    samples: samplePayFrames.map(payFrameBytes),
    read(bytes) {
      const frame = readPayFrame(bytes);
      return frame === null || frame === 'unknown' ? null : payFrameBytes(frame);
    },
  },
  {
    ...{ name: 'kept account of pieces', cost: 1, taken: 'exactly' },
    samples: sampleAccounts.map(accountBytes),
    read(bytes) {
      const kept = readAccount(bytes);
      // what an earlier version wrote is written in another way
      return kept === null || bytes[0] === 1 ? null : accountBytes(kept);
    },
  },
];
