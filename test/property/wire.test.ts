/** Whatever the contract's fields allow arrives as it was sent; what other texts do is in decoders.test.ts. */
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { encodeFrame, parseClientFrame, parseServerFrame } from '../../shared/api/wire.ts';
import type { ClientFrame } from '../../shared/api/wire.ts';
import { bytes, count, hex32, integer, text, toWire } from '../../shared/base/fields.ts';

const Everything = v.strictObject({
  integer,
  bytes: bytes(300),
  count,
  text: text(100),
  hex: hex32,
  list: v.array(v.strictObject({ integer, maybe: v.nullable(bytes(20)) })),
});

const anyInteger = fc.bigInt({ min: -(10n ** 78n) + 1n, max: 10n ** 78n - 1n });
const everything = fc.record({
  integer: anyInteger,
  bytes: fc.uint8Array({ maxLength: 300 }),
  count: fc.maxSafeNat(),
  text: fc.string({ unit: 'binary', maxLength: 50 }),
  hex: fc.stringMatching(/^[0-9a-f]{64}$/),
  list: fc.array(
    fc.record({
      integer: anyInteger,
      maybe: fc.option(fc.uint8Array({ maxLength: 20 })),
    }),
  ),
});

test('every value survives the way over the wire', () => {
  fc.assert(
    fc.property(everything, fc.integer({ min: 1 }), (value, id) => {
      const sent = encodeFrame({ type: 'value', id, value: toWire(value) });
      const frame = sent.ok ? parseServerFrame(sent.value) : sent;
      expect(frame).toMatchObject({ ok: true, value: { type: 'value', id } });
      const arrived = frame.ok && frame.value.type === 'value' ? frame.value.value : undefined;
      expect(v.parse(Everything, arrived)).toEqual(value);
    }),
  );
});

test('every frame of a client survives the way over the wire', () => {
  const id = fc.integer({ min: 1 });
  const word = fc.string({ maxLength: 30 });
  const frames: fc.Arbitrary<ClientFrame> = fc.oneof(
    fc.record({
      type: fc.constant('call' as const),
      id,
      path: fc.tuple(word, word),
      input: fc.jsonValue(),
    }),
    fc.record({ type: fc.constant('subscribe' as const), id, path: fc.tuple(word, word) }),
    fc.record({ type: fc.constant('cancel' as const), id }),
  );
  fc.assert(
    fc.property(frames, (frame) => {
      const sent = encodeFrame(frame);
      expect(sent.ok).toBe(true);
      const arrived = parseClientFrame(sent.ok ? sent.value : '');
      expect(JSON.stringify(arrived)).toBe(JSON.stringify({ ok: true, value: frame }));
    }),
  );
});
