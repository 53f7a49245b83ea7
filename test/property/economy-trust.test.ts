/** Trust cannot be made by trading with oneself, credit stays within its bound, and payouts are exact. Some five seconds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maximumCirculation } from '../../shared/economy/circulation.ts';
import type { Obligation } from '../../shared/economy/circulation.ts';
import { exchangeValue, exchangeValueUnit } from '../../shared/economy/exchange-value.ts';
import { brakePpmOf, creditLine } from '../../shared/economy/lines.ts';
import { defaultParameters } from '../../shared/economy/parameters.ts';
import { payouts } from '../../shared/economy/payouts.ts';
import {
  consumptionOf,
  creditedSupplyOf,
  scaleOf,
  trustOf,
  wholeTrust,
} from '../../shared/economy/trust.ts';
import type { Trust } from '../../shared/economy/trust.ts';
import { debtOf, hasRing, netOwed, sum, sumsByPair } from '../support/economy-audit.ts';
import { economySeed, memberName, runsOf, someFlows } from '../support/economy-histories.ts';

const seeded = `COMMON_HOURS_SEED=${economySeed}:`;
const honest = 12;
const founders = [memberName(0), memberName(1), memberName(2)];
const discharged = someFlows(honest, 80).map((flows) => flows.map(debtOf));
const of = (list: readonly Obligation[]) => trustOf(list, founders, defaultParameters);
const heldBy = (trust: Trust, isMeant: (member: string) => boolean) =>
  sum([...trust].filter(([member]) => isMeant(member)).map(([, held]) => held));

/** The same walk in floating point, member by member: near enough to tell a wrong share. */
function plainTrust(list: readonly Obligation[]): ReadonlyMap<string, number> {
  const members = [
    ...new Set([...founders, ...list.flatMap((each) => [each.debtor, each.creditor])]),
  ];
  const used = consumptionOf(list);
  const root = (member: string) => (founders.includes(member) ? 1 / founders.length : 0);
  let trust = new Map(members.map((member) => [member, root(member)]));
  for (let round = 0; round < 40; round += 1) {
    const next = new Map(members.map((member) => [member, root(member) / 2]));
    for (const [member, held] of trust) {
      const all = Number(used.get(member) ?? 0n);
      for (const { debtor, creditor, quantity } of list) {
        if (debtor !== member || all === 0) continue;
        next.set(creditor, (next.get(creditor) ?? 0) + (held * Number(quantity)) / all / 2);
      }
      if (all > 0) continue;
      for (const each of founders)
        next.set(each, (next.get(each) ?? 0) + held / founders.length / 2);
    }
    trust = next;
  }
  return trust;
}

test(`${seeded} trust adds up exactly, and is what a plain walk comes to`, () => {
  const agrees = (list: readonly Obligation[]) => {
    const trust = of(list);
    expect(heldBy(trust, () => true)).toBe(BigInt(wholeTrust));
    for (const [member, expected] of plainTrust(list)) {
      expect(Math.abs(Number(trust.get(member) ?? 0n) / wholeTrust - expected)).toBeLessThan(1e-8);
    }
    expect(of([...list].reverse())).toEqual(trust);
  };
  fc.assert(fc.property(discharged, agrees), runsOf(150));
});

