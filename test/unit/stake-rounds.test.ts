/** Rounds of a few people, worked out by hand (rules R9, R10, R11, R15). */
import { expect, test } from 'vitest';
import { explainRound } from '../../shared/stake/explain.ts';
import { lotOf, unitsOf, withMoves, withoutMember } from '../../shared/stake/lots.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { OpenOffer, StakeMarket, Want } from '../../shared/stake/market.ts';
import { closeRound } from '../../shared/stake/round.ts';
import type { RoundContext } from '../../shared/stake/round.ts';
import { causeIdOf, causeOf, contextOf, emptyMarket } from '../support/stake-markets.ts';

const people = ['alice', 'bob', 'carol', 'dave'] as const;
const [alice, bob, carol, dave] = people;

function market(
  offers: { readonly [id: string]: OpenOffer },
  changed: Partial<StakeMarket> = {},
): StakeMarket {
  return {
    ...emptyMarket(people),
    causes: new Map(people.map((each) => [causeIdOf(each), causeOf(each)])),
    work: new Map(people.map((each) => [each, 10n])),
    offers: new Map(Object.entries(offers)),
    ...changed,
  };
}

/** So many units for each of some people, from somebody's own. */
function gives(
  member: string,
  wanted: { readonly [member: string]: number },
  changed: Partial<OpenOffer> = {},
): OpenOffer {
  const quantity = Object.values(wanted).reduce((sum, units) => sum + units, 0);
  const wants = Object.entries(wanted).map(([each, units]): Want => ({
    ...{ kind: 'member', member: each, cause: causeIdOf(each) },
    weightPpm: Math.round((units * 1_000_000) / quantity),
  }));
  return {
    ...{ member, give: member, giveCause: noCause, quantity: BigInt(quantity), wants },
    ...{ reason: '', rounds: 2, waited: 0, matched: 0n, ...changed },
  };
}

function close(before: StakeMarket, changed: Partial<RoundContext> = {}) {
  return closeRound(before, contextOf(people, { slices: 1024, ...changed }));
}

const ring = {
  o1: gives(alice, { bob: 50, dave: 50 }),
  o2: gives(bob, { carol: 80, dave: 80 }),
  o3: gives(carol, { alice: 70, dave: 70 }),
};

test('three who want each other in a ring are matched as far as the least of them asks', () => {
  const { market: after, round } = close(market(ring));
  expect(round.offers.map(({ got }) => got)).toEqual([
    [50n, 0n],
    [50n, 0n],
    [50n, 0n],
  ]);
  // The annex of the rules: [0,1,50][1,2,80][2,0,70] is worth 92598 in 1024 slices.
  expect([round.welfare, round.volume]).toEqual([92_598n, 150n]);
  expect(lotOf(after.lots, alice, bob, causeIdOf(bob))).toBe(50n);
  expect(unitsOf(after.lots, alice, alice)).toBe(950n);
  expect(after.round).toBe(1);
  expect([...after.offers.values()].map(({ matched, waited }) => [matched, waited])).toEqual([
    [50n, 1],
    [50n, 1],
    [50n, 1],
  ]);
  expect(after.momentum.get(causeIdOf(bob))).toEqual({ fast: 50n, slow: 50n });
});

test('a round is explained: why, what moved, and in which ring', () => {
  const { round } = close(market(ring));
  const mine = explainRound(round, bob);
  expect([mine.ownBefore, mine.ownAfter, mine.gross, mine.net]).toEqual([1_000n, 950n, 50n, 50n]);
  expect(mine.offers).toMatchObject([{ got: 50n, why: 'nobody_wanted' }]);
  expect(mine.lines).toEqual([
    ...[{ issuer: bob, cause: noCause, units: -50n, before: 1_000n, after: 950n, offer: 'o2' }],
    { issuer: carol, cause: causeIdOf(carol), units: 50n, before: 0n, after: 50n, offer: 'o2' },
  ]);
  expect(mine.rings).toEqual([{ members: [bob, carol, alice], units: 50n }]);
  expect(mine.isWholeInRings).toBe(true);
  const other = explainRound(round, dave);
  expect(other).toMatchObject({ ownBefore: 1_000n, ownAfter: 1_000n, offers: [], lines: [] });
  expect(other.rings).toEqual([{ members: [alice, bob, carol], units: 50n }]);
});

