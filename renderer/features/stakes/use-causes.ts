import type { CauseView } from '../../../shared/api/cause-shape.ts';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { useListed } from '../../node/use-listed.ts';

interface Filter {
  readonly search: string;
  readonly tag: string | null;
  readonly state: 'live' | 'due' | 'over' | null;
  readonly issuer: string | null;
}

const pages = {
  rowsOf: ({ causes }: { readonly causes: readonly CauseView[] }) => causes,
  after: (last: CauseView | null) => ({ after: last?.id ?? null, limit: 24 }),
};

/** The causes that fit, read page by page. */
export function useCauses({ id, revision }: CommunityView, filter: Filter) {
  return useListed((node) => node.causes.list, pages, { community: id, ...filter }, revision);
}
