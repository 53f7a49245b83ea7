/** Whatever is traded and whoever leaves: all of everybody is held, and nobody holds more than one agent's worth. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clearBook } from '../../shared/stake/clearing.ts';
import {
  sharesOfLots,
  unitsOf,
  withMember,
  withMoves,
  withoutMember,
} from '../../shared/stake/lots.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { Lots } from '../../shared/stake/market.ts';
import { economySeed, memberName, runsOf } from '../support/economy-histories.ts';
import { someBook } from '../support/stake-books.ts';

const issued = 1_000n;
const seeded = `COMMON_HOURS_SEED=${economySeed}:`;
/** Orders of at most a hundredth: nobody runs out of themselves. */
const rounds = fc.array(someBook({ nodes: 9, orders: 12, quantity: 10, slices: 16 }), {
  maxLength: 6,
});

function expectLaws(lots: Lots): void {
  const shares = sharesOfLots(lots);
  const held = new Map<string, bigint>();
  for (const row of shares.values()) {
    expect([...row.values()].reduce((sum, units) => sum + units, 0n)).toBe(issued);
    for (const [issuer, units] of row) {
      expect(units).toBeGreaterThan(0n);
      held.set(issuer, (held.get(issuer) ?? 0n) + units);
    }
  }
  expect([...held.keys()].sort()).toEqual([...shares.keys()].sort());
  expect([...held.values()].every((units) => units === issued)).toBe(true);
}

test(`${seeded} rows and columns stay whole through rounds and departures`, () => {
  const keeps = (books: Parameters<typeof clearBook>[0][], leavers: readonly number[]) => {
    let lots: Lots = new Map();
    for (let agent = 0; agent < 9; agent += 1) lots = withMember(lots, memberName(agent), issued);
    for (const book of books) {
      const { fills } = clearBook(book);
      const moves = book.orders.flatMap(({ give, get }, index) => {
        const [holder, issuer] = [memberName(give), memberName(get)];
        const units = BigInt(fills[index] ?? 0);
        return [
          { holder, issuer: holder, cause: noCause, units: -units },
          { holder, issuer, cause: `of ${issuer}`, units },
        ];
      });
      lots = withMoves(lots, moves);
      expectLaws(lots);
    }
    for (const agent of new Set(leavers)) {
      const before = unitsOf(lots, memberName(agent), memberName(agent));
      expect(before).toBeGreaterThan(0n);
      lots = withoutMember(lots, memberName(agent), issued);
      expectLaws(lots);
    }
  };
  const leavers = fc.array(fc.nat(8), { maxLength: 5 });
  fc.assert(fc.property(rounds, leavers, keeps), runsOf(200));
});
