/** Every message and piece survives the way; what bent ones do is in decoders.test.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import {
  decodeFrame,
  encodeMessage,
  encodePiece,
  encodeSeveral,
  frameBytesMax,
  frameCost,
  messageText,
} from '../../shared/peers/frames.ts';
import {
  inlineBytesMax,
  messageBytesMax,
  parts,
  pieceBytes,
  receiptsPerCounter,
} from '../../shared/peers/protocol.ts';
import type { Message } from '../../shared/peers/protocol.ts';
import { anyMessage, attempt, messages } from '../support/decoder-fuzz/work-messages.ts';

const upTo = (max: number) => fc.integer({ min: 0, max });

test('every message survives the way', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      expect(decodeFrame(encodeMessage(message))).toEqual({ kind: 'message', message });
    }),
    { numRuns: 2_000 },
  );
});

test('several messages survive the way in one frame, and count as so many', () => {
  const some = fc.array(anyMessage, { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(some, (several) => {
      const frame = encodeSeveral(several.map(messageText));
      expect(decodeFrame(frame)).toEqual({ kind: 'messages', messages: several });
      expect(frameCost(frame)).toBe(several.length + Math.floor(frame.byteLength / 4096));
    }),
    { numRuns: 200 },
  );
});

test('several messages of which one is none, or which are not as many as is said, are garbage', () => {
  const stop = `{"type":"stop","attempt":"${'0'.repeat(32)}"}`;
  const frame = (number: number, texts: readonly string[]) =>
    new Uint8Array([2, 0, number, ...Buffer.from(`[${texts.join()}]`)]);
  expect(decodeFrame(frame(2, [stop, stop])).kind).toBe('messages');
  expect(decodeFrame(frame(2, [stop, '{"type":"later"}']))).toMatchObject({
    messages: [{ type: 'stop' }],
  });
  for (const bad of [
    frame(0, []),
    frame(1, [stop]),
    frame(3, [stop, stop]),
    frame(2, [stop, '{"type":"stop"}']),
    frame(2, [stop, `[${stop}]`]),
    new Uint8Array([2]),
    new Uint8Array([2, 0, 2, ...Buffer.from('{"length":2}')]),
  ]) {
    expect(decodeFrame(bad).kind).toBe('garbage');
  }
});

test('the largest thing that may be asked fits into a message', () => {
  const [ask] = fc.sample(messages.ask, { numRuns: 1, seed: 1 });
  const args = ['\u0001'.repeat(limits.argumentBytes)];
  const input = new Uint8Array(inlineBytesMax);
  const worst = { ...ask, type: 'ask', args, input } as Message;
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
