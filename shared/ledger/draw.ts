/**
 * Draws members by their trust, each once (rules R5 and R15). The numbers are the bytes of the id of what they are drawn
 * for and of the height before, which came about after it was written: four for each, as a part of the trust that is
 * left of those in the order of their keys. By the id alone its author could have drawn whomever they like; so they
 * still can where nobody else writes anything, or who proposes that height is a friend.
 */
import type { Trust } from '../economy/trust.ts';

const wordDigits = 8;
const idDigits = 64;

/** Whoever nobody trusts is never drawn. Ascending; fewer where there are not so many. */
export function drawnByTrust(
  members: readonly string[],
  count: number,
  by: { readonly id: string; readonly previous: string; readonly trust: Trust },
): readonly string[] {
  const candidates = members
    .map((member) => ({ member, held: by.trust.get(member) ?? 0n }))
    .filter(({ held }) => held > 0n)
    .sort((a, b) => (a.member < b.member ? -1 : 1));
  let whole = candidates.reduce((sum, { held }) => sum + held, 0n);
  const chosen: string[] = [];
  for (let index = 0; index < count && whole > 0n; index += 1) {
    const from = index * stepOf(count);
    const point = ((wordAt(by.id, from) ^ wordAt(by.previous, from)) * whole) >> 32n;
    const [taken] = candidates.splice(placeAt(candidates, point), 1);
    if (taken === undefined) break;
    chosen.push(taken.member);
    whole -= taken.held;
  }
  return chosen.sort();
}

/** Eight words stand side by side in an id; of more, each begins with the end of the one before. */
function stepOf(count: number): number {
  return count <= idDigits / wordDigits
    ? wordDigits
    : Math.floor((idDigits - wordDigits) / (count - 1));
}

function wordAt(hex: string, from: number): bigint {
  return BigInt(`0x${hex.slice(from, from + wordDigits)}`);
}

function placeAt(candidates: readonly { readonly held: bigint }[], point: bigint): number {
  let sum = 0n;
  return candidates.findIndex(({ held }) => {
    sum += held;
    return point < sum;
  });
}
