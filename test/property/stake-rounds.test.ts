/** Whatever is offered in whatever market: rounds keep the laws, give nobody more than they asked, and are the best. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkClearing } from '../../shared/stake/check-clearing.ts';
import { sharesOfLots, unitsOf, withoutMember } from '../../shared/stake/lots.ts';
import type { Lots, Round, StakeMarket } from '../../shared/stake/market.ts';
import { bookOf } from '../../shared/stake/round-book.ts';
import { closeRound } from '../../shared/stake/round.ts';
import { checkRoundFile } from '../../shared/stake/round-file.ts';
import { roundFileOf } from '../../shared/stake/round-text.ts';
import { floorOf } from '../../shared/stake/shares.ts';
import { economySeed, runsOf } from '../support/economy-histories.ts';
import { createSolver } from '../support/economy-solver.ts';
import { arcsOf } from '../support/stake-books.ts';
import { hexOf } from '../support/hex-names.ts';
import { marketRules, peopleOf, play, somePlan } from '../support/stake-markets.ts';

const solver = await createSolver();
const seeded = `COMMON_HOURS_SEED=${economySeed}:`;
const issued = 1_000n;

function expectLaws(lots: Lots): void {
  const held = new Map<string, bigint>();
  for (const row of sharesOfLots(lots).values()) {
    expect([...row.values()].reduce((sum, units) => sum + units, 0n)).toBe(issued);
    for (const [issuer, units] of row) held.set(issuer, (held.get(issuer) ?? 0n) + units);
  }
  for (const units of held.values()) expect(units).toBe(issued);
  for (const row of lots.values())
    for (const byCause of row.values())
      for (const units of byCause.values()) expect(units).toBeGreaterThan(0n);
}

test(`${seeded} all of everybody is held after each round, and nobody is below their floor`, () => {
  const keeps = (plan: Parameters<typeof play>[0]) => {
    play(plan, ({ closed: { market, round } }) => {
      expectLaws(market.lots);
      for (const { member, own } of round.agents) {
        const after = unitsOf(market.lots, member, member);
        if (after < own) expect(after).toBeGreaterThanOrEqual(floorOf(issued, marketRules));
      }
      for (const { holder, issuer, cause, before } of round.moves) {
        expect(market.lots.get(holder)?.get(issuer)?.get(cause) ?? 0n).toBe(
          before +
            (round.moves.find((each) => isSameLot(each, { holder, issuer, cause }))?.units ?? 0n),
        );
      }
    });
  };
  fc.assert(fc.property(somePlan, keeps), runsOf(50));
});

function isSameLot(
  one: Round['moves'][number],
  other: Pick<Round['moves'][number], 'holder' | 'issuer' | 'cause'>,
): boolean {
  return one.holder === other.holder && one.issuer === other.issuer && one.cause === other.cause;
}

test(`${seeded} nothing comes of an offer beyond what it asks, and its author gets as much as it gives`, () => {
  const isBounded = (plan: Parameters<typeof play>[0]) => {
    play(plan, ({ closed: { round } }) => {
      for (const { quantity, matched, admitted, asked, got } of round.offers) {
        expect(sumOf(asked)).toBe(admitted);
        expect(admitted).toBeLessThanOrEqual(quantity - matched);
        for (const [place, units] of got.entries()) {
          expect(units).toBeGreaterThanOrEqual(0n);
          expect(units).toBeLessThanOrEqual(asked[place] ?? 0n);
        }
      }
      for (const { member } of round.agents) {
        const mine = round.moves.filter(({ holder }) => holder === member);
        expect(sumOf(mine.map(({ units }) => units))).toBe(0n);
      }
      expect(sumOf(round.offers.flatMap(({ got }) => got))).toBe(round.volume);
    });
  };
  fc.assert(fc.property(somePlan, isBounded), runsOf(50));
});

function sumOf(units: readonly bigint[]): bigint {
  return units.reduce((sum, each) => sum + each, 0n);
}

test(`${seeded} with tags too, a round is worth all that an independent solver can reach`, () => {
  let tagged = 0;
  const reaches = (plan: Parameters<typeof play>[0]) => {
    play(plan, ({ closed: { round } }) => {
      const { book, arcs } = bookOf(round.agents, round.tags, round.offers, round.slices);
      expect(round.welfare).toBe(solver.bestCirculation(arcsOf(book)));
      const brought = round.tags.flatMap(({ carriers }) => carriers.map((each) => each.brought));
      tagged += brought.filter((units) => units > 0n).length;
      const fills = [
        ...arcs.map(({ offer, want }) => Number(round.offers[offer]?.got[want] ?? 0n)),
        ...brought.map(Number),
      ];
      const potentials = Float64Array.from(round.potentials, Number);
      const proof = { fills: Float64Array.from(fills), potentials };
      expect(checkClearing(book, proof)).toEqual({ ok: true, value: null });
      const volume = solver.bestCirculation(arcsOf({ ...book, objective: 'volume' }));
      expect(round.volume).toBeLessThanOrEqual(volume);
    });
  };
  // In these some carry others by a tag, which chance alone does not always bring about.
  for (const plan of fc.sample(somePlan, { seed: 7, numRuns: 8 })) reaches(plan);
  expect(tagged).toBeGreaterThan(0);
  fc.assert(fc.property(somePlan, reaches), runsOf(12));
});

test(`${seeded} the order in which offers, causes and people stand decides nothing`, () => {
  const isTheSame = (plan: Parameters<typeof play>[0]) => {
    play(plan, ({ before, closed, context }) => {
      const turned = closeRound(turnedRound(before), {
        ...context,
        members: new Set([...context.members].reverse()),
      });
      expect(roundFileOf(turned.round)).toBe(roundFileOf(closed.round));
      expect(sharesOfLots(turned.market.lots)).toEqual(sharesOfLots(closed.market.lots));
      expect(turned.market.offers).toEqual(closed.market.offers);
    });
  };
  fc.assert(fc.property(somePlan, isTheSame), runsOf(40));
});

function turnedRound(market: StakeMarket): StakeMarket {
  return {
    ...market,
    offers: new Map([...market.offers].reverse()),
    causes: new Map([...market.causes].reverse()),
    lots: new Map([...market.lots].reverse()),
    work: new Map([...market.work].reverse()),
  };
}

test(`${seeded} cutting an offer into several gains nothing but dust`, () => {
  const large = { issued: 1_000_000_000n, slices: 2 ** 12 };
  let matched = 0;
  const gains = (plan: Parameters<typeof play>[0], which: number) => {
    play(
      plan,
      ({ before, closed, context }) => {
        const [id, offer] = [...before.offers][which % Math.max(1, before.offers.size)] ?? [];
        if (id === undefined || offer === undefined || offer.matched > 0n) return;
        const part = offer.quantity / 3n;
        if (part === 0n) return;
        const offers = new Map(before.offers);
        offers.set(id, { ...offer, quantity: offer.quantity - 2n * part });
        for (const copy of ['a', 'b']) offers.set(hexOf(id + copy), { ...offer, quantity: part });
        const cut = closeRound({ ...before, offers }, context).round;
        const gotBy = (round: Round) =>
          sumOf(
            round.offers.filter((each) => each.member === offer.member).flatMap((each) => each.got),
          );
        // A slice of each order of the author's, and units that do not part evenly.
        const dust = (offer.quantity / 2n ** 12n + 8n) * 2n;
        if (gotBy(cut) > 0n) matched += 1;
        expect(gotBy(cut) - gotBy(closed.round)).toBeLessThanOrEqual(dust);
      },
      large,
    );
  };
  fc.assert(fc.property(somePlan, fc.nat(13), gains), runsOf(40));
  expect(matched).toBeGreaterThan(0);
});

test(`${seeded} whoever leaves after rounds leaves all sums whole`, () => {
  const keeps = (plan: Parameters<typeof play>[0], leaver: number) => {
    let last: StakeMarket | undefined;
    play(plan, ({ closed }) => {
      last = closed.market;
    });
    const member = peopleOf(plan)[leaver % plan.people] ?? '';
    if (last === undefined) return;
    const left = withoutMember(last.lots, member, issued);
    expectLaws(left);
    expect(left.has(member)).toBe(false);
    for (const [holder, row] of left) {
      for (const [issuer, byCause] of row) {
        const known = new Set([...(last.lots.get(holder)?.get(issuer)?.keys() ?? [])]);
        for (const cause of last.lots.get(member)?.get(issuer)?.keys() ?? []) known.add(cause);
        for (const cause of byCause.keys()) expect(known).toContain(cause);
      }
    }
  };
  fc.assert(fc.property(somePlan, fc.nat(7), keeps), runsOf(40));
});

test(`${seeded} the file of a round can be checked, and says again what the round said`, () => {
  const isRead = (plan: Parameters<typeof play>[0]) => {
    play(plan, ({ closed: { round } }) => {
      expect(checkRoundFile(roundFileOf(round))).toEqual({ ok: true, value: round });
    });
  };
  fc.assert(fc.property(somePlan, isRead), runsOf(40));
});

test(`${seeded} where the work runs out, what is settled is a circulation, and the round says so`, () => {
  let exhausted = 0;
  const settles = (plan: Parameters<typeof play>[0], mostWork: number) => {
    play(
      plan,
      ({ closed: { market, round } }) => {
        expectLaws(market.lots);
        if (round.isExhausted) exhausted += 1;
        expect(round.potentials).toHaveLength(
          round.isExhausted ? 0 : round.agents.length + round.tags.length,
        );
        expect(checkRoundFile(roundFileOf(round))).toEqual({ ok: true, value: round });
      },
      { mostWork },
    );
  };
  fc.assert(fc.property(somePlan, fc.integer({ min: 1, max: 60 }), settles), runsOf(40));
  expect(exhausted).toBeGreaterThan(0);
});
