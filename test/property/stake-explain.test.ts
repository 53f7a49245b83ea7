/** Whatever comes of a round: what it says to each member adds up, and what is shown as rings is the round itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainRound } from '../../shared/stake/explain.ts';
import { lotOf, unitsOf } from '../../shared/stake/lots.ts';
import { economySeed, runsOf } from '../support/economy-histories.ts';
import { play, somePlan } from '../support/stake-markets.ts';

const seeded = `COMMON_HOURS_SEED=${economySeed}:`;
const sumOf = (units: readonly bigint[]) => units.reduce((sum, each) => sum + each, 0n);

test(`${seeded} for everybody the lines add up to nothing, and end at what they hold`, () => {
  const addsUp = (plan: Parameters<typeof play>[0]) => {
    play(plan, ({ before, closed: { market, round } }) => {
      for (const { member } of round.agents) {
        const { lines, ownBefore, ownAfter, offers, gross, net } = explainRound(round, member);
        expect(sumOf(lines.map(({ units }) => units))).toBe(0n);
        expect(ownBefore).toBe(unitsOf(before.lots, member, member));
        expect(ownAfter).toBe(unitsOf(market.lots, member, member));
        for (const line of lines) {
          expect(line.before).toBe(lotOf(before.lots, member, line.issuer, line.cause));
          expect(line.after).toBe(lotOf(market.lots, member, line.issuer, line.cause));
        }
        expect(sumOf(offers.map(({ got }) => got))).toBe(gross);
        expect(net).toBeLessThanOrEqual(gross);
        for (const { offer, got, why } of offers) {
          expect(why === null).toBe(got === offer.quantity - offer.matched);
        }
      }
    });
  };
  fc.assert(fc.property(somePlan, addsUp), runsOf(40));
});

test(`${seeded} rings that are whole carry all that was given of a member's stake`, () => {
  let shown = 0;
  const areWhole = (plan: Parameters<typeof play>[0]) => {
    play(plan, ({ closed: { round } }) => {
      for (const { member } of round.agents) {
        const given = sumOf(
          round.offers.filter(({ give }) => give === member).flatMap(({ got }) => got),
        );
        const { rings, isWholeInRings } = explainRound(round, member);
        if (given === 0n || !isWholeInRings) continue;
        shown += 1;
        expect(rings.every(({ members }) => members[0] === member)).toBe(true);
        expect(sumOf(rings.map(({ units }) => units))).toBe(given);
        for (const { members } of rings) expect(new Set(members).size).toBe(members.length);
      }
    });
  };
  fc.assert(fc.property(somePlan, areWhole), runsOf(40));
  expect(shown).toBeGreaterThan(0);
});
