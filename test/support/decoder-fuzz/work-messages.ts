/** Everything that two nodes may say to each other about work, made at random. */
import fc from 'fast-check';
import { femtosecondsPerUnitMax } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { receiptBodyBytes } from '../../../shared/ledger/receipt.ts';
import { counterBodyBytes, signedReceiptBytes } from '../../../shared/peers/protocol.ts';
import type { Message } from '../../../shared/peers/protocol.ts';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength: maxLength / 2 });
const upTo = (max: number) => fc.integer({ min: 0, max });
export const attempt = hex(32);
const workRate = fc.integer({ min: 1, max: femtosecondsPerUnitMax });
const why = { attempt, name: text(60), detail: text(limits.detailLength) };

const checkpointBytes = fc.integer({ min: 1, max: limits.checkpointBytes });
const whichCounter = { epoch: fc.maxSafeNat(), sequence: fc.maxSafeNat() };

const asked = {
  attempt,
  job: hex(64),
  slice: hex(64),
  moduleHash: hex(64),
  moduleBytes: upTo(limits.moduleBytes),
  inputHash: hex(64),
  inputBytes: upTo(limits.inputBytes),
  input: fc.option(fc.uint8Array({ maxLength: 100 })),
  entry: text(limits.entryBytes),
  args: fc.array(text(100), { maxLength: limits.argumentCount }),
  ceiling: fc.bigInt({ min: -(10n ** 77n), max: 10n ** 77n }),
  memoryBytes: upTo(limits.memoryBytesMax),
  wallMs: upTo(limits.wallMsMax),
  femtosecondsPerUnit: fc.option(workRate),
};

export const messages: { readonly [Type in Message['type']]: fc.Arbitrary<object> } = {
  hello: fc.record({
    version: fc.maxSafeNat(),
    community: hex(64),
    member: hex(64),
    device: hex(64),
    binding: bytes(64),
    name: fc.option(text(limits.memberNameLength)),
    kinds: fc.array(text(32), { maxLength: 16 }),
    proof: bytes(64),
  }),
  standing: fc.record({
    lending: fc.boolean(),
    freeSlots: upTo(4096),
    room: upTo(4096),
    ratingMilli: fc.option(fc.maxSafeNat()),
  }),
  ask: fc.record(
    {
      ...asked,
      expectedMicroseconds: fc.maxSafeNat(),
      from: fc.record({ bytes: checkpointBytes, hash: hex(64) }),
    },
    { requiredKeys: Object.keys(asked) as (keyof typeof asked)[] },
  ),
  rate: fc.record({ attempt, femtosecondsPerUnit: workRate }),
  take: fc.record({ attempt, ratingMilli: fc.maxSafeNat(), needsModule: fc.boolean() }),
  need: fc.record({ attempt }),
  flow: fc.record({ bytes: fc.option(fc.nat(2 ** 30)) }),
  waiting: fc.record({ bytes: fc.nat(2 ** 30) }),
  decline: fc.record(why),
  began: fc.record({ attempt }),
  used: fc.record({
    attempt,
    cpuMicroseconds: fc.maxSafeNat(),
    workCount: fc.maxSafeNat(),
    suspended: fc.boolean(),
  }),
  checkpoint: fc.record({
    attempt,
    bytes: checkpointBytes,
    hash: hex(64),
    cpuMicroseconds: fc.maxSafeNat(),
  }),
  answer: fc.record({
    attempt,
    resultBytes: upTo(limits.resultBytes),
    result: fc.option(fc.uint8Array({ maxLength: 100 })),
    receipt: bytes(receiptBodyBytes),
    signature: bytes(64),
  }),
  failed: fc.record(why),
  signed: fc.record({ attempt, signature: bytes(64) }),
  dispute: fc.record(why),
  stop: fc.record({ attempt }),
  status: fc.record({ attempt }),
  unknown: fc.record({ attempt }),
  goodbye: fc.record({ name: text(60) }),
  counter: fc.record({
    body: bytes(counterBodyBytes),
    signature: bytes(64),
    added: fc.integer({ min: 1, max: 5 }).chain((ids) => bytes(32 * ids)),
  }),
  countersigned: fc.record({ ...whichCounter, signature: bytes(64) }),
  counter_refused: fc.record({
    ...whichCounter,
    name: text(60),
    detail: text(limits.detailLength),
  }),
  counter_agreed: fc.record({
    body: bytes(counterBodyBytes),
    supplierSignature: bytes(64),
    consumerSignature: bytes(64),
    receipts: fc.integer({ min: 1, max: 5 }).chain((ids) => bytes(32 * ids)),
  }),
  receipts: fc.record({
    receipts: fc.integer({ min: 1, max: 3 }).chain((many) => bytes(signedReceiptBytes * many)),
  }),
};

export const anyMessage = fc
  .constantFrom(...Object.entries(messages))
  .chain(([type, fields]) => fields.map((each) => ({ type, ...each }) as Message));