test(`${seeded} a cluster of fakes holds what outsiders paid it, into however many it is split`, () => {
  const attack = fc.record({
    list: discharged,
    paidToFakes: fc.array(fc.tuple(fc.nat(honest - 1), fc.bigInt({ min: 1n, max: 10n ** 9n })), {
      maxLength: 5,
    }),
    sizes: fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 5, max: 40 })),
    inside: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  });
  fc.assert(
    fc.property(attack, ({ list, paidToFakes, sizes, inside }) => {
      const held = sizes.map((fakes) => {
        const paid = paidToFakes.map(([buyer, quantity]) => ({
          debtor: memberName(buyer),
          creditor: `fake ${buyer % fakes}`,
          quantity,
        }));
        const ring = Array.from({ length: fakes }, (_, at) => ({
          debtor: `fake ${at}`,
          creditor: `fake ${(at + 1) % fakes}`,
          quantity: inside,
        }));
        const everything = [...list, ...paid, ...ring];
        const trust = of(everything);
        // What the outsiders' trust passed on to them, to the millionth of a millionth for each of them and round.
        const used = consumptionOf(everything);
        const passed = paid.map(
          ({ debtor, quantity }) =>
            ((trust.get(debtor) ?? 0n) * quantity) / (used.get(debtor) ?? 1n),
        );
        const all = heldBy(trust, (member) => member.startsWith('fake'));
        expect(all).toBeLessThanOrEqual(sum(passed) + 10_000n);
        return all;
      });
      const [few = 0n, many = 0n] = held;
      expect(Number(few - many)).toBeLessThan(10_000);
      expect(Number(many - few)).toBeLessThan(10_000);
    }),
    runsOf(100),
  );
});

/** Stakes of so many members: everybody gives as much of themselves as they get, by any number of exchanges in rings. */
function someStakes(members: number) {
  const swap = fc.tuple(
    fc.shuffledSubarray([...Array(members).keys()], { minLength: 2 }),
    fc.nat(9_000_000),
  );
  return fc.array(swap, { maxLength: 20 }).map((swaps) => {
    const whole = BigInt(defaultParameters.sharesPerIssuer);
    const shares = Array.from({ length: members }, (_, holder) =>
      Array.from({ length: members }, (_, issuer) => (holder === issuer ? whole : 0n)),
    );
    for (const [ring, quantity] of swaps) {
      for (const [at, holder] of ring.entries()) {
        const row = shares[holder] ?? [];
        const other = ring[(at + 1) % ring.length] ?? 0;
        row[holder] = (row[holder] ?? 0n) - BigInt(quantity);
        row[other] = (row[other] ?? 0n) + BigInt(quantity);
      }
    }
    return shares;
  });
}

test(`${seeded} all lines together stay within the delegated ones, and three fifths of the scale`, () => {
  const given = fc.record({
    list: discharged,
    stakes: someStakes(honest),
    deltas: fc.array(fc.bigInt({ min: 0n, max: 10n ** 7n }), {
      minLength: honest,
      maxLength: honest,
    }),
    overdue: fc.bigInt({ min: 0n, max: 10n ** 6n }),
    supply: fc.bigInt({ min: 1n, max: 10n ** 8n }),
  });
  fc.assert(
    fc.property(given, ({ list, stakes, deltas, overdue, supply }) => {
      const trust = of(list);
      const scale = scaleOf(trust, consumptionOf(list));
      const credited = creditedSupplyOf(trust, scale);
      expect(sum([...credited.values()])).toBe(scale);
      const brakePpm = brakePpmOf(overdue, supply, defaultParameters);
      const lines = deltas.map((delta, member) =>
        creditLine(
          {
            delta,
            creditedSupply: credited.get(memberName(member)) ?? 0n,
            holdings: (stakes[member] ?? []).flatMap((shares, issuer) =>
              issuer === member
                ? []
                : [{ shares, creditedSupply: credited.get(memberName(issuer)) ?? 0n }],
            ),
            brakePpm,
            isInDefault: false,
          },
          defaultParameters,
        ),
      );
      const bound = (sum(deltas) + (scale * 6n) / 10n + 1n) * brakePpm;
      expect(sum(lines) * 1_000_000n).toBeLessThanOrEqual(bound + 1_000_000n);
      expect(lines.every((line) => line >= 0n)).toBe(true);
    }),
    runsOf(100),
  );
});

