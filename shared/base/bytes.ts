import b4a from 'b4a';

/** Node writes it ten times as fast as it can be made of the usual one; the page's library does not know it. */
const isForUrls = knowsBase64ForUrls();

function knowsBase64ForUrls(): boolean {
  try {
    return b4a.toString(new Uint8Array([255]), 'base64url') === '_w';
  } catch {
    return false;
  }
}

/** As many bytes as a signature has: to make a view of the library's of each takes longer than to copy so few. */
const few = 64;
const copied = b4a.alloc(few);

/** Lower-case hexadecimal. */
export function bytesToHex(bytes: Uint8Array): string {
  if (bytes.byteLength > few) return b4a.toString(bytes, 'hex');
  copied.set(bytes);
  return b4a.toString(copied, 'hex', 0, bytes.byteLength);
}

/** The bytes of a hexadecimal string, which the caller has checked to be one. */
export function hexToBytes(hex: string): Uint8Array {
  return plain(b4a.from(hex, 'hex'));
}

/** Base64 for URLs, without padding. */
export function bytesToBase64(bytes: Uint8Array): string {
  if (isForUrls) return b4a.toString(bytes, 'base64url');
  return b4a.toString(bytes, 'base64').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The bytes of a base64url string, which the caller has checked to be one. */
export function base64ToBytes(text: string): Uint8Array {
  return plain(b4a.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64'));
}

/** UTF-8. */
export function textToBytes(text: string): Uint8Array {
  return plain(b4a.from(text));
}

/** UTF-8; malformed sequences become U+FFFD. */
export function bytesToText(bytes: Uint8Array): string {
  return b4a.toString(bytes);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  if (a.byteLength > few) return b4a.equals(a, b);
  for (let at = 0; at < a.byteLength; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return plain(b4a.concat([...parts]));
}

/** A plain Uint8Array of its own, so that no process sees another's Buffer class or its pooled memory. */
function plain(bytes: Uint8Array): Uint8Array {
  const hasOwnMemory = bytes.byteLength === bytes.buffer.byteLength;
  return hasOwnMemory ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}
