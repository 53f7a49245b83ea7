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
  /** All that a checkpoint must keep. */
  readonly save: () => SourceState;
  readonly restore: (state: SourceState) => void;
}

export interface SourceState {
  readonly time: bigint;
  /** Four 32-bit words; none as long as no chance was asked for. */
  readonly words: readonly number[];
}

const beginNanoseconds = 946_684_800_000_000_000n;
const stepNanoseconds = 1_000_000n;

/** `seed` answers at least 16 bytes, and is asked only by a program that wants chance. */
export function createDeterministicSource(seed: () => Uint8Array): DeterministicSource {
  let time = beginNanoseconds;
  let words: readonly number[] = [];
  return {
    now() {
      time = BigInt.asUintN(64, time + stepNanoseconds);
      return time;
    },
    sleep(nanoseconds) {
      time = BigInt.asUintN(64, time + nanoseconds);
    },
    fill(bytes) {
      const state = Int32Array.from(words.length === 0 ? begin(seed()) : words);
      for (let at = 0; at < bytes.length; at += 4) {
        const word = next(state);
        for (let byte = 0; byte < 4 && at + byte < bytes.length; byte += 1)
          bytes[at + byte] = word >>> (8 * byte);
      }
      words = [...state];
    },
    save: () => ({ time, words }),
    restore(state) {
      ({ time, words } = state);
    },
  };
}

function begin(seed: Uint8Array): readonly number[] {
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  const state = Int32Array.from([0, 4, 8, 12], (at) => view.getInt32(at, true));
  for (let round = 0; round < 12; round += 1) next(state);
  return [...state];
}

/** Chris Doty-Humphrey's sfc32: small, fast, and good enough for programs that must not need secrets. */
function next(state: Int32Array): number {
  const [a = 0, b = 0, c = 0, counter = 0] = state;
  const sum = (a + b + counter) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  state[3] = (counter + 1) | 0;
  return sum >>> 0;
}
