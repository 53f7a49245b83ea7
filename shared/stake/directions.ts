/** In which direction a series of rounds goes, in a word. */

export type Direction = 'rising' | 'steady' | 'easing';

/** Rounds over which a direction is seen. */
export const directionRounds = 8;

/**
 * Rising or easing where the change over the rounds, the oldest first, is more than a twentieth and more than twice
 * what usually changes from one round to the next: by the middle of those changes, so that one leap is no wobble.
 */
export function directionOf(series: readonly bigint[]): Direction {
  const lately = series.slice(-directionRounds);
  const [first, last] = [lately[0] ?? 0n, lately.at(-1) ?? 0n];
  const steps = lately.slice(1).map((each, index) => sizeOf(each - (lately[index] ?? 0n)));
  const usual = steps.sort(ascending)[Math.floor((steps.length - 1) / 2)] ?? 0n;
  const change = sizeOf(last - first);
  const isMore = change * 20n > sizeOf(first) && (steps.length < 3 || change > 2n * usual);
  if (change === 0n || !isMore) return 'steady';
  return last > first ? 'rising' : 'easing';
}

function sizeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function ascending(one: bigint, other: bigint): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
