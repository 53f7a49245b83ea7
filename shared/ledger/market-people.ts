/**
 * The stake market as people come and go (rules R9): whoever joins holds all of themselves, and whoever leaves or is
 * expelled leaves what they held of others to those who held them.
 */
import { assert } from '../base/assert.ts';
import type { Parameters } from '../economy/parameters.ts';
import { withMember, withoutMember } from '../stake/lots.ts';
import type { LiveCause, StakeMarket } from '../stake/market.ts';

type Issued = Pick<Parameters, 'sharesPerIssuer'>;

/** What the founders begin with. */
export function foundedMarket(
  founders: readonly string[],
  { sharesPerIssuer }: Issued,
): StakeMarket {
  const empty: StakeMarket = {
    round: 0,
    lots: new Map(),
    work: new Map(),
    causes: new Map(),
    commitments: new Map(),
    offers: new Map(),
    momentum: new Map(),
    given: new Map(),
  };
  return withJoined(empty, founders, { sharesPerIssuer });
}

export function withJoined(
  market: StakeMarket,
  joined: readonly string[],
  { sharesPerIssuer }: Issued,
): StakeMarket {
  if (joined.length === 0) return market;
  const rows = joined.flatMap((member) => [
    ...withMember(new Map(), member, BigInt(sharesPerIssuer)),
  ]);
  assert(!joined.some((member) => market.lots.has(member)), 'nobody joins twice');
  return { ...market, lots: new Map([...market.lots, ...rows]) };
}

/**
 * Their offers go with them, those of others in their stake too, and their causes are over: nobody is left to keep
 * them. An outcome that is known stays.
 */
export function withoutLeaving(
  market: StakeMarket,
  leaving: readonly string[],
  { sharesPerIssuer }: Issued,
): StakeMarket {
  if (leaving.length === 0) return market;
  const gone = new Set(leaving);
  let { lots } = market;
  for (const member of [...gone].sort())
    lots = withoutMember(lots, member, BigInt(sharesPerIssuer));
  const stays = <T>(kept: ReadonlyMap<string, T>, isGone: (value: T, key: string) => boolean) =>
    new Map([...kept].filter(([key, value]) => !isGone(value, key)));
  return {
    ...market,
    lots,
    work: stays(market.work, (_, member) => gone.has(member)),
    given: stays(market.given, (_, member) => gone.has(member)),
    commitments: stays(market.commitments, ({ member }) => gone.has(member)),
    offers: stays(market.offers, ({ member, give }) => gone.has(member) || gone.has(give)),
    causes: new Map(
      [...market.causes].map(([id, cause]) => [id, ended(cause, gone, market.round)]),
    ),
  };
}

function ended(cause: LiveCause, gone: ReadonlySet<string>, round: number): LiveCause {
  if (cause.outcome !== null || !gone.has(cause.issuer)) return cause;
  return { ...cause, outcome: { verdict: 'contested', achieved: null, round } };
}
