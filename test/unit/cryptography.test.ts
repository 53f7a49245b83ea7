import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { bytesToHex, hexToBytes, textToBytes } from '../../shared/base/bytes.ts';

// The first test vector of RFC 8032, section 7.1, and its second with one byte of message.
const emptyKey = hexToBytes('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
const emptySignature = hexToBytes(
  'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
);
const byteKey = hexToBytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
const byteSignature = hexToBytes(
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
);

test('the hash is BLAKE2b with 32 bytes', () => {
  expect(bytesToHex(cryptography.hash(textToBytes('abc')))).toBe(
    'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319',
  );
});

test('the hash is of the parts one after the other, wherever they are cut', () => {
  const whole = cryptography.hash(textToBytes('common hours'));
  const parts = cryptography.hash(textToBytes('com'), textToBytes(''), textToBytes('mon hours'));
  expect(parts).toEqual(whole);
  expect(cryptography.hash()).toEqual(cryptography.hash(new Uint8Array(0)));
});

test('signatures of the standard are accepted', () => {
  expect(cryptography.verify(new Uint8Array(0), emptySignature, emptyKey)).toBe(true);
  expect(cryptography.verify(hexToBytes('72'), byteSignature, byteKey)).toBe(true);
});

test('a changed message, signature or key is refused', () => {
  const changed = (bytes: Uint8Array) => bytes.with(0, (bytes[0] ?? 0) ^ 1);
  expect(cryptography.verify(hexToBytes('73'), byteSignature, byteKey)).toBe(false);
  expect(cryptography.verify(hexToBytes('72'), changed(byteSignature), byteKey)).toBe(false);
  expect(cryptography.verify(hexToBytes('72'), byteSignature, changed(byteKey))).toBe(false);
});

test('whatever is malformed is false and never throws', () => {
  const sizes = [0, 1, 31, 32, 33, 63, 64, 65, 1_000];
  for (const signatureSize of sizes) {
    for (const keySize of sizes) {
      const signature = new Uint8Array(signatureSize);
      expect(cryptography.verify(new Uint8Array(3), signature, new Uint8Array(keySize))).toBe(
        false,
      );
    }
  }
  const notBytes = null as unknown as Uint8Array;
  expect(cryptography.verify(notBytes, byteSignature, byteKey)).toBe(false);
  expect(cryptography.verify(hexToBytes('72'), notBytes, byteKey)).toBe(false);
  expect(cryptography.verify(hexToBytes('72'), byteSignature, notBytes)).toBe(false);
});
