import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createVerifier } from '../../main/adapters/record-process/verifier.ts';
import { seedSignatures } from '../../main/adapters/seed-signatures.ts';
import { verifyWorkerUrl } from '../../main/paths.ts';

const seed = new Uint8Array(32).fill(7);
const publicKey = seedSignatures.publicKeyOf(seed);

function taskOf(index: number) {
  const message = new Uint8Array(randomBytes(32));
  const signature = seedSignatures.signBy(seed, message);
  // every seventh is forged, and one is no signature at all
  if (index % 7 === 3) signature[5] = (signature[5] ?? 0) ^ 1;
  return { message, signature: index === 11 ? new Uint8Array(3) : signature, publicKey };
}

const expected = (_: unknown, index: number) => index % 7 !== 3 && index !== 11;

test.each([0, 1, 299, 300, 1_001])(
  'of %i signatures each is judged for itself, in its place',
  async (count) => {
    const verifier = createVerifier(verifyWorkerUrl(), 2);
    onTestFinished(() => verifier.close());
    const tasks = Array.from({ length: count }, (_, index) => taskOf(index));
    expect(await verifier.verifyMany(tasks)).toEqual(tasks.map(expected));
  },
);

test('signatures are judged in place when no thread comes up', async () => {
  const verifier = createVerifier(new URL('file:///nowhere/no-worker.js'), 2);
  onTestFinished(() => verifier.close());
  const tasks = Array.from({ length: 400 }, (_, index) => taskOf(index));
  expect(await verifier.verifyMany(tasks)).toEqual(tasks.map(expected));
});
