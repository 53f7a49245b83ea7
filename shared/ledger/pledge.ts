/**
 * Stake that supports borrowed hours (rules R14): what others' stake adds to a member's line may not be given away as
 * long as its promises would not fit the line that is left.
 */
import { creditLine } from '../economy/lines.ts';
import type { Holding } from '../economy/lines.ts';
import type { Parameters } from '../economy/parameters.ts';
import { unitsOf } from '../stake/lots.ts';
import type { Lots } from '../stake/market.ts';

/** What the lines of one currency are made of, besides stake. */
export interface CreditBasis {
  /** What each member's supply is credited with (R4: Y). */
  readonly credited: ReadonlyMap<string, bigint>;
  readonly brakePpm: bigint;
  readonly isInDefault: (member: string) => boolean;
  readonly deltaOf: (member: string) => bigint;
  readonly promiseOf: (member: string) => bigint;
}

/** Whose line, and what it holds of others, after so much of it was given away by issuer. */
interface Holder {
  readonly lots: Lots;
  readonly member: string;
  readonly given?: ReadonlyMap<string, bigint>;
}

/** What a member may have promised in one currency (rules R4 and R14). */
export function lineOf(basis: CreditBasis, holder: Holder, parameters: Parameters): bigint {
  const { member } = holder;
  return creditLine(
    {
      delta: basis.deltaOf(member),
      creditedSupply: basis.credited.get(member) ?? 0n,
      holdings: holdingsOf(holder, basis.credited),
      brakePpm: basis.brakePpm,
      isInDefault: basis.isInDefault(member),
    },
    parameters,
  );
}

/** Stake in others that counts for a line. */
function holdingsOf(
  { lots, member, given = new Map<string, bigint>() }: Holder,
  credited: ReadonlyMap<string, bigint>,
): readonly Holding[] {
  const holdings: Holding[] = [];
  for (const issuer of lots.get(member)?.keys() ?? []) {
    const creditedSupply = credited.get(issuer) ?? 0n;
    if (issuer === member || creditedSupply === 0n) continue;
    const shares = unitsOf(lots, member, issuer) - (given.get(issuer) ?? 0n);
    if (shares > 0n) holdings.push({ shares, creditedSupply });
  }
  return holdings;
}

/** How many units of an issuer a member may give besides what it gives already: the `unpledged` of admission.ts. */
export function createUnpledged(
  bases: readonly CreditBasis[],
  lots: Lots,
  parameters: Parameters,
): (member: string, issuer: string, alreadyGiven: ReadonlyMap<string, bigint>) => bigint {
  function isCovered(member: string, given: ReadonlyMap<string, bigint>): boolean {
    return bases.every((basis) => {
      const promise = basis.promiseOf(member);
      return promise === 0n || lineOf(basis, { lots, member, given }, parameters) >= promise;
    });
  }

  return (member, issuer, alreadyGiven) => {
    const already = alreadyGiven.get(issuer) ?? 0n;
    const free = unitsOf(lots, member, issuer) - already;
    if (free <= 0n) return 0n;
    const coversWith = (units: bigint) =>
      isCovered(member, new Map([...alreadyGiven, [issuer, already + units]]));
    if (coversWith(free)) return free;
    // The most for which the line that is left is still enough: a line only falls as more is given.
    let [most, tooMuch] = [0n, free];
    if (!coversWith(0n)) return 0n;
    while (tooMuch - most > 1n) {
      const middle = (most + tooMuch) / 2n;
      if (coversWith(middle)) most = middle;
      else tooMuch = middle;
    }
    return most;
  };
}
