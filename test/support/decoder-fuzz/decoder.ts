/** A reader of bytes or text from outside, as a fuzz test sees it. */
export interface Decoder {
  readonly name: string;
  /** How many inputs of the cheapest reader take as long as one of this one. */
  readonly cost: number;
  /** What is read, and written again as it was. */
  readonly samples: readonly Uint8Array[];
  /**
   * What stands behind a checksum, a length or an armour of letters: it is bent, too, and dressed again, because
   * bent from outside alone nothing would ever get there.
   */
  readonly inside?: {
    readonly samples: readonly Uint8Array[];
    readonly dress: (bent: Uint8Array) => Uint8Array;
  };
  /** What was taken, as it would be written again; null where it was refused. */
  readonly read: (bytes: Uint8Array) => Uint8Array | null;
  /**
   * exactly    whatever is taken stood there byte for byte as it would be written.
   * again      it may be spelled in several ways, and what is written for it is read as the same.
   * as signed  nothing is taken but the samples: somebody has signed them.
   */
  readonly taken: 'exactly' | 'again' | 'as signed';
}

/** Text as it arrives. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

/** Bytes as whoever expects text gets them. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
