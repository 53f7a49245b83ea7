import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import type { MemoryView } from '../../../shared/api/stake-shape.ts';
import { useListed } from '../../node/use-listed.ts';

const pages = {
  rowsOf: ({ entries }: MemoryView) => entries,
  after: (page: MemoryView | null) => ({ before: page?.next ?? null }),
  ...{ length: 50, most: pageSizeMax },
};

/** What is remembered and holds these words, read page by page. */
export function useMemory({ id, revision }: CommunityView, search: string) {
  return useListed((node) => node.stakes.memory, pages, { community: id, search }, revision);
}
