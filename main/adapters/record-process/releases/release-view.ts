/** A release as the certified record has it, with what a download costs now and where that comes from. */
import type {
  platformWords,
  ReleaseDetailView,
  ReleaseView,
} from '../../../../shared/api/software-shape.ts';
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import { printableLines } from '../../../../shared/base/printable.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import { priceOf } from '../../../../shared/work/release-charges.ts';
import {
  horizonOf,
  releaseLaunchDays,
  wholeDownloads,
} from '../../../../shared/work/release-forecast.ts';
import type { Release } from '../../../../shared/work/release-state.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochStartMs } from '../views/health.ts';
import { personOf } from '../views/state-index.ts';

type Platform = (typeof platformWords)[number];

export interface Known {
  readonly id: string;
  readonly release: Release;
}

const versionsMax = 50;

/** The newest first. */
export function knownReleases({ node }: OpenCommunity): readonly Known[] {
  return [...node.state().work.releases]
    .map(([id, release]) => ({ id, release }))
    .sort((a, b) => b.release.since - a.release.since || (a.id < b.id ? -1 : 1));
}

export function releaseView(
  community: OpenCommunity,
  me: string,
  { id, release }: Known,
): ReleaseView {
  const { node, parameters } = community;
  const state = node.state();
  const { downloads, priorOf, maintainers } = release;
  const hours = (currency: 0 | 1) => {
    const { cost, recouped, firstPrice } = release.parts[currency];
    const price = priceOf(release, currency, state.epoch, parameters);
    return { currency: currencyWords[currency], cost, recouped, firstPrice, price };
  };
  return {
    id,
    name: shownName(release.name),
    version: shownName(release.version),
    licence: release.licence,
    platforms: [...release.platforms] as Platform[],
    size: { files: release.files, bytes: Number(release.bytes), pieces: release.pieces },
    makers: maintainers.map((member) => personOf(state, member)),
    publishedAtMs: epochStartMs(community, release.since),
    hours: [hours(0), hours(1)],
    downloads: Number(wholeDownloads(release)),
    expected: Number(release.expected),
    basis: downloads.days >= releaseLaunchDays ? 'history' : priorOf > 0 ? 'makers' : 'launch',
    untilMs: epochStartMs(community, horizonOf(release, parameters)),
    isMine: maintainers.includes(me),
  };
}

export function releaseDetail(
  community: OpenCommunity,
  me: string,
  known: Known,
): ReleaseDetailView {
  const state = community.node.state();
  const { release, id } = known;
  const isOther = (each: Known) => each.id !== id && each.release.name === release.name;
  const isOfSame = (each: Known) =>
    each.release.maintainers.some((maker) => release.maintainers.includes(maker));
  return {
    ...releaseView(community, me, known),
    source: release.source,
    notes: printableLines(release.notes),
    drive: release.drive,
    manifest: release.manifest,
    signaturesNeeded: release.needed,
    tasks: release.tasks.flatMap((task) => {
      const found = state.work.tasks.get(task);
      if (found === undefined) return [];
      const by = personOf(state, found.taker ?? found.asker);
      const title = shownName(found.title).slice(0, 200);
      return [{ id: task, title, price: BigInt(found.price ?? 0) * 1_000_000n, by }];
    }),
    versions: knownReleases(community)
      .filter((each) => isOther(each) && isOfSame(each))
      .slice(0, versionsMax)
      .map((each) => ({ id: each.id, version: shownName(each.release.version) })),
  };
}
