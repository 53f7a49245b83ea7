/** A market of many people, each of whom holds some others and offers something; the same for the same seed. */
import { withMoves } from '../../shared/stake/lots.ts';
import type { LotMove } from '../../shared/stake/lots.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { OpenOffer, StakeMarket, Want } from '../../shared/stake/market.ts';
import { closeRound } from '../../shared/stake/round.ts';
import type { RoundContext } from '../../shared/stake/round.ts';
import { createChance } from './engine-world/chance.ts';
import type { Chance } from './engine-world/chance.ts';
import { hexOf } from './hex-names.ts';
import { causeIdOf, causeOf, contextOf, emptyMarket } from './stake-markets.ts';

const issued = 1_000_000_000n;
const tags = ['bread', 'code', 'energy', 'music', 'repair', 'water'];
const rules = { floorPpm: 100_000, newcomerReleasePpm: 200_000, workReleasePpm: 250_000 };

export interface LargeMarket {
  readonly market: StakeMarket;
  readonly context: RoundContext;
}

/** Everybody holds four others, and as many offers are open as are asked for; one in ten asks for a tag too. */
export function largeMarket(people: number, offers: number, seed: number): LargeMarket {
  const chance = createChance(seed);
  const members = Array.from({ length: people }, (_, number) => hexOf(`member ${number}`));
  const moves = [1, 7, 31, 101].flatMap((step) => swapsOf(members, step));
  const causes = members.map((member) => {
    return [causeIdOf(member), causeOf(member, [chance.one(tags)])] as const;
  });
  const made = Array.from({ length: offers }, (_, number): readonly [string, OpenOffer] => [
    hexOf(`offer ${number}`),
    offerOf(chance, members, chance.whole(0, people - 1), number % 10 === 0),
  ]);
  const empty = emptyMarket(members, issued);
  const market = {
    ...empty,
    lots: withMoves(empty.lots, moves),
    causes: new Map(causes),
    work: new Map(members.map((member) => [member, BigInt(chance.whole(0, 1_000_000))])),
    offers: new Map(made),
  };
  return { market, context: contextOf(members, { issued, rules, slices: 2 ** 16, mostWork: 1e9 }) };
}

/** Closes it, as the record does. */
export function closeLarge({ market, context }: LargeMarket): ReturnType<typeof closeRound> {
  return closeRound(market, context);
}

/** Everybody gives a fortieth of themselves to the one so many places before. */
function swapsOf(members: readonly string[], step: number): readonly LotMove[] {
  const units = issued / 40n;
  return members.flatMap((holder, place) => {
    const issuer = members[(place + step) % members.length] ?? holder;
    return [
      { holder, issuer: holder, cause: noCause, units: -units },
      { holder, issuer, cause: causeIdOf(issuer), units },
    ];
  });
}

function offerOf(
  chance: Chance,
  members: readonly string[],
  place: number,
  isTagged: boolean,
): OpenOffer {
  const member = members[place] ?? '';
  const count = members.length;
  const held = members[(place + 7) % count] ?? '';
  const isMoving = !isTagged && chance.next() < 0.2;
  const wants = [0, 1].map((): Want => {
    // Some are wanted more than others.
    const wanted = Math.floor((chance.whole(0, count - 1) * chance.whole(0, count - 1)) / count);
    const other = [0, 1, 2]
      .map((more) => members[(wanted + more) % count] ?? '')
      .find((each) => each !== member && each !== held);
    const named = other ?? member;
    return { kind: 'member', member: named, cause: causeIdOf(named), weightPpm: 500_000 };
  });
  const tagged: Want = { kind: 'tag', tag: chance.one(tags), weightPpm: 500_000 };
  return {
    member,
    ...(isMoving
      ? { give: held, giveCause: causeIdOf(held) }
      : { give: member, giveCause: noCause }),
    quantity: BigInt(chance.whole(1, 2_000_000)),
    wants: isTagged ? [...wants.slice(1), tagged] : wants,
    ...{ reason: '', rounds: 4, waited: chance.whole(0, 3), matched: 0n },
  };
}
