/** Everything that two keepers of a record may say to each other, made at random. */
import fc from 'fast-check';
import { bucketBytes, bucketCount } from '../../../shared/peers/record-protocol.ts';
import type { RecordFrame } from '../../../shared/peers/record-protocol.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const upTo = (maxLength: number) => fc.uint8Array({ maxLength });
const uint32 = fc.nat({ max: 2 ** 32 - 1 });
const ids = fc.array(bytes(32), { maxLength: 5 });

export const anyRecordFrame: fc.Arbitrary<RecordFrame> = fc.oneof(
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
  fc.record({ kind: fc.constant('askSnapshot' as const), height: uint32 }),
  fc.record({ kind: fc.constant('snapshot' as const), height: uint32, hashes: ids }),
  fc.record({ kind: fc.constant('have' as const), ids }),
  fc.record({
    kind: fc.constant('digest' as const),
    height: uint32,
    buckets: bytes(bucketCount * bucketBytes),
  }),
  fc.record({ kind: fc.constant('vote' as const), message: upTo(100) }),
  fc.record({ kind: fc.constant('nothing' as const), question: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant('unwelcome' as const), reason: fc.nat({ max: 255 }) }),
);
