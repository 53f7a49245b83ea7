/** Every message and piece survives the way; what bent ones do is in decoders.test.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import {
  decodeFrame,
  encodeMessage,
  encodePiece,
  frameBytesMax,
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
