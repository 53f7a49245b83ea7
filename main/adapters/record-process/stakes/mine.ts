/** What a member holds and who holds it, directly and through others (rules R9, R12). */
import type {
  HoldingView,
  MineView,
  PortionView,
  StakePathView,
} from '../../../../shared/api/stake-shape.ts';
import type { CauseRefView } from '../../../../shared/api/cause-shape.ts';
import { directionOf, directionRounds } from '../../../../shared/stake/directions.ts';
import { unitsOf } from '../../../../shared/stake/lots.ts';
import { partOf } from '../../../../shared/stake/parts.ts';
import { stakeWays, throughOthers } from '../../../../shared/stake/paths.ts';
import { alignmentOf } from '../../../../shared/stake/portfolio.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { pastHolding } from './past-holdings.ts';
import { namesIn } from './stake-people.ts';
import type { StakeReader } from './stake-reader.ts';

const portfolioMax = 200;
const waysMax = 50;

export function mineView(community: OpenCommunity, me: string, reader: StakeReader): MineView {
  const { lots } = community.node.state().market;
  const { book } = reader;
  const sums = book.sums();
  const [parts, portfolio] = [sums.parts(), sums.portfolio()];
  const names = namesIn(community, book);
  const holders = [...lots].flatMap(([holder, row]) =>
    holder === me
      ? []
      : Array.from(row.get(me) ?? [], ([cause, units]) => ({
          ...{ person: names.person(holder), cause: names.cause(cause), units },
        })),
  );
  const portions = [...portfolio.keys()]
    .filter((issuer) => issuer !== me)
    .map((issuer) => portionOf(reader, me, issuer))
    .filter(({ directPpm, throughPpm }) => directPpm + throughPpm > 0)
    .sort(largestPortion)
    .slice(0, portfolioMax)
    .map(({ issuer, ...parts }) => ({ person: names.person(issuer), ...parts }));
  const { directPpm, throughPpm } = portionOf(reader, me, me);
  return {
    issued: BigInt(community.parameters.sharesPerIssuer),
    own: unitsOf(lots, me, me),
    held: holdings(community, me, reader),
    holders: holders.sort((one, other) => byUnits(one, other)),
    portfolio: parts.has(me) ? portions : [],
    self: { directPpm, throughPpm },
    alignmentPpm: parts.has(me) ? ppmOf(alignmentOf(portfolio, parts.size)) : 0,
  };
}

function holdings(community: OpenCommunity, me: string, { book }: StakeReader): HoldingView[] {
  const row = community.node.state().market.lots.get(me);
  const names = namesIn(community, book);
  const lots = [...(row ?? [])].flatMap(([issuer, byCause]) =>
    issuer === me ? [] : Array.from(byCause, ([cause, units]) => ({ issuer, cause, units })),
  );
  return lots
    .map(({ issuer, cause, units }) => {
      const series = pastHolding(book, { issuer, cause, units }, directionRounds);
      const since = sinceOf(book, issuer, cause);
      const about = { person: names.person(issuer), cause: names.cause(cause), units };
      return { ...about, direction: directionOf(series), series, since };
    })
    .sort(byUnits);
}

/** The last round before which nothing of it was held; what was inherited counts from the oldest that is kept here. */
function sinceOf(book: StakeReader['book'], issuer: string, cause: string): number {
  let oldest = 0;
  for (const number of book.numbers(null, roundsBackMax)) {
    const moves = book.roundSums(number)?.myMoves ?? [];
    const came = moves.find((move) => move.issuer === issuer && move.cause === cause);
    if (came?.before === 0n) return number;
    oldest = number;
  }
  return oldest;
}

/** Two years of weeks: what came before is not looked for in files that may be large. */
const roundsBackMax = 104;

/** The ways to one member, and what is held of it. */
export function pathsView(
  community: OpenCommunity,
  me: string,
  member: string,
  stakes: StakeReader,
): { paths: StakePathView[]; portion: PortionView; causes: CauseRefView[] } {
  const { book } = stakes;
  const names = namesIn(community, book);
  const ways = stakeWays(book.sums().parts(), me, member, waysMax);
  const { directPpm, throughPpm } = portionOf(stakes, me, member);
  const held = community.node.state().market.lots.get(me)?.get(member)?.keys() ?? [];
  return {
    paths: ways.map(({ steps, product }) => ({
      steps: [
        { person: names.person(me), partPpm: 1_000_000 },
        ...steps.map(({ issuer, part }) => ({
          ...{ person: names.person(issuer), partPpm: ppmOf(part) },
        })),
      ],
      productPpm: ppmOf(product),
    })),
    portion: { person: names.person(member), directPpm, throughPpm },
    causes: [...held].sort().flatMap((cause) => names.causeOrNone(cause) ?? []),
  };
}

/** What is held directly; and of the transitive share what comes through third people. */
function portionOf({ book }: StakeReader, me: string, issuer: string) {
  const sums = book.sums();
  const [parts, portfolio] = [sums.parts(), sums.portfolio()];
  return {
    issuer,
    directPpm: ppmOf(partOf(parts, me, issuer)),
    throughPpm: ppmOf(throughOthers(parts, me, issuer, portfolio.get(issuer) ?? 0)),
  };
}

type Portion = ReturnType<typeof portionOf>;

function largestPortion(one: Portion, other: Portion): number {
  const difference = other.directPpm + other.throughPpm - one.directPpm - one.throughPpm;
  if (difference !== 0) return difference;
  return one.issuer < other.issuer ? -1 : 1;
}

interface Held {
  readonly person: { readonly id: string };
  readonly units: bigint;
}

function byUnits(one: Held, other: Held): number {
  if (one.units !== other.units) return one.units > other.units ? -1 : 1;
  return one.person.id < other.person.id ? -1 : 1;
}

export function ppmOf(part: number): number {
  return Math.min(1_000_000, Math.max(0, Math.round(part * 1_000_000)));
}
