/** Which offers are taken, and by which name others are refused (rules R9, R10, R14). */
import { expect, test } from 'vitest';
import { offerableOf, offerFault } from '../../shared/stake/admission.ts';
import type { MarketContext } from '../../shared/stake/admission.ts';
import { withMoves } from '../../shared/stake/lots.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { Offer, OpenOffer, StakeMarket, Want } from '../../shared/stake/market.ts';
import { advanceWork } from '../../shared/stake/work.ts';
import { causeIdOf, causeOf, contextOf, emptyMarket } from '../support/stake-markets.ts';

const people = ['alice', 'bob', 'carol', 'dave'] as const;
const [alice, bob, carol, dave] = people;
const context: MarketContext = contextOf(people);

/** Alice holds 100 of Bob and Bob 100 of Alice; all have a cause, and Carol and Dave work for bread. */
function market(changed: Partial<StakeMarket> = {}): StakeMarket {
  const empty = emptyMarket(people);
  const swap = [
    { holder: alice, issuer: alice, cause: noCause, units: -100n },
    { holder: alice, issuer: bob, cause: causeIdOf(bob), units: 100n },
    { holder: bob, issuer: bob, cause: noCause, units: -100n },
    { holder: bob, issuer: alice, cause: causeIdOf(alice), units: 100n },
  ];
  const causes = people.map((each) => {
    const tags = each === carol || each === dave ? ['bread'] : [];
    return [causeIdOf(each), causeOf(each, tags)] as const;
  });
  return {
    ...empty,
    lots: withMoves(empty.lots, swap),
    causes: new Map(causes),
    work: new Map([[alice, 100n]]),
    ...changed,
  };
}

function wantOf(member: string, weightPpm = 500_000): Want {
  return { kind: 'member', member, cause: causeIdOf(member), weightPpm };
}

const tagged: Want = { kind: 'tag', tag: 'bread', weightPpm: 1_000_000 };

function offer(changed: Partial<Offer> = {}): Offer {
  return {
    ...{ give: alice, giveCause: noCause, quantity: 50n, reason: '', rounds: 3 },
    wants: [wantOf(bob), wantOf(carol)],
    ...changed,
  };
}

const ofBob = { give: bob, giveCause: causeIdOf(bob) };

function opened(changed: Partial<OpenOffer> = {}): OpenOffer {
  return { ...offer(), member: alice, waited: 0, matched: 0n, ...changed };
}

function openOffers(...offers: readonly OpenOffer[]): Partial<StakeMarket> {
  return { offers: new Map(offers.map((each, index) => [`offer ${index}`, each])) };
}

test('an offer that the rules allow is taken', () => {
  for (const allowed of [
    offer(),
    offer({ quantity: 300n }),
    offer({ wants: [tagged] }),
    offer({ ...ofBob, quantity: 100n, wants: [] }),
    offer({ ...ofBob, quantity: 100n, wants: [wantOf(carol), wantOf(dave)] }),
  ]) {
    expect(offerFault(market(), alice, allowed, context)).toBeNull();
  }
});

const due = causeOf(bob, [], { deadline: 23 });
const over = causeOf(bob, [], { outcome: { verdict: 'met', achieved: 1n, round: 0 } });

