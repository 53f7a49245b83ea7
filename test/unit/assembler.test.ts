import { expect, test } from 'vitest';
import { createAssembler } from '../../main/engine/assembler.ts';

test('pieces in order become the whole, whatever their sizes', () => {
  const whole = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251);
  const assembler = createAssembler(whole.byteLength);
  for (let at = 0, size = 1; at < whole.byteLength; at += size, size *= 3)
    expect(assembler.add(at, whole.subarray(at, Math.min(at + size, 1_000)))).toBe(true);
  expect(assembler.complete()).toEqual(whole);
});

test('a piece out of place, or beyond the end, is refused', () => {
  const assembler = createAssembler(4);
  expect(assembler.add(1, new Uint8Array(1))).toBe(false);
  expect(assembler.add(0, new Uint8Array(5))).toBe(false);
  expect(assembler.complete()).toBe(null);
});

test('a size that is only announced costs no memory', () => {
  const before = process.memoryUsage().arrayBuffers;
  const assemblers = Array.from({ length: 1_000 }, () => createAssembler(8 * 2 ** 20));
  for (const assembler of assemblers) assembler.add(0, new Uint8Array(1));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 2 ** 20);
  expect(assemblers.every((assembler) => assembler.complete() === null)).toBe(true);
});
