/** How many share the hours of a release, and what each then gives. */
export interface PricePoint {
  readonly at: number;
  readonly value: number;
}

/** Points between two numbers of which one is twice the other. */
const perDoubling = 4;
const doublings = { below: 3, above: 1 };

/**
 * The hours of a release (millionths) divided by how many may download it: from an eighth of what is expected, or from
 * what came so far where that is less, to twice as many. Ascending, each number once.
 */
export function pricePoints(
  cost: bigint,
  { soFar, expected }: { readonly soFar: number; readonly expected: number },
): readonly PricePoint[] {
  const all = Math.max(1, expected, soFar);
  const most = all * 2 ** doublings.above;
  const least = Math.max(1, Math.min(all / 2 ** doublings.below, soFar || all));
  const counts = new Set([soFar, expected, Math.round(least), most]);
  for (let at = least; at < most; at *= 2 ** (1 / perDoubling)) counts.add(Math.round(at));
  return [...counts]
    .filter((count) => count > 0)
    .sort((a, b) => a - b)
    .map((at) => ({ at, value: Number(cost) / at }));
}
