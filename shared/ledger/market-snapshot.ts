/** From the stake market to the lists in which a snapshot holds it, and back. */
import type { ValueOf } from '../base/struct.ts';
import { sortedEntries } from '../base/sorted.ts';
import { noCause } from '../stake/market.ts';
import type { StakeMarket } from '../stake/market.ts';
import type { marketRows } from './market-rows.ts';

type Rows = ValueOf<typeof marketRows>;

/** `placeOf` says where a member stands in the list of all of them; `issued` is what there is of everybody. */
export function rowsOfMarket(
  market: StakeMarket,
  placeOf: (member: string) => number,
  issued: bigint,
): Rows {
  const traded = [...market.lots].filter(
    ([holder, row]) => row.get(holder)?.get(noCause) !== issued,
  );
  const held = (by: ReadonlyMap<string, bigint>) =>
    sortedEntries(by).map(([member, quantity]) => ({ member: placeOf(member), quantity }));
  const causes = sortedEntries(market.causes);
  const places = new Map(causes.map(([key], index) => [key, index + 1]));
  return {
    round: market.round,
    causes: causes.map(([key, { seen, ...cause }]) => ({
      key,
      ...cause,
      seen: sortedEntries(seen).map(([member, value]) => ({ member, value })),
    })),
    lots: sortedEntries(new Map(traded)).map(([holder, row]) => ({
      holder: placeOf(holder),
      rows: sortedEntries(row).map(([issuer, byCause]) => ({
        issuer: placeOf(issuer),
        lots: sortedEntries(byCause).map(([cause, units]) => ({
          cause: places.get(cause) ?? 0,
          units,
        })),
      })),
    })),
    work: held(market.work),
    commitments: sortedEntries(market.commitments).map(([key, each]) => ({ key, ...each })),
    offers: sortedEntries(market.offers).map(([key, offer]) => ({ key, ...offer })),
    momentum: sortedEntries(market.momentum).map(([cause, each]) => ({ cause, ...each })),
    given: held(market.given),
  };
}

/** A place that is in no list reads as nobody, which no sound state holds. */
export function marketOf(
  rows: Rows,
  members: readonly { readonly key: string; readonly status: string }[],
  issued: bigint,
): StakeMarket {
  const at = (place: number) => members[place]?.key ?? '';
  const present = members.filter(({ status }) => status === 'member');
  const whole = present.map(
    ({ key }) => [key, new Map([[key, new Map([[noCause, issued]])]])] as const,
  );
  const held = (by: Rows['work']) =>
    new Map(by.map(({ member, quantity }) => [at(member), quantity]));
  const causeAt = (place: number) => (place === 0 ? noCause : (rows.causes[place - 1]?.key ?? '?'));
  const lots = rows.lots.map(({ holder, rows: each }) => {
    const row = each.map(({ issuer, lots: byCause }) => {
      const held = byCause.map(({ cause, units }) => [causeAt(cause), units] as const);
      return [at(issuer), new Map(held)] as const;
    });
    return [at(holder), new Map(row)] as const;
  });
  return {
    round: rows.round,
    lots: new Map<string, ReadonlyMap<string, ReadonlyMap<string, bigint>>>([...whole, ...lots]),
    work: held(rows.work),
    causes: new Map(
      rows.causes.map(({ key, seen, ...cause }) => [
        key,
        { ...cause, seen: new Map(seen.map(({ member, value }) => [member, value])) },
      ]),
    ),
    commitments: new Map(rows.commitments.map(({ key, ...each }) => [key, each])),
    offers: new Map(rows.offers.map(({ key, ...offer }) => [key, offer])),
    momentum: new Map(rows.momentum.map(({ cause, ...each }) => [cause, each])),
    given: held(rows.given),
  };
}
