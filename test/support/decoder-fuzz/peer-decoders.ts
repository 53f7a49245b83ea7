/** Frames of other machines. */
import fc from 'fast-check';
import { assert } from '../../../shared/base/assert.ts';
import {
  decodeFrame,
  encodeMessage,
  encodePiece,
  frameBytesMax,
} from '../../../shared/peers/frames.ts';
import { parts } from '../../../shared/peers/protocol.ts';
import {
  decodeRecordFrame,
  encodeRecordFrame,
  recordFrameBytesMax,
} from '../../../shared/peers/record-protocol.ts';
import type { Decoder } from './decoder.ts';
import { anyRecordFrame } from './record-frames.ts';
import { anyMessage } from './work-messages.ts';

const madeSeed = 1;
const messages = fc.sample(anyMessage, { numRuns: 200, seed: madeSeed }).map(encodeMessage);
const pieces = parts.map((part, index) =>
  encodePiece({ attempt: 'ab'.repeat(16), part, offset: index * 9, bytes: new Uint8Array(40) }),
);

function readWorkFrame(bytes: Uint8Array): Uint8Array | null {
  const frame = decodeFrame(bytes);
  if (frame.kind === 'message') return encodeMessage(frame.message);
  if (frame.kind !== 'piece') return null;
  assert(bytes.byteLength <= frameBytesMax, 'no frame is larger than it may be');
  const written = encodePiece(frame.piece);
  assert(Buffer.compare(written, bytes) === 0, 'a piece has one spelling');
  return written;
}

function readRecordFrame(bytes: Uint8Array): Uint8Array | null {
  const frame = decodeRecordFrame(bytes);
  if (frame.kind === 'garbage' || frame.kind === 'ignored') return null;
  assert(bytes.byteLength <= recordFrameBytesMax, 'no frame is larger than it may be');
  return encodeRecordFrame(frame);
}

/** The byte of a message, before the JSON. */
function asMessage(json: Uint8Array): Uint8Array {
  return new Uint8Array([0, ...json]);
}

export const peerDecoders: readonly Decoder[] = [
  {
    name: 'frame of a lender or an asker',
    cost: 4,
    samples: [...messages, ...pieces],
    inside: { samples: messages.map((frame) => frame.subarray(1)), dress: asMessage },
    read: readWorkFrame,
    taken: 'again',
  },
  {
    name: 'frame of a keeper of the record',
    cost: 1,
    samples: fc.sample(anyRecordFrame, { numRuns: 200, seed: madeSeed }).map(encodeRecordFrame),
    read: readRecordFrame,
    taken: 'exactly',
  },
];