test.each<readonly [string, Offer, Partial<StakeMarket>]>([
  ['too_many_offers', offer(), openOffers(...Array.from({ length: 20 }, () => opened()))],
  ['gives_more_than_held', offer({ quantity: 901n }), {}],
  ['gives_more_than_held', offer({ ...ofBob, quantity: 101n }), {}],
  ['gives_more_than_held', offer({ give: bob, giveCause: causeIdOf(alice) }), {}],
  ['gives_more_than_held', offer({ ...ofBob }), openOffers(opened({ ...ofBob, quantity: 51n }))],
  ['below_floor', offer({ quantity: 801n }), {}],
  ['above_release', offer({ quantity: 301n }), {}],
  ['above_release', offer({ quantity: 51n }), { work: new Map([[bob, 9n]]) }],
  ['above_release', offer(), openOffers(opened({ quantity: 260n, matched: 9n }))],
  ['pledged', offer({ ...ofBob, quantity: 41n, wants: [] }), {}],
  ['pledged', offer({ ...ofBob, quantity: 1n }), openOffers(opened({ ...ofBob, quantity: 40n }))],
  ['wants_one_person', offer({ wants: [] }), {}],
  ['wants_one_person', offer({ wants: [wantOf(bob), wantOf(bob)] }), {}],
  ['wants_too_much_of_one', offer({ wants: [wantOf(bob, 500_001), wantOf(carol, 499_999)] }), {}],
  ['wants_oneself', offer({ wants: [wantOf(alice), wantOf(bob)] }), {}],
  ['wants_given', offer({ ...ofBob, quantity: 9n, wants: [wantOf(bob), wantOf(carol)] }), {}],
  [
    'wants_own_tag',
    offer({ wants: [tagged] }),
    { causes: new Map([['c', causeOf(alice, ['bread'])]]) },
  ],
  ['member_unknown', offer({ wants: [wantOf('mallory'), wantOf(bob)] }), {}],
  [
    'cause_missing',
    offer({ wants: [{ ...wantOf(bob), cause: noCause } as Want, wantOf(carol)] }),
    {},
  ],
  [
    'cause_not_live',
    offer({ wants: [{ ...wantOf(bob), cause: causeIdOf(carol) } as Want, wantOf(dave)] }),
    {},
  ],
  [
    'cause_not_live',
    offer(),
    {
      causes: new Map([
        [causeIdOf(bob), due],
        [causeIdOf(carol), causeOf(carol)],
      ]),
    },
  ],
  [
    'cause_not_live',
    offer(),
    {
      causes: new Map([
        [causeIdOf(bob), over],
        [causeIdOf(carol), causeOf(carol)],
      ]),
    },
  ],
])('refused as %s', (name, refused, changed) => {
  const pledging: MarketContext = {
    ...context,
    unpledged: (_, issuer, given) => 40n - (given.get(issuer) ?? 0n),
  };
  expect(offerFault(market(changed), alice, refused, pledging)).toBe(name);
});

test('where fewer than three others are, one may be more than half of what is wanted', () => {
  const few = contextOf([alice, bob, carol]);
  const uneven = offer({ wants: [wantOf(bob, 900_000), wantOf(carol, 100_000)] });
  expect(offerFault(market(), alice, uneven, few)).toBeNull();
});

test('what one may still offer says what bounds it', () => {
  const of = (changed: Partial<StakeMarket>, each: MarketContext = context) =>
    offerableOf(market(changed), alice, each);
  expect(of({})).toEqual({ most: 300n, boundBy: 'release', floor: 100n, pledged: 0n });
  expect(of(openOffers(opened({ quantity: 200n }))).most).toBe(100n);
  expect(of(openOffers(opened({ quantity: 300n })))).toMatchObject({ most: 0n, boundBy: 'offers' });
  const free = contextOf(people, { rules: { ...context.rules, workReleasePpm: 1_000_000 } });
  expect(of({}, free)).toMatchObject({ most: 800n, boundBy: 'floor' });
  const borrower = contextOf(people, { unpledged: () => 30n });
  expect(of({}, borrower)).toMatchObject({ most: 300n, pledged: 70n });
});

test('verified work fades by half in its half-life, and comes near what one is credited with', () => {
  const [roundMs, halfLifeMs] = [86_400_000, 182 * 86_400_000];
  const one = 2n ** 32n;
  let work: ReadonlyMap<string, bigint> = new Map([[alice, 1_000_000n * one]]);
  for (let day = 0; day < 182; day += 1) {
    work = advanceWork(work, new Map([[bob, 1_000_000n]]), { roundMs, halfLifeMs });
  }
  const millionths = (member: string) => Number((work.get(member) ?? 0n) / one);
  expect(millionths(alice)).toBeGreaterThan(499_000);
  expect(millionths(alice)).toBeLessThan(500_000);
  expect(millionths(bob)).toBe(999_999 - millionths(alice));
  const long = advanceWork(work, new Map([[carol, 7n]]), { roundMs: 9, halfLifeMs: 1 });
  expect([...long]).toEqual([[carol, 7n * one]]);
});
