/** What the stake market needs to know of the rest of a state: who is there, and which stake is pledged. */
import type { Parameters } from '../economy/parameters.ts';
import type { MarketContext } from '../stake/admission.ts';
import type { StakeMarket } from '../stake/market.ts';
import { basisOf, overdueIn } from './credit.ts';
import type { Overdue } from './credit.ts';
import { createUnpledged } from './pledge.ts';
import type { Books, LedgerState, Member } from './state.ts';

interface Known {
  readonly market: Pick<StakeMarket, 'lots'>;
  readonly members: ReadonlyMap<string, Member>;
  readonly books: readonly Books[];
  /** What is overdue at the end of that epoch, in each currency. */
  readonly overdue: () => readonly Overdue[];
  readonly epoch: number;
  readonly parameters: Parameters;
}

/** What is costly is only computed when somebody gives stake in others. */
export function marketContext(known: Known): MarketContext {
  const { market, members, books, epoch, parameters } = known;
  let unpledged: MarketContext['unpledged'] | null = null;
  return {
    issued: BigInt(parameters.sharesPerIssuer),
    rules: parameters,
    members: new Set(market.lots.keys()),
    epoch,
    unpledged(member, issuer, alreadyGiven) {
      if (unpledged === null) {
        const overdue = known.overdue();
        const bases = books.map((each, currency) => {
          const inThis: Overdue = overdue[currency] ?? new Map<string, bigint>();
          return basisOf(each, members, { inThis, inAny: overdue }, parameters);
        });
        unpledged = createUnpledged(bases, market.lots, parameters);
      }
      return unpledged(member, issuer, alreadyGiven);
    },
  };
}

/** As a certified state stands: for the records of the next height, and for whoever wants to offer. */
export function contextBefore(state: LedgerState): MarketContext {
  const { market, members, books, epoch, parameters } = state;
  const overdue = () => books.map((each) => overdueIn(each, epoch, parameters));
  return marketContext({ market, members, books, overdue, epoch, parameters });
}
