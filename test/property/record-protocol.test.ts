import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeRecordFrame,
  encodeRecordFrame,
  questionOf,
  recordFrameBytesMax,
} from '../../shared/peers/record-protocol.ts';
import { anyRecordFrame } from '../support/decoder-fuzz/record-frames.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 2_000);

describe(`frames between keepers of a record (seed ${seed})`, () => {
  it('every frame is read as it was written', () => {
    const property = fc.property(anyRecordFrame, (frame) => {
      expect(decodeRecordFrame(encodeRecordFrame(frame))).toEqual(frame);
    });
    fc.assert(property, { seed, numRuns: runs });
  });
});

describe('limits of frames', () => {
  it('a frame above the limit is not even read', () => {
    const frame = new Uint8Array(recordFrameBytesMax + 1).fill(15);
    expect(decodeRecordFrame(frame)).toEqual({ kind: 'garbage', reason: 'oversized_frame' });
  });

  it('a list that says to be longer than its limit is refused before anything is made of it', () => {
    const frame = new Uint8Array(1 + 4 + 32);
    frame[0] = 13;
    frame.fill(255, 1, 5);
    expect(decodeRecordFrame(frame)).toEqual({ kind: 'garbage', reason: 'malformed_frame' });
  });

  it('a frame of a kind that this version does not know is passed over', () => {
    expect(decodeRecordFrame(new Uint8Array([200, 1, 2]))).toEqual({ kind: 'ignored' });
  });

  it('only answers answer a question', () => {
    expect(questionOf({ kind: 'have', ids: [] })).toBeNull();
    expect(questionOf({ kind: 'records', records: [], missing: [] })).toBe('askRecords');
    expect(questionOf({ kind: 'nothing', question: 11 })).toBe('askChunk');
    expect(questionOf({ kind: 'nothing', question: 2 })).toBeNull();
  });
});
