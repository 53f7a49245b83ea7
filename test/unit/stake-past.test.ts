/** What was held after earlier rounds, found backwards from what is held now. */
import { expect, test } from 'vitest';
import type { OpenCommunity } from '../../main/adapters/record-process/communities/communities.ts';
import { heldByCause } from '../../main/adapters/record-process/stakes/held.ts';
import {
  pastHolding,
  pastHoldings,
} from '../../main/adapters/record-process/stakes/past-holdings.ts';
import { createPastRounds } from '../../main/adapters/record-process/stakes/past-lots.ts';
import { createStakeBook } from '../../main/adapters/record-process/stakes/stake-book.ts';
import type { Lots, OpenOffer, StakeMarket } from '../../shared/stake/market.ts';
import { closeRound } from '../../shared/stake/round.ts';
import { roundFileOf } from '../../shared/stake/round-text.ts';
import { hexOf } from '../support/hex-names.ts';
import { causeOf, contextOf, emptyMarket } from '../support/stake-markets.ts';

const members = ['alice', 'bob', 'carol', 'dave', 'erin'].map(hexOf).sort();
const causeIds = members.map((member) => hexOf(`cause of ${member}`));
const roundsClosed = 6;

/** Each offers a tenth for two others, another two in each round, and gives some of it on. */
function offersOf(round: number): ReadonlyMap<string, OpenOffer> {
  return new Map(
    members.map((member, index) => {
      const wants = [1, 2].map((by) => {
        const other = (index + by + (round % 2)) % members.length;
        return {
          ...{ kind: 'member' as const, member: members[other] ?? '', weightPpm: 500_000 },
          cause: causeIds[other] ?? '',
        };
      });
      const offer: OpenOffer = {
        ...{ member, give: member, giveCause: '', quantity: 30n + BigInt(index), wants },
        ...{ reason: '', rounds: 1, waited: 0, matched: 0n },
      };
      return [hexOf(`offer ${round} ${index}`), offer];
    }),
  );
}

function history(rounds = roundsClosed) {
  const causes = members.map((member, index) => [causeIds[index] ?? '', causeOf(member)] as const);
  let market: StakeMarket = { ...emptyMarket(members), causes: new Map(causes) };
  const files: string[] = [];
  const lots: Lots[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const done = closeRound({ ...market, offers: offersOf(round) }, contextOf(members));
    market = done.market;
    files.push(roundFileOf(done.round));
    lots.push(market.lots);
  }
  return { market, files, lots };
}

function communityOf(market: () => StakeMarket, files: () => readonly string[]): OpenCommunity {
  const node = {
    state: () => ({ market: market() }),
    view: () => ({ height: 0 }),
    rounds: (before: number | null, limit: number) =>
      [...files().keys()]
        .filter((each) => before === null || each < before)
        .reverse()
        .slice(0, limit),
    round: (number: number) => {
      const text = files()[number];
      return text === undefined ? null : { text };
    },
  };
  return { node, parameters: { sharesPerIssuer: 1_000 } } as unknown as OpenCommunity;
}

const unitsIn = (lots: Lots) =>
  Object.fromEntries(
    [...heldByCause(lots)].map(([cause, { units }]) => [cause, units] as const).sort(),
  );

test('what is found backwards is what was held after each round, however much is asked for first', () => {
  const { market, files, lots } = history();
  const community = communityOf(
    () => market,
    () => files,
  );
  const past = createPastRounds(community, createStakeBook(community, members[0] ?? ''), unitsIn);
  const all = lots.map(unitsIn);
  expect(new Set(all.map((each) => JSON.stringify(Object.values(each).map(String)))).size).toBe(
    roundsClosed,
  );
  expect(past.last(2)).toEqual(all.slice(-2));
  expect(past.last(60)).toEqual(all);
  expect(past.last(3)).toEqual(all.slice(-3));
});

test('what others and oneself held after each round follows from what the rounds moved', () => {
  const { market, files, lots } = history();
  const community = communityOf(
    () => market,
    () => files,
  );
  const [me = '', bob = ''] = members;
  const book = createStakeBook(community, me);
  const { rounds, under, underAll } = pastHoldings(book, 60);
  expect(rounds).toEqual([...files.keys()]);
  for (const cause of causeIds) {
    expect(under(cause)).toEqual(lots.map((each) => unitsIn(each)[cause] ?? 0n));
  }
  const sums = lots.map((each) => Object.values(unitsIn(each)).reduce((sum, one) => sum + one, 0n));
  expect(underAll).toEqual(sums);
  expect(pastHoldings(book, 2)).toMatchObject({ rounds: [4, 5], underAll: sums.slice(-2) });

  const lot = { issuer: bob, cause: causeIds[1] ?? '' };
  const held = lots.map((each) => each.get(me)?.get(lot.issuer)?.get(lot.cause) ?? 0n);
  expect(new Set(held).size).toBeGreaterThan(1);
  expect(pastHolding(book, { ...lot, units: held.at(-1) ?? 0n }, 60)).toEqual(held);
});

test('far back it is found from one question to the next', () => {
  const { market, files, lots } = history(20);
  let reads = 0;
  const community = communityOf(
    () => market,
    () => files,
  );
  const book = createStakeBook(community, members[0] ?? '');
  const past = createPastRounds(community, book, (held) => {
    reads += 1;
    return unitsIn(held);
  });
  const all = lots.map(unitsIn);
  expect(past.last(60)).toEqual(all.slice(-8));
  expect(past.last(60)).toEqual(all.slice(-16));
  expect(past.last(60)).toEqual(all);
  expect(reads).toBe(20);
});

test('a round that closes later is found as well, and the others are not looked for again', () => {
  const { market, files, lots } = history();
  let known = 4;
  let reads = 0;
  const community = communityOf(
    () => ({ ...market, lots: lots[known - 1] ?? new Map() }),
    () => files.slice(0, known),
  );
  const past = createPastRounds(community, createStakeBook(community, members[0] ?? ''), (held) => {
    reads += 1;
    return unitsIn(held);
  });
  expect(past.last(60)).toEqual(lots.slice(0, 4).map(unitsIn));
  known = 6;
  expect(past.last(60)).toEqual(lots.map(unitsIn));
  expect(reads).toBe(6);
});

test('what a member has of a round is kept with it: its offers, what moved, and what came to all', () => {
  const { market, files } = history();
  const community = communityOf(
    () => market,
    () => files,
  );
  const [me = ''] = members;
  const sums = createStakeBook(community, me).roundSums(0);
  expect(sums).toMatchObject({ number: 0, offers: 5 });
  expect(sums?.mine.map(({ member }) => member)).toEqual([me]);
  const came = [...(sums?.came.values() ?? [])].reduce((sum, units) => sum + units, 0n);
  expect(came).toBe(sums?.volume);
  expect(createStakeBook(community, me).roundSums(99)).toBeNull();
});