test(`${seeded} payouts add up, and are equal to the unit for each issuer where all received the same`, () => {
  const given = fc.record({
    stakes: someStakes(6),
    received: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  });
  fc.assert(
    fc.property(given, ({ stakes, received }) => {
      const shared = (received * BigInt(defaultParameters.dividendPpm)) / 1_000_000n;
      const totals = new Map(stakes.map((_, holder) => [memberName(holder), 0n]));
      for (const issuer of stakes.keys()) {
        const holders = new Map(
          stakes.map((row, holder) => [memberName(holder), row[issuer] ?? 0n]),
        );
        const parts = payouts(received, holders, defaultParameters);
        expect(sum(parts.map(({ quantity }) => quantity))).toBe(shared);
        for (const { holder, quantity } of parts) {
          totals.set(holder, (totals.get(holder) ?? 0n) + quantity);
        }
      }
      for (const total of totals.values()) {
        expect(total).toBeGreaterThan(shared - 6n);
        expect(total).toBeLessThan(shared + 6n);
      }
    }),
    runsOf(150),
  );
});

test(`${seeded} the exchange value never rises`, () => {
  const node = fc.record({
    hours: fc.bigInt({ min: 0n, max: 5_000n }),
    ratedNodes: fc.nat(40),
    medianMilli: fc.bigInt({ min: 0n, max: 20_000n }),
  });
  fc.assert(
    fc.property(fc.array(node, { maxLength: 20 }), (steps) => {
      let [previous, elapsed] = [exchangeValueUnit, 0n];
      for (const { hours, ...rest } of steps) {
        elapsed += hours * 2n;
        const basis = { ...rest, previous, elapsed, month: 1_461n, firstMedianMilli: 1_000n };
        const value = exchangeValue(basis, defaultParameters);
        expect(value).toBeLessThanOrEqual(previous);
        expect(value).toBeGreaterThanOrEqual(0n);
        previous = value;
      }
    }),
    runsOf(150),
  );
});

test(`${seeded} quantities beyond exact doubles clear as well: nets stay, no ring is left, and none would gain`, () => {
  const huge = fc
    .tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 40, max: 300 }))
    .chain(([members, bits]) =>
      fc.array(
        fc
          .tuple(
            fc.nat(members - 1),
            fc.nat(members - 2),
            fc.bigInt({ min: 0n, max: 1n << BigInt(bits) }),
          )
          .map(([from, offset, quantity]) => ({
            debtor: memberName(from),
            creditor: memberName((from + 1 + offset) % members),
            quantity,
          })),
        { maxLength: 30, size: 'max' },
      ),
    );
  fc.assert(
    fc.property(huge, (obligations) => {
      const { remaining, cleared } = maximumCirculation(obligations);
      const total = (list: readonly Obligation[]) => sum(list.map(({ quantity }) => quantity));
      expect(total(obligations) - total(remaining)).toBe(cleared);
      for (const { debtor } of obligations) {
        expect(netOwed(remaining, debtor)).toBe(netOwed(obligations, debtor));
      }
      expect(hasRing(remaining)).toBe(false);
      expect(hasGainfulRing(obligations, remaining)).toBe(false);
    }),
    runsOf(200),
  );
});

/** Whether more could be cleared: a ring of what is left, and of what was cleared taken back, that clears more than it takes. */
function hasGainfulRing(all: readonly Obligation[], remaining: readonly Obligation[]): boolean {
  const left = sumsByPair(remaining);
  const steps: { from: string; to: string; cost: number }[] = [];
  for (const [pair, quantity] of Object.entries(sumsByPair(all))) {
    const [debtor = '', creditor = ''] = pair.split(' to ');
    const still = left[pair] ?? 0n;
    expect(still).toBeLessThanOrEqual(quantity);
    if (still > 0n) steps.push({ from: debtor, to: creditor, cost: -1 });
    if (still < quantity) steps.push({ from: creditor, to: debtor, cost: 1 });
  }
  const costs = new Map(steps.map(({ from }) => [from, 0]));
  for (let round = 0; round <= costs.size; round += 1) {
    let isChanged = false;
    for (const { from, to, cost } of steps) {
      const reached = (costs.get(from) ?? 0) + cost;
      if (reached >= (costs.get(to) ?? 0)) continue;
      costs.set(to, reached);
      isChanged = true;
    }
    if (!isChanged) return false;
  }
  return true;
}
