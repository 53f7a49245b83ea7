/** What this network values (rules R11): the causes that carry weight, on a map and over time. */
import type { ValuesView } from '../../../../shared/api/stake-shape.ts';
import { causeMap, mapCausesMax } from '../../../../shared/stake/cause-map.ts';
import { directionOf } from '../../../../shared/stake/directions.ts';
import type { StakeMarket } from '../../../../shared/stake/market.ts';
import { causeWeights } from '../../../../shared/stake/values.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { holdingsUnderCauses } from './held.ts';
import type { HeldCause } from './held.ts';
import { ppmOf } from './mine.ts';
import { pastHoldings } from './past-holdings.ts';
import type { PastHoldings } from './past-holdings.ts';
import { namesIn } from './stake-people.ts';
import type { StakeReader } from './stake-reader.ts';

const bandsMax = 8;
const bandRounds = 60;

const kept = new WeakMap<StakeMarket, ValuesView>();

/** Found once for each certified market. */
export function valuesView(community: OpenCommunity, reader: StakeReader): ValuesView {
  const { market } = community.node.state();
  const known = kept.get(market);
  if (known !== undefined) return known;
  const view = viewOf(community, reader);
  kept.set(market, view);
  return view;
}

function viewOf(community: OpenCommunity, reader: StakeReader): ValuesView {
  const { lots } = community.node.state().market;
  const { book } = reader;
  const issued = BigInt(community.parameters.sharesPerIssuer);
  const names = namesIn(community, book);
  const holdings = holdingsUnderCauses(lots, issued);
  const { weights, effective } = causeWeights(holdings);
  const held = book.sums().held();
  const all = [...held.values()].reduce((sum, { units }) => sum + units, 0n);
  const heaviest = [...weights].sort(heaviestFirst).slice(0, mapCausesMax);
  const places = causeMap(
    holdings,
    heaviest.map(([id]) => id),
  );
  const past = pastHoldings(book, bandRounds);
  return {
    causes: heaviest.map(([id, weight], index) => ({
      cause: names.cause(id),
      sharePpm: ppmOf(Number(held.get(id)?.units ?? 0n) / Math.max(1, Number(all))),
      weightPpm: ppmOf(weight),
      direction: directionOf(past.under(id)),
      x: places[index]?.x ?? 500,
      y: places[index]?.y ?? 500,
    })),
    held: weights.size,
    effectiveHundredths: Math.round(effective * 100),
    bands: bandsOf(past, held, names.cause),
  };
}

/** The largest of those that are held now, each in one band, and all others in one. */
function bandsOf(
  { rounds, under, underAll }: PastHoldings,
  held: ReadonlyMap<string, HeldCause>,
  causeOf: ReturnType<typeof namesIn>['cause'],
): ValuesView['bands'] {
  const units = Array.from(held, ([id, each]) => [id, each.units] as const);
  const largest = units.sort(mostFirst).slice(0, bandsMax);
  const bands = largest.map(([id]) => ({ id, units: under(id) }));
  return {
    rounds,
    causes: bands.map((band) => ({ cause: causeOf(band.id), units: band.units })),
    others: underAll.map((all, at) => {
      const others = bands.reduce((sum, band) => sum - (band.units[at] ?? 0n), all);
      return others > 0n ? others : 0n;
    }),
  };
}

type Weighed<Weight> = readonly [id: string, weight: Weight];

function heaviestFirst([id, one]: Weighed<number>, [otherId, other]: Weighed<number>): number {
  return other - one || (id < otherId ? -1 : 1);
}

function mostFirst([id, one]: Weighed<bigint>, [otherId, other]: Weighed<bigint>): number {
  if (one !== other) return one > other ? -1 : 1;
  return id < otherId ? -1 : 1;
}
