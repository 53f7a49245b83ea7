/** Releases of a community: what was published, what a download costs, and what a member publishes. */
import type { Handlers } from '../../../../shared/api/handlers.ts';
import type { releasesContract } from '../../../../shared/api/software-contract.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import { ingredientsOf } from '../releases/ingredients.ts';
import { knownReleases, releaseDetail, releaseView } from '../releases/release-view.ts';
import type { Known } from '../releases/release-view.ts';
import { hasWords } from '../stakes/causes.ts';
import { draftAnswers, draftByMe, publishDraft } from './draft-answers.ts';
import { findCommunity, findOwn, meOf } from './house.ts';
import type { House } from './house.ts';

type Page = Handlers<typeof releasesContract>['releases'];
type Query = Parameters<Page['list']>[0];

export function releaseAnswers(house: House): { readonly releases: Page } {
  return {
    releases: {
      list({ community, after, limit, ...query }) {
        const found = findCommunity(house, community);
        if (!found.ok) return found;
        const views = knownReleases(found.value)
          .filter((known) => fits(known, query))
          .map((known) => releaseView(found.value, meOf(house), known))
          .filter((view) => hasWords(wordsOf(view), query.search));
        const from = after === null ? 0 : views.findIndex(({ id }) => id === after) + 1;
        return ok({ releases: views.slice(from, from + limit), total: views.length });
      },
      show({ community, release: id }) {
        const found = findCommunity(house, community);
        if (!found.ok) return found;
        const release = found.value.node.state().work.releases.get(id);
        return release === undefined
          ? refuse('unknown_release', 'There is no such release in the record.')
          : ok(releaseDetail(found.value, meOf(house), { id, release }));
      },
      ingredients({ community, makers }) {
        const found = findCommunity(house, community);
        const whose = new Set(makers.length === 0 ? [meOf(house)] : makers);
        return found.ok ? ok(ingredientsOf(found.value, whose)) : found;
      },
      publish({ community, ...said }) {
        const found = findOwn(house, community);
        if (!found.ok) return found;
        const draft = draftByMe(house, found.value, { ...said, maintainers: [], needed: 1 });
        if (!draft.ok) return refuse('refused', draft.error.detail);
        const published = publishDraft(house, found.value, draft.value);
        return published.ok ? published : refuse('refused', published.error.detail);
      },
      ...draftAnswers(house),
    },
  };
}

function fits(
  { release }: Known,
  { licence, platform, maker }: Pick<Query, 'licence' | 'platform' | 'maker'>,
): boolean {
  return (
    (licence === null || release.licence === licence) &&
    (platform === null || release.platforms.includes(platform)) &&
    (maker === null || release.maintainers.includes(maker))
  );
}

function wordsOf({ name, version, makers }: ReturnType<typeof releaseView>): string {
  return [name, version, ...makers.map((maker) => maker.name ?? '')].join(' ').toLowerCase();
}
