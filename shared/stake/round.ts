/** A round of the market closes (rules R10): everything that is agreed on it follows from the market before. */
import { isExact } from './book.ts';
import type { MarketContext } from './admission.ts';
import type { Round, StakeMarket } from './market.ts';
import { unitsOf } from './lots.ts';

export interface RoundContext extends MarketContext {
  readonly community: string;
  /** The height that closes the round; `epoch` is the last that it closes. */
  readonly height: number;
  /** K of the rules; fewer are taken where so many would not be exact. */
  readonly slices: number;
  /** Pushes and relabels that the clearing may take. */
  readonly mostWork: number;
}

/**
 * The market after its round, with the next number, and the round itself. Causes, commitments, work and what was given
 * stay as they are.
 */
export function closeRound(
  market: StakeMarket,
  context: RoundContext,
): { readonly market: StakeMarket; readonly round: Round } {
  const { community, height, epoch, issued, rules, slices, mostWork, members } = context;
  const agents = [...members].sort().map((member) => ({
    ...{ member, work: market.work.get(member) ?? 0n },
    own: unitsOf(market.lots, member, member),
  }));
  const round: Round = {
    ...{ community, number: market.round, epoch, height, sharesPerIssuer: issued, rules },
    ...{ slices, mostWork, agents, tags: [], offers: [], potentials: agents.map(() => 0n) },
    ...{
      welfare: 0n,
      volume: 0n,
      isExhausted: !isExact({ slices, nodes: 1, orders: [], objective: 'fair' }),
      moves: [],
    },
  };
  return { market: { ...market, round: market.round + 1 }, round };
}
