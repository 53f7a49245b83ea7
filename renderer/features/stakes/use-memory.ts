import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { RememberedView } from '../../../shared/api/stake-shape.ts';
import { useListed } from '../../node/use-listed.ts';

const limit = 50;

const pages = {
  rowsOf: ({ entries }: { readonly entries: readonly RememberedView[] }) => entries,
  after: (last: RememberedView | null) => ({
    ...{ limit, before: last && { round: last.round, index: last.index } },
  }),
};

/** What is remembered and holds these words, read page by page. */
export function useMemory({ id, revision }: CommunityView, search: string) {
  const question = { community: id, search };
  const list = useListed((node) => node.stakes.memory, pages, question, revision);
  return { ...list, hasMore: list.page?.entries.length === limit };
}
