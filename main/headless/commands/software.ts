/** `software …`: what is shared in a community, and what of it is on this computer. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { platformWords } from '../../../shared/api/software-shape.ts';
import type {
  ImportView,
  OnShelfView,
  ReleaseTextInput,
  ReleaseView,
} from '../../../shared/api/software-shape.ts';
import { costWords, priceWords } from '../../../shared/api/software-words.ts';
import { formatBytes, personName } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { isOpenLicence, licenceSentence } from '../../../shared/software/licences.ts';
import { until } from '../connect.ts';
import { createOutput } from '../output.ts';
import { allPages, choose, inCommunity, inNode, numberWithin } from './community-session.ts';
import type { CommonOptions, CommunityOptions, Named, Session } from './community-session.ts';
import { fetchRelease } from './software-get.ts';
import type { GetOptions } from './software-get.ts';
import { shortId } from './values.ts';

export interface ShareOptions extends CommunityOptions {
  readonly name: string;
  readonly release: string;
  readonly licence: string;
  readonly platform: readonly string[];
  readonly source: string;
  readonly notes: string;
  readonly task: readonly string[];
}

export interface SoftwareListOptions extends CommunityOptions {
  readonly search?: string;
  readonly limit: string;
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

/** `common-hours software share PLACE` */
export function shareRelease(place: string, options: ShareOptions): Promise<number> {
  const text = textOf(options);
  if (!text.ok) return Promise.resolve(createOutput(options.json).fail(text.error));
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const request = randomBytes(32).toString('hex');
    const begun = await client.software.prepare({ request, place: resolve(place) });
    if (!begun.ok) return begun;
    output.aside('Reading the files …');
    const ready = await until(client.software.mine, ({ imports }): ImportView | null => {
      const found = imports.find((each) => each.request === request);
      return found === undefined || found.state === 'reading' ? null : found;
    });
    if (!ready.ok) return ready;
    if (ready.value.state === 'failed') {
      await client.software.forget({ request });
      return refuse('bad_files', ready.value.trouble ?? 'The files could not be read.');
    }
    const asked = { community, request, text: text.value, tasks: [...options.task], receipts: [] };
    const shared = await client.software.share(asked);
    if (!shared.ok) {
      await client.software.forget({ request });
      return shared;
    }
    const { release } = shared.value;
    output.line(`Shared: ${shortId(release)}. Others see it after the next certificate.`);
    output.json({ release, size: ready.value.size });
    return ok(0);
  });
}

function textOf(options: ShareOptions): Result<ReleaseTextInput, Refusal> {
  const { name, release: version, licence, platform, source, notes } = options;
  if (!isOpenLicence(licence)) return refuse('bad_licence', licenceSentence);
  const platforms = platformWords.filter((each) => platform.includes(each));
  if (platforms.length !== new Set(platform).size) {
    return refuse('bad_platform', `A platform is one of ${platformWords.join(', ')}.`);
  }
  return ok({ name, version, licence, platforms, source, notes });
}

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
    const found = await findRelease(session, community, wanted);
    if (!found.ok) return found;
    const detail = await session.client.releases.show({ community, release: found.value.id });
    if (!detail.ok) return detail;
    const { source, notes, size, downloads, expected } = detail.value;
    const { output } = session;
    output.line(releaseLine(detail.value));
    if (notes !== '') output.line(notes);
    if (source !== '') output.line(`Source: ${source}`);
    output.line(`${size.files} files in ${size.pieces} pieces of 64 KiB.`);
    output.line(`${downloads} downloads so far; ${expected} more are expected.`);
    output.json(detail.value);
    return ok(0);
  });
}

/** `common-hours software get RELEASE` */
export function getRelease(wanted: string, options: GetOptions): Promise<number> {
  return inCommunity(options, async (session, { id: community }) => {
    const found = await findRelease(session, community, wanted);
    if (!found.ok) return found;
    return fetchRelease(session, { community, release: found.value.id }, options);
  });
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
