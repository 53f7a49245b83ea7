/**
 * Time and chance for a program that asks for them: the same for the same job on every machine, so that
 * anybody can run it again and get the same result. Neither says anything about the real world.
 */
export interface DeterministicSource {
  /** Nanoseconds since 1970 by a clock that begins in the year 2000 and moves 1 ms at each look. */
  readonly now: () => bigint;
  /** Moves the clock on, for a program that sleeps: nobody waits for it. */
  readonly sleep: (nanoseconds: bigint) => void;
  readonly fill: (bytes: Uint8Array) => void;
}

const beginNanoseconds = 946_684_800_000_000_000n;
const stepNanoseconds = 1_000_000n;

/** `seed` has at least 16 bytes. */
export function createDeterministicSource(seed: Uint8Array): DeterministicSource {
  const words = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  const next = smallFastCounter([0, 4, 8, 12].map((at) => words.getUint32(at, true)));
  let time = beginNanoseconds;
  return {
    now() {
      time += stepNanoseconds;
      return time;
    },
    sleep(nanoseconds) {
      time += nanoseconds;
    },
    fill(bytes) {
      for (let at = 0; at < bytes.length; at += 4) {
        const word = next();
        for (let byte = 0; byte < 4 && at + byte < bytes.length; byte += 1)
          bytes[at + byte] = word >>> (8 * byte);
      }
    },
  };
}

/** Chris Doty-Humphrey's sfc32: small, fast, and good enough for programs that must not need secrets. */
function smallFastCounter(state: readonly number[]): () => number {
  let [a = 0, b = 0, c = 0, counter = 0] = state.map((word) => word | 0);
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
