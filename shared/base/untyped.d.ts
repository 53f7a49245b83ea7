/** Narrow types for packages that ship none: only what we use. */
declare module 'b4a' {
  type Encoding = 'utf8' | 'hex' | 'base64' | 'base64url';
  const b4a: {
    from(text: string, encoding?: Encoding): Uint8Array;
    alloc(length: number): Uint8Array;
    toString(bytes: Uint8Array, encoding?: Encoding, start?: number, end?: number): string;
    concat(parts: Uint8Array[]): Uint8Array;
    equals(a: Uint8Array, b: Uint8Array): boolean;
  };
  export default b4a;
}

declare module 'compact-encoding' {
  export interface State {
    start: number;
    end: number;
    buffer: Uint8Array;
  }
  export interface Encoding<T> {
    preencode(state: State, value: T): void;
    encode(state: State, value: T): void;
    decode(state: State): T;
  }
  const c: {
    readonly uint8: Encoding<number>;
    readonly uint32: Encoding<number>;
    readonly biguint64: Encoding<bigint>;
    readonly fixed32: Encoding<Uint8Array>;
    readonly fixed64: Encoding<Uint8Array>;
    readonly buffer: Encoding<Uint8Array | null>;
    readonly raw: Encoding<Uint8Array>;
    fixed(length: number): Encoding<Uint8Array>;
    encode<T>(encoding: Encoding<T>, value: T): Uint8Array;
    decode<T>(encoding: Encoding<T>, bytes: Uint8Array): T;
  };
  export default c;
}
