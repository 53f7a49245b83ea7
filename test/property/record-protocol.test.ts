import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketBytes,
  bucketCount,
  decodeRecordFrame,
  encodeRecordFrame,
  questionOf,
  recordFrameBytesMax,
} from '../../shared/peers/record-protocol.ts';
import type { RecordFrame } from '../../shared/peers/record-protocol.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 2_000);

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const upTo = (maxLength: number) => fc.uint8Array({ maxLength });
const uint32 = fc.nat({ max: 2 ** 32 - 1 });
const ids = fc.array(bytes(32), { maxLength: 5 });

const frames: fc.Arbitrary<RecordFrame> = fc.oneof(
  fc.record({
    kind: fc.constant('hello' as const),
    version: fc.nat({ max: 255 }),
    device: bytes(32),
    proof: bytes(64),
    credential: upTo(100),
  }),
  fc.record({ kind: fc.constant('status' as const), height: uint32, id: bytes(32) }),
  fc.constant({ kind: 'askGenesis' as const }),
  fc.record({ kind: fc.constant('genesis' as const), bytes: upTo(100) }),
  fc.record({ kind: fc.constant('askCertificates' as const), from: uint32 }),
  fc.record({
    kind: fc.constant('certificates' as const),
    from: uint32,
    page: fc.array(fc.record({ value: upTo(50), certificate: upTo(50) }), { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('askSet' as const),
    height: uint32,
    root: bytes(32),
    count: uint32,
    offset: uint32,
  }),
  fc.record({ kind: fc.constant('set' as const), root: bytes(32), offset: uint32, ids }),
  fc.record({ kind: fc.constant('askRecords' as const), ids }),
  fc.record({
    kind: fc.constant('records' as const),
    records: fc.array(upTo(60), { maxLength: 4 }),
    missing: ids,
  }),
  fc.record({ kind: fc.constant('askChunk' as const), height: uint32, index: uint32 }),
  fc.record({
    kind: fc.constant('chunk' as const),
    height: uint32,
    index: uint32,
    count: uint32,
    bytes: upTo(100),
  }),
  fc.record({ kind: fc.constant('have' as const), ids }),
  fc.record({
    kind: fc.constant('digest' as const),
    height: uint32,
    buckets: bytes(bucketCount * bucketBytes),
  }),
  fc.record({ kind: fc.constant('vote' as const), message: upTo(100) }),
  fc.record({ kind: fc.constant('nothing' as const), question: fc.nat({ max: 255 }) }),
);

describe(`frames between keepers of a record (seed ${seed})`, () => {
  it('every frame is read as it was written', () => {
    const property = fc.property(frames, (frame) => {
      expect(decodeRecordFrame(encodeRecordFrame(frame))).toEqual(frame);
    });
    fc.assert(property, { seed, numRuns: runs });
  });

  it('whatever is changed, cut or grown is refused, or is another frame written canonically', () => {
    const property = fc.property(
      frames,
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }),
      fc.integer({ min: -40, max: 40 }),
      (frame, changes, growth) => {
        const written = encodeRecordFrame(frame);
        const length = Math.max(0, written.byteLength + growth);
        const changed = new Uint8Array(length);
        changed.set(written.subarray(0, length));
        for (const [place, byte] of changes) if (length > 0) changed[place % length] = byte;
        expectCanonical(changed);
      },
    );
    fc.assert(property, { seed, numRuns: runs });
  });

  it('no bytes whatsoever make the reader fall over', () => {
    const property = fc.property(upTo(300), expectCanonical);
    fc.assert(property, { seed, numRuns: runs });
  });
});

function expectCanonical(bytes: Uint8Array): void {
  const read = decodeRecordFrame(bytes);
  if (read.kind === 'garbage' || read.kind === 'ignored') return;
  expect(Buffer.from(encodeRecordFrame(read)).equals(bytes)).toBe(true);
}

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