test('an offer stays open for its rounds, weighs more by each, and is gone when they are over', () => {
  const lonely = { o1: gives(alice, { bob: 50, dave: 50 }, { rounds: 2 }) };
  const first = close(market(lonely)).market;
  expect(first.offers.get('o1')).toMatchObject({ waited: 1, matched: 0n });
  const weighed = close({
    ...first,
    offers: new Map([...first.offers, ['o2', gives(bob, { alice: 9, carol: 9 })]]),
  });
  expect(weighed.round.offers[0]?.got).toEqual([9n, 0n]);
  // 9 units of each, all of o2's part and 9 of 50 of o1's, which counts twice.
  const worth = (units: number, all: number, weight: number) => {
    let sum = 0;
    for (let unit = 1; unit <= units; unit += 1)
      sum += weight * (1024 - Math.ceil((unit * 1024) / all) + 1);
    return BigInt(sum);
  };
  expect(weighed.round.welfare).toBe(worth(9, 50, 2) + worth(9, 9, 1));
  expect(weighed.market.offers.has('o1')).toBe(false);
});

test('all offers of one author are cut alike to what release leaves free', () => {
  const many = {
    o1: gives(alice, { bob: 100, dave: 100 }),
    o2: gives(alice, { bob: 200, carol: 200 }),
  };
  const { round } = close(market(many));
  expect(round.offers.map(({ admitted, heldBack, free }) => [admitted, heldBack, free])).toEqual([
    [100n, 'above_release', 300n],
    [200n, 'above_release', 300n],
  ]);
  expect(explainRound(round, alice).offers[0]?.why).toBe('nobody_wanted');
});

/** Alice holds 400 of Bob, 300 of Carol; they hold her. */
function holding(): Pick<StakeMarket, 'lots'> {
  const swap = (other: string, units: bigint) => [
    { holder: alice, issuer: alice, cause: noCause, units: -units },
    { holder: alice, issuer: other, cause: causeIdOf(other), units },
    { holder: other, issuer: other, cause: noCause, units: -units },
    { holder: other, issuer: alice, cause: causeIdOf(alice), units },
  ];
  return { lots: withMoves(emptyMarket(people).lots, [...swap(bob, 400n), ...swap(carol, 300n)]) };
}

function exit(
  member: string,
  give: string,
  quantity: bigint,
  changed: Partial<OpenOffer> = {},
): OpenOffer {
  const empty = gives(member, {});
  return { ...empty, give, giveCause: causeIdOf(give), quantity, ...changed };
}

test('the floor, a pledge and what is held no longer bound what takes part, and say so', () => {
  const offers = {
    o1: gives(alice, { bob: 150, dave: 150 }),
    o2: exit(alice, bob, 500n),
    o3: exit(alice, carol, 200n),
  };
  const rules = { floorPpm: 200_000, newcomerReleasePpm: 1_000_000, workReleasePpm: 0 };
  const already: string[] = [];
  const unpledged: RoundContext['unpledged'] = (_, issuer, given) => {
    already.push(`${issuer} ${[...given].join(' ')}`);
    return issuer === carol ? 60n : 1_000n;
  };
  const { round } = close(market(offers, holding()), { rules, unpledged });
  expect(round.offers.map(({ admitted, heldBack }) => [admitted, heldBack])).toEqual([
    [100n, 'below_floor'],
    [400n, 'gives_more_than_held'],
    [60n, 'pledged'],
  ]);
  expect(already).toEqual([`${bob} `, `${carol} ${bob},400`]);
});

test('stake in others goes back for stake in oneself, and moves on to others', () => {
  const offers = {
    o1: exit(alice, bob, 100n),
    o2: exit(bob, alice, 60n, { wants: gives(bob, { carol: 30, dave: 30 }).wants }),
    o3: gives(carol, { bob: 40, alice: 40 }),
    o4: exit(carol, alice, 50n),
  };
  const { market: after, round } = close(market(offers, holding()));
  // Stake in Alice goes for Carol's, by Bob and by what Carol does not take back herself (50 less 40); Carol's goes
  // for Bob's, and Bob's back to Alice.
  expect(round.offers.map(({ got }) => got)).toEqual([[40n], [30n, 0n], [40n, 0n], [10n]]);
  expect(unitsOf(after.lots, alice, alice)).toBe(340n);
  expect(unitsOf(after.lots, bob, carol)).toBe(30n);
  expect(explainRound(round, alice).rings).toEqual([{ members: [alice, carol, bob], units: 40n }]);
});

test('opposite offers of one person cancel out, and are not matched with each other', () => {
  const offers = {
    o1: gives(alice, { bob: 50, dave: 50 }),
    o2: exit(alice, bob, 20n),
    o3: gives(bob, { alice: 100, dave: 100 }),
  };
  const { round } = close(market(offers, holding()));
  expect(round.offers.map(({ got }) => got)).toEqual([[30n, 0n], [0n], [30n, 0n]]);
  expect(explainRound(round, alice).offers.map(({ why }) => why)).toEqual([
    'nobody_wanted',
    'cancelled',
  ]);
});

