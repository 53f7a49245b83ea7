/** `software …`: what is shared in a community, and what of it is on this computer. */
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import type {
  OnShelfView,
  ReleaseDetailView,
  ReleaseView,
} from '../../../shared/api/software-shape.ts';
import { costWords, priceWords } from '../../../shared/api/software-words.ts';
import { formatBytes, personName } from '../../../shared/api/words.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { mayGoOn } from '../asking.ts';
import { until } from '../connect.ts';
import { createOutput } from '../output.ts';
import { allPages, choose, inCommunity, inNode, numberWithin } from './community-session.ts';
import type { CommonOptions, CommunityOptions, Named, Session } from './community-session.ts';
import { isReleaseFile, openReleaseFile, writeReleaseFile } from './software-file.ts';
import { fetchRelease } from './software-get.ts';
import type { GetOptions } from './software-get.ts';
import { shortId } from './values.ts';

export interface SoftwareListOptions extends CommunityOptions {
  readonly search?: string;
  readonly limit: string;
}

export interface FileOptions extends CommunityOptions {
  readonly into?: string;
}

export interface RemoveOptions extends CommonOptions {
  readonly files: boolean;
}

const releaseWords: Named<ReleaseView> = {
  one: 'release',
  several: 'releases',
  keyOf: ({ id }) => id,
  nameOf: ({ name, version }) => `${name} ${version}`,
};

const shelfWords: Named<OnShelfView> = {
  one: 'release on this computer',
  several: 'releases on this computer',
  keyOf: ({ release }) => release,
  nameOf: ({ name, version }) => `${name} ${version}`,
};

/** `common-hours software list` */
export function listReleases(options: SoftwareListOptions): Promise<number> {
  const limit = numberWithin(options.limit, [1, pageSizeMax], 'The number of releases');
  if (!limit.ok) return Promise.resolve(createOutput(options.json).fail(limit.error));
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const query = { ...anything, search: options.search ?? '', limit: limit.value };
    const page = await client.releases.list({ community, after: null, ...query });
    if (!page.ok) return page;
    const { releases, total } = page.value;
    if (total === 0) output.line('Nothing is shared in your network yet.');
    for (const each of releases) output.line(releaseLine(each));
    if (total > releases.length) output.line(`${total - releases.length} more: see --limit.`);
    output.json(page.value);
    return ok(0);
  });
}

const anything = { licence: null, platform: null, maker: null, search: '' };

function releaseLine(release: ReleaseView): string {
  const { id, name, version, licence, makers, size } = release;
  const by = makers.map(personName).join(', ');
  return `${shortId(id)} ${name} ${version} (${licence}, by ${by}; ${formatBytes(size.bytes)}): ${priceWords(release)}.`;
}

/** `common-hours software show RELEASE` */
export function showRelease(wanted: string, options: CommunityOptions): Promise<number> {
  return inCommunity(options, async (session, { id: community }) => {
    const detail = await detailOf(session, community, wanted);
    if (!detail.ok) return detail;
    showDetail(session, detail.value);
    session.output.json(detail.value);
    return ok(0);
  });
}

/** `common-hours software get RELEASE`, or a release file, whose release is shown first. */
export function getRelease(wanted: string, options: GetOptions): Promise<number> {
  if (!isReleaseFile(wanted)) {
    return inCommunity(options, async (session, { id: community }) => {
      const found = await findRelease(session, community, wanted);
      if (!found.ok) return found;
      return fetchRelease(session, { community, release: found.value.id }, options);
    });
  }
  return inNode(options, async (session) => {
    const opened = await openReleaseFile(session, wanted);
    if (!opened.ok) return opened;
    const { community, detail } = opened.value;
    showDetail(session, detail);
    session.output.line(`List of its files: ${detail.manifest}`);
    const isSure = await mayGoOn('Get it?', options);
    if (!isSure.ok) return isSure;
    return fetchRelease(session, { community, release: detail.id }, options);
  });
}

/** `common-hours software file RELEASE` */
export function fileRelease(wanted: string, options: FileOptions): Promise<number> {
  return inCommunity(options, async (session, { id: community }) => {
    const detail = await detailOf(session, community, wanted);
    return detail.ok ? writeReleaseFile(session, community, detail.value, options.into) : detail;
  });
}

function showDetail({ output }: Session, detail: ReleaseDetailView): void {
  const { source, notes, size, downloads, expected } = detail;
  output.line(releaseLine(detail));
  if (notes !== '') output.line(notes);
  if (source !== '') output.line(`Source: ${source}`);
  output.line(`${size.files} files in ${size.pieces} pieces of 64 KiB.`);
  output.line(`${downloads} downloads so far; ${expected} more are expected.`);
}

/** `common-hours software mine` */
export function showMine(options: CommonOptions): Promise<number> {
  return inNode(options, async ({ client, output }) => {
    const shelf = await until(client.software.mine, (each) =>
      each.phase === 'starting' ? null : each,
    );
    if (!shelf.ok) return shelf;
    if (shelf.value.releases.length === 0) output.line('There is no release on this computer.');
    for (const each of shelf.value.releases) {
      const { release, name, version, size, arrivedBytes, isShared, folder } = each;
      const state = each.state === 'ready' && isShared ? 'ready, and shared' : each.state;
      const here = `${formatBytes(arrivedBytes)} of ${formatBytes(size.bytes)}`;
      const where = folder === null ? '' : `, in ${folder}`;
      const paid = each.paidPieces > 0 ? `; paid ${costWords(each.paid)}` : '';
      output.line(`${shortId(release)} ${name} ${version}: ${state}; ${here}${where}${paid}.`);
    }
    output.json(shelf.value);
    return ok(0);
  });
}

/** `common-hours software remove RELEASE` */
export function removeRelease(wanted: string, options: RemoveOptions): Promise<number> {
  return inNode(options, async ({ client, output }) => {
    const shelf = await until(client.software.mine, (each) =>
      each.phase === 'starting' ? null : each,
    );
    if (!shelf.ok) return shelf;
    const found = choose(shelf.value.releases, wanted, shelfWords);
    if (!found.ok) return found;
    const { community, release, name, version } = found.value;
    const removed = await client.software.remove({ community, release, files: options.files });
    if (!removed.ok) return removed;
    output.line(`${name} ${version} is no longer on the list.`);
    output.json({ release });
    return ok(0);
  });
}

async function findRelease(
  { client }: Session,
  community: string,
  wanted: string,
): Promise<Result<ReleaseView, Refusal>> {
  const all = await allPages<ReleaseView>(async (last, limit) => {
    const query = { ...anything, limit, after: last?.id ?? null };
    const page = await client.releases.list({ community, ...query });
    return page.ok ? ok(page.value.releases) : page;
  });
  return all.ok ? choose(all.value, wanted, releaseWords) : all;
}

async function detailOf(
  session: Session,
  community: string,
  wanted: string,
): Promise<Result<ReleaseDetailView, Refusal>> {
  const found = await findRelease(session, community, wanted);
  if (!found.ok) return found;
  return session.client.releases.show({ community, release: found.value.id });
}
