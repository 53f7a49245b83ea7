/** What a height does to the stake market once everything else in it is settled. */
import type { StakeMarket } from '../stake/market.ts';
import type { Draft } from './draft.ts';
import { withJoined, withoutLeaving } from './market-people.ts';

export function marketAfter({ before, epoch, joined, left, expelled }: Draft): StakeMarket {
  const { parameters } = before;
  const leaving = [...left, ...expelled.keys()];
  const market = withoutLeaving(withJoined(before.market, joined, parameters), leaving, parameters);
  return { ...market, round: Math.floor((epoch + 1) / parameters.roundEpochs) };
}
