/**
 * Parts a whole number of units by weights: each gets its share rounded down, and the units that are left go to the
 * largest remainders, ties to whoever comes first. Callers list the parts by key, so all nodes part alike.
 */
import { assert } from '../base/assert.ts';

/** As many units as `whole` in all, and none for a weight of nothing. Weights that are all nothing get nothing. */
export function apportion(whole: bigint, weights: readonly bigint[]): readonly bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  assert(whole >= 0n && total >= 0n, 'shares are of a quantity, by weights that are not negative');
  if (total === 0n) return weights.map(() => 0n);
  let left = whole;
  const parts = weights.map((weight) => {
    const part = (whole * weight) / total;
    left -= part;
    return part;
  });
  if (left === 0n) return parts;
  const remainders = weights.map((weight) => (whole * weight) % total);
  const order = [...remainders.keys()].sort((a, b) => {
    const [first, second] = [remainders[a] ?? 0n, remainders[b] ?? 0n];
    return first === second ? a - b : first > second ? -1 : 1;
  });
  for (const index of order.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

/** The shares of `apportion` for named parts, which are given in the order of their keys. */
export function apportionNamed(
  whole: bigint,
  weights: readonly (readonly [string, bigint])[],
): readonly (readonly [string, bigint])[] {
  const parts = apportion(
    whole,
    weights.map(([, weight]) => weight),
  );
  return weights.map(([name], index) => [name, parts[index] ?? 0n] as const);
}