const bread: Want = { kind: 'tag', tag: 'bread', weightPpm: 1_000_000 };

/** Bob works for bread and wine, Carol for bread; Dave carries bread and has done nothing. */
function bakers(offers: { readonly [id: string]: OpenOffer }, carolsWork = 10n): StakeMarket {
  return market(offers, {
    causes: new Map([
      [causeIdOf(alice), causeOf(alice)],
      ['b', causeOf(bob, ['bread', 'wine'])],
      ['a', causeOf(bob, ['bread'])],
      ['c', causeOf(carol, ['bread'])],
      ['d', causeOf(dave, ['bread'])],
    ]),
    work: new Map([
      [alice, 10n],
      [bob, 10n],
      [carol, carolsWork],
    ]),
  });
}

function wantsAlice(member: string, units: bigint): OpenOffer {
  return gives(
    member,
    { alice: Number(units) / 2, dave: Number(units) / 2 },
    {
      wants: [
        { kind: 'member', member: alice, cause: causeIdOf(alice), weightPpm: 500_000 },
        { kind: 'member', member: dave, cause: 'd', weightPpm: 500_000 },
      ],
    },
  );
}

test('what is asked of a tag comes from who works for it, by their work and never from one alone', () => {
  const offers = {
    o1: gives(alice, {}, { quantity: 90n, wants: [bread] }),
    o2: wantsAlice(bob, 200n),
    o3: wantsAlice(carol, 200n),
  };
  const { market: after, round } = close(bakers(offers));
  const carriers = round.tags[0]?.carriers.map(({ capacity, brought }) => [capacity, brought]);
  // Bob's work counts by half for each of his two tags: a third and two thirds, of which no more than a half.
  expect(carriers).toEqual([
    [30n, 30n],
    [45n, 45n],
  ]);
  expect(lotOf(after.lots, alice, bob, 'a')).toBe(30n);
  expect(lotOf(after.lots, alice, carol, 'c')).toBe(45n);
  expect(unitsOf(after.lots, alice, dave)).toBe(0n);
  expect(round.volume).toBe(150n);
  const alone = close(bakers(offers, 0n)).round;
  expect(alone.tags[0]?.carriers.map(({ capacity }) => capacity)).toEqual([45n]);
});

test('each asker of a tag gets several people of it, and nobody many lots', () => {
  const asking = Object.fromEntries(
    [alice, dave].map((each) => [`o${each}`, gives(each, {}, { quantity: 40n, wants: [bread] })]),
  );
  const before = bakers({ ...asking, o2: wantsAlice(bob, 200n), o3: wantsAlice(carol, 200n) });
  const causes = new Map([...before.causes, ['d', causeOf(dave)] as const]);
  const { market: after, round } = close({ ...before, causes });
  for (const asker of [alice, dave]) {
    expect(unitsOf(after.lots, asker, bob)).toBeGreaterThan(0n);
    expect(unitsOf(after.lots, asker, carol)).toBeGreaterThan(0n);
    const lines = explainRound(round, asker).lines;
    expect(lines.reduce((sum, { units }) => sum + units, 0n)).toBe(0n);
  }
});

test('what an offer wants of a cause that is over takes no part', () => {
  const gone = causeOf(bob, [], { deadline: 23 });
  const before = market(ring);
  const causes = new Map([...before.causes, [causeIdOf(bob), gone] as const]);
  const { round } = close({ ...before, causes });
  expect(round.offers[0]).toMatchObject({
    ...{ admitted: 50n, heldBack: 'cause_not_live', asked: [0n, 50n] },
    lapsed: [{ want: 0, why: 'cause_not_live' }],
  });
  expect(round.volume).toBe(0n);
});

test('what is inherited keeps the causes under which it was held, in their proportion', () => {
  const { lots } = holding();
  const two = withMoves(lots, [
    { holder: alice, issuer: bob, cause: causeIdOf(bob), units: -100n },
    { holder: alice, issuer: bob, cause: 'another', units: 100n },
  ]);
  const left = withoutMember(two, alice, 1_000n);
  // Carol held 300 of Alice, who held 400 of Bob and 300 of Carol, and 300 of herself.
  expect(unitsOf(left, carol, bob)).toBe(171n);
  const kept = [...(left.get(carol)?.get(bob) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(new Map(kept)).toEqual(
    new Map([
      [causeIdOf(bob), 128n],
      ['another', 43n],
    ]),
  );
  expect(left.get(carol)?.get(carol)).toEqual(new Map([[noCause, 829n]]));
});
