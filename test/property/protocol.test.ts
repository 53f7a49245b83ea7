/** Every message and piece survives the way, and no bytes whatever make the reader fall or believe. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { femtosecondsPerUnitMax } from '../../shared/domain/cpu-hours.ts';
import { limits } from '../../shared/domain/limits.ts';
import { receiptBodyBytes } from '../../shared/ledger/receipt.ts';
import {
  decodeFrame,
  encodeMessage,
  encodePiece,
  frameBytesMax,
  counterBodyBytes,
  messageBytesMax,
  parts,
  pieceBytes,
  receiptsPerCounter,
} from '../../shared/peers/protocol.ts';
import type { Message } from '../../shared/peers/protocol.ts';
import { createChance } from '../support/engine-world/chance.ts';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength: maxLength / 2 });
const upTo = (max: number) => fc.integer({ min: 0, max });
const attempt = hex(32);
const workRate = fc.integer({ min: 1, max: femtosecondsPerUnitMax });
const why = { attempt, name: text(60), detail: text(limits.detailLength) };

const whichCounter = { epoch: fc.maxSafeNat(), sequence: fc.maxSafeNat() };

const messages: { readonly [Type in Message['type']]: fc.Arbitrary<object> } = {
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
    ratingMilli: fc.option(fc.maxSafeNat()),
  }),
  ask: fc.record({
    attempt,
    job: hex(64),
    slice: hex(64),
    moduleHash: hex(64),
    moduleBytes: upTo(limits.moduleBytes),
    inputHash: hex(64),
    inputBytes: upTo(limits.inputBytes),
    entry: text(limits.entryBytes),
    args: fc.array(text(100), { maxLength: limits.argumentCount }),
    ceiling: fc.bigInt({ min: -(10n ** 77n), max: 10n ** 77n }),
    memoryBytes: upTo(limits.memoryBytesMax),
    wallMs: upTo(limits.wallMsMax),
    femtosecondsPerUnit: fc.option(workRate),
  }),
  rate: fc.record({ attempt, femtosecondsPerUnit: workRate }),
  take: fc.record({ attempt, ratingMilli: fc.maxSafeNat() }),
  decline: fc.record(why),
  began: fc.record({ attempt }),
  used: fc.record({
    attempt,
    cpuMicroseconds: fc.maxSafeNat(),
    workCount: fc.maxSafeNat(),
    suspended: fc.boolean(),
  }),
  answer: fc.record({
    attempt,
    resultBytes: upTo(limits.resultBytes),
    receipt: bytes(receiptBodyBytes),
    signature: bytes(64),
  }),
  failed: fc.record(why),
  signed: fc.record({ attempt, signature: bytes(64) }),
  dispute: fc.record(why),
  stop: fc.record({ attempt }),
  status: fc.record({ attempt }),
  unknown: fc.record({ attempt }),
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
};

const anyMessage = fc
  .constantFrom(...Object.entries(messages))
  .chain(([type, fields]) => fields.map((each) => ({ type, ...each }) as Message));

test('every message survives the way', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      expect(decodeFrame(encodeMessage(message))).toEqual({ kind: 'message', message });
    }),
    { numRuns: 2_000 },
  );
});

test('the largest thing that may be asked fits into a message', () => {
  const [ask] = fc.sample(messages.ask, { numRuns: 1, seed: 1 });
  const worst = { ...ask, type: 'ask', args: ['\u0001'.repeat(limits.argumentBytes)] } as Message;
  expect(encodeMessage(worst).byteLength).toBeLessThanOrEqual(messageBytesMax);
  expect(decodeFrame(encodeMessage(worst))).toMatchObject({ kind: 'message' });
});

test('a counter of as many receipts as one may add fits into a message, and of one more does not', () => {
  const [counter] = fc.sample(messages.counter, { numRuns: 1, seed: 1 });
  const adding = (ids: number) =>
    encodeMessage({ ...counter, type: 'counter', added: new Uint8Array(32 * ids) } as Message);
  expect(decodeFrame(adding(receiptsPerCounter))).toMatchObject({ kind: 'message' });
  for (const ids of [0, receiptsPerCounter + 1]) {
    expect(decodeFrame(adding(ids))).toMatchObject({ kind: 'garbage' });
  }
});

test('every piece survives the way', () => {
  const piece = fc.record({
    attempt,
    part: fc.constantFrom(...parts),
    offset: upTo(2 ** 32 - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  });
  fc.assert(
    fc.property(piece, (each) => {
      expect(decodeFrame(encodePiece(each))).toEqual({ kind: 'piece', piece: each });
    }),
  );
  const whole = { attempt: '0'.repeat(32), part: 'input', offset: 0 } as const;
  const largest = encodePiece({ ...whole, bytes: new Uint8Array(pieceBytes) });
  expect(largest.byteLength).toBeLessThanOrEqual(frameBytesMax);
});

test('a message of another type is passed over, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), (type, more) => {
      fc.pre(!Object.hasOwn(messages, type));
      const frame = new Uint8Array([0, ...Buffer.from(JSON.stringify({ more, type }))]);
      expect(decodeFrame(frame)).toEqual({ kind: 'ignored' });
    }),
  );
});

test('what is not a message is called garbage', () => {
  for (const json of [
    '',
    'null',
    '1',
    '"hello"',
    '{',
    '[]',
    '{}',
    '{"type":1}',
    '[{"type":"stop"}]',
  ]) {
    expect(decodeFrame(new Uint8Array([0, ...Buffer.from(json)])).kind).toBe('garbage');
  }
  const deep = `{"type":${'['.repeat(60_000)}`;
  expect(decodeFrame(new Uint8Array([0, ...Buffer.from(deep)])).kind).toBe('garbage');
});

test('a frame that was damaged on the way never makes the reader fall', () => {
  const chance = createChance(Number(process.env.COMMON_HOURS_SEED ?? 1));
  const samples = fc.sample(anyMessage, { numRuns: 300, seed: 1 }).map(encodeMessage);
  const kinds = { message: 0, piece: 0, ignored: 0, garbage: 0 };
  const endMs = Date.now() + 2_500;
  while (Date.now() < endMs) {
    for (let run = 0; run < 100; run += 1) {
      const frame = damaged(
        chance.next() < 0.2 ? chance.bytes(chance.whole(0, 90)) : chance.one(samples),
      );
      const decoded = decodeFrame(frame);
      kinds[decoded.kind] += 1;
      // What is believed is said again in the same words: nothing was read into it.
      if (decoded.kind === 'message') {
        const said = encodeMessage(decoded.message);
        const again = decodeFrame(said);
        expect(again.kind === 'message' && encodeMessage(again.message)).toEqual(said);
      }
      if (decoded.kind === 'piece') expect(encodePiece(decoded.piece)).toEqual(frame);
    }
  }
  expect(kinds.garbage).toBeGreaterThan(1_000);

  function damaged(whole: Uint8Array): Uint8Array {
    const frame = new Uint8Array(whole);
    for (let times = chance.whole(1, 3); times > 0 && frame.byteLength > 0; times -= 1) {
      const at = chance.whole(0, frame.byteLength - 1);
      if (chance.next() < 0.2) return frame.slice(0, at);
      frame[at] = chance.next() < 0.5 ? chance.whole(32, 126) : chance.whole(0, 255);
    }
    return frame;
  }
});
