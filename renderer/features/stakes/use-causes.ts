import type { CauseView } from '../../../shared/api/cause-shape.ts';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { useListed } from '../../node/use-listed.ts';

export interface CauseFilter {
  readonly search: string;
  readonly tag: string | null;
  readonly state: 'live' | 'due' | 'over' | null;
  readonly issuers: string[] | null;
  readonly dueBeforeMs: number | null;
  readonly isChecked: boolean | null;
}

interface Page {
  readonly causes: readonly CauseView[];
}

const pages = {
  rowsOf: ({ causes }: Page) => causes,
  after: (page: Page | null) => ({ after: page?.causes.at(-1)?.id ?? null }),
  ...{ length: 24, most: pageSizeMax },
};

/** The causes that fit, read page by page. */
export function useCauses({ id, revision }: CommunityView, filter: CauseFilter) {
  return useListed((node) => node.causes.list, pages, { community: id, ...filter }, revision);
}
