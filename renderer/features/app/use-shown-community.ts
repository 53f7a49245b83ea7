import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { createKeptWord } from './kept-word.ts';
import { useActiveCommunity, useCommunities } from './views.ts';

const { useWord, keep } = createKeptWord('shown-community');

/**
 * Whose stakes, tasks and releases are shown: the community that was chosen in this window, or the one in which this machine lends and
 * asks, or else the first. Undefined while the list is on its way, null in none.
 */
export function useShownCommunity(): {
  readonly community: CommunityView | null | undefined;
  readonly all: readonly CommunityView[];
  readonly choose: (id: string) => void;
} {
  const chosen = useWord();
  const [list, active] = [useCommunities(), useActiveCommunity()];
  const all = list?.communities ?? [];
  const community = all.find(({ id }) => id === chosen) ?? active ?? all[0] ?? null;
  return { community: list === undefined ? undefined : community, all, choose: keep };
}
