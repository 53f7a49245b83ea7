import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { useNow } from '../app/use-now.ts';

/** Where the market stands; asked again with each epoch, because the clock alone moves a round on. */
export function useMarketNow({ id, revision, startsAtMs, epochMs }: CommunityView) {
  const epoch = Math.floor((useNow() - startsAtMs) / epochMs);
  return useAnswer((node) => node.stakes.now, { community: id }, `${revision} ${epoch}`);
}
