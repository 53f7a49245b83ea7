/** Square roots of whole numbers, alike on every machine. */
import { assert } from '../base/assert.ts';

/** The square root of a whole number, rounded down, by Newton's steps from above. */
export function squareRoot(square: bigint): bigint {
  assert(square >= 0n, 'only what is not negative has a root');
  if (square === 0n) return 0n;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}
