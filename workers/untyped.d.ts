/** Narrow types for packages that ship none: only what the threads use. */
declare module 'hypercore-crypto' {
  const crypto: {
    verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
  };
  export default crypto;
}
