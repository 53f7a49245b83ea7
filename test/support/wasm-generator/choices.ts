/**
 * Where a generator takes its choices from. Each is a whole number; they are kept, so that what was made of them can be
 * made again of fewer and smaller ones, and a generator has to put the simplest first.
 */
export interface Choices {
  /** A number from zero to below `count`. */
  readonly below: (count: number) => number;
  /** True once in `count` times. */
  readonly rarely: (count: number) => boolean;
  readonly oneOf: <T>(values: ArrayLike<T>) => T;
  /** Everything that was chosen so far. */
  readonly taken: readonly number[];
}

function choicesOf(next: () => number): Choices {
  const taken: number[] = [];
  const below = (count: number) => {
    const value = next() % count;
    taken.push(value);
    return value;
  };
  return {
    below,
    rarely: (count) => below(count) === count - 1,
    oneOf: (values) => values[below(values.length)]!,
    taken,
  };
}

/** Endless choices of a seed: the generator `mulberry32`, which is small and good enough for tests. */
export function seededChoices(seed: number): Choices {
  let state = seed | 0;
  return choicesOf(() => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  });
}

/** The choices given, and zeros when they are used up. */
export function repeatedChoices(values: readonly number[]): Choices {
  let at = 0;
  return choicesOf(() => values[at++] ?? 0);
}
