import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import type {
  OnShelfView,
  platformWords,
  ReleaseDetailView,
  ReleaseView,
  ShelfView,
} from '../../../shared/api/software-shape.ts';
import { isHex32 } from '../../../shared/base/fields.ts';
import { useTopic } from '../../node/node-provider.tsx';
import { useAnswer, type Answer } from '../../node/use-answer.ts';
import { useListed } from '../../node/use-listed.ts';

export type Platform = (typeof platformWords)[number];

export interface ReleaseFilter {
  readonly search: string;
  readonly licence: string | null;
  readonly platform: Platform | null;
}

interface Page {
  readonly releases: readonly ReleaseView[];
}

const pages = {
  rowsOf: ({ releases }: Page) => releases,
  after: (page: Page | null) => ({ after: page?.releases.at(-1)?.id ?? null }),
  ...{ length: 24, most: pageSizeMax },
};

/** The releases that fit, read page by page. */
export function useReleases({ id, revision }: CommunityView, filter: ReleaseFilter) {
  const question = { community: id, maker: null, ...filter };
  return useListed((node) => node.releases.list, pages, question, revision);
}

/** The release that an address names, or why there is none. */
export function useRelease(community: CommunityView, id: string): Answer<ReleaseDetailView> {
  const isId = isHex32(id);
  const answer = useAnswer(
    (node) => node.releases.show,
    isId ? { community: community.id, release: id } : null,
    community.revision,
  );
  return isId ? answer : { ...answer, problem: 'The address names no release.' };
}

/** What lies on this computer, is shared from here or is on its way; undefined before it is known. */
export function useShelf(): ShelfView | undefined {
  return useTopic((node) => node.software.mine).value;
}

/** What this computer has of one release. */
export function useOnShelf(community: string, release: string): OnShelfView | undefined {
  return useShelf()?.releases.find(
    (each) => each.community === community && each.release === release,
  );
}
