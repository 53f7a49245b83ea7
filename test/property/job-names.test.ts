/** The names of jobs and slices. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex, concatBytes } from '../../shared/base/bytes.ts';
import { jobId, sliceId } from '../../shared/jobs/identity.ts';
import type { JobContent } from '../../shared/jobs/identity.ts';
import { madeBytes } from '../support/made-receipts.ts';

/** The very bytes that are hashed: two contents that share them would share the id. */
const plain = (...parts: readonly Uint8Array[]) => concatBytes(...parts);
const fixed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const word = fc.string({ unit: fc.constantFrom('a', '\u0000', '\u0001', 'ä'), maxLength: 4 });
const content: fc.Arbitrary<JobContent> = fc.record({
  request: fc.constant(new Uint8Array(32)),
  consumer: fc.constant(new Uint8Array(32)),
  moduleHash: fc.constant(new Uint8Array(32)),
  inputHash: fixed,
  entry: word,
  args: fc.array(word, { maxLength: 4 }),
});

test('two jobs share an id only if they are the same in every field', () => {
  fc.assert(
    fc.property(content, content, (one, other) => {
      const isSame =
        JSON.stringify([one.entry, one.args]) === JSON.stringify([other.entry, other.args]);
      const twin = { ...other, inputHash: one.inputHash };
      expect(bytesToHex(jobId(one, plain)) === bytesToHex(jobId(twin, plain))).toBe(isSame);
    }),
    { numRuns: 5_000 },
  );
});

test('where a word ends makes another job', () => {
  const same = { request: madeBytes(32, 'request'), consumer: madeBytes(32, 'alice') };
  const rest = { ...same, moduleHash: madeBytes(32, 'module'), inputHash: madeBytes(32, 'input') };
  const ids = [
    { ...rest, entry: 'run', args: ['ab', 'c'] },
    { ...rest, entry: 'run', args: ['a', 'bc'] },
    { ...rest, entry: 'run', args: ['abc'] },
    { ...rest, entry: 'run', args: ['abc', ''] },
    { ...rest, entry: 'runa', args: ['bc'] },
    { ...rest, entry: 'run', args: [] },
  ].map((each) => bytesToHex(jobId(each, plain)));
  expect(new Set(ids).size).toBe(ids.length);
});

test('two slices share an id only if job, number and input are the same', () => {
  const index = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fixed, fixed, index, index, (job, input, one, other) => {
      const same = bytesToHex(sliceId(job, one, input, plain));
      expect(bytesToHex(sliceId(job, other, input, plain)) === same).toBe(one === other);
    }),
  );
});
