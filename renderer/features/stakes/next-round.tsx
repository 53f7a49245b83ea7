import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { roundNote } from '../../../shared/api/stake-words.ts';
import { useMarketNow } from './use-market-now.ts';

/** The round of offers that comes next, where this person takes part in it. */
export function NextRound({
  community,
  nowMs,
}: {
  readonly community: CommunityView;
  readonly nowMs: number;
}) {
  const market = useMarketNow(community).value;
  if (market?.isMember !== true) return null;
  return <span>{roundNote(market, nowMs)}</span>;
}
