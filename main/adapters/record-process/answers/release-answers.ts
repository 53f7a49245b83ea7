/** Releases of a community: what was published, what a download costs, and what a member publishes. */
import type { Handlers } from '../../../../shared/api/handlers.ts';
import type { releasesContract } from '../../../../shared/api/software-contract.ts';
import { oneLine } from '../../../../shared/api/words.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import { releaseBinding } from '../../../../shared/ledger/release-binding.ts';
import { releaseTextFault } from '../../../../shared/ledger/release-claims.ts';
import { hexToBytes } from '../../../../shared/base/bytes.ts';
import { cryptography } from '../../cryptography.ts';
import { ingredientsOf } from '../releases/ingredients.ts';
import { knownReleases, releaseDetail, releaseView } from '../releases/release-view.ts';
import type { Known } from '../releases/release-view.ts';
import { hasWords } from '../stakes/causes.ts';
import { author, findCommunity, findOwn, meOf } from './house.ts';
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
      publish({ community, text, size, drive, manifest, tasks, receipts }) {
        const found = findOwn(house, community);
        if (!found.ok) return found;
        const said = {
          name: oneLine(text.name),
          version: oneLine(text.version),
          licence: text.licence,
          platforms: [...new Set(text.platforms)].sort(),
          source: text.source.trim(),
          notes: text.notes.split('\n').map(oneLine).join('\n').trim(),
        };
        const fault = releaseTextFault(said);
        if (fault !== null) return refuse('refused', fault);
        const { name, version } = said;
        const claim = { community: hexToBytes(community), manifest, name, version };
        const keys = house.communities.keys();
        const signature = keys.sign(releaseBinding(claim, cryptography.hash));
        const authored = author(found.value, {
          kind: 'release',
          body: {
            ...said,
            ...{ drive, manifest, files: size.files, pieces: size.pieces },
            bytes: BigInt(size.bytes),
            tasks: [...new Set(tasks)].sort(),
            receipts: [...new Set(receipts)].sort(),
            ...{ maintainers: [meOf(house)], needed: 1 },
            signatures: [{ maintainer: 0, signature }],
          },
        });
        return authored.ok ? ok({ release: authored.value.record }) : authored;
      },
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
