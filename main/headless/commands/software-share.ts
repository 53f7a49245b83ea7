/** `software share`: files, or the files of a tag, become a release: at once, or once other makers have signed it. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { draftFileEnding } from '../../../shared/api/release-draft-file.ts';
import { platformWords } from '../../../shared/api/software-shape.ts';
import type { ImportView, ReleaseTextInput } from '../../../shared/api/software-shape.ts';
import { plural } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { isOpenLicence, licenceSentence } from '../../../shared/software/licences.ts';
import { until } from '../connect.ts';
import { createOutput } from '../output.ts';
import { inCommunity, membersNamed, numberWithin } from './community-session.ts';
import type { CommunityOptions, Session } from './community-session.ts';
import { fileExists, writeNew } from './files.ts';
import { existsSync } from 'node:fs';
import { shortId } from './values.ts';

export interface ShareOptions extends CommunityOptions {
  readonly repository?: string;
  readonly tag?: string;
  readonly name: string;
  readonly release: string;
  readonly licence: string;
  readonly platform: readonly string[];
  readonly source: string;
  readonly notes: string;
  readonly task: readonly string[];
  readonly receipt: readonly string[];
  readonly maintainer: readonly string[];
  readonly needs: string;
  readonly draft?: string;
}

/** What is to be read: a file or folder, or a tag of a repository. */
export interface Place {
  readonly place: string;
  readonly tag: string | null;
}

const makersMax = 7;

/** `common-hours software share [PLACE]` */
export function shareRelease(given: string | undefined, options: ShareOptions): Promise<number> {
  const text = textOf(options);
  const place = placeOf(given, options);
  const needed = numberWithin(options.needs, [1, makersMax], 'The number of signatures it needs');
  const fail = (error: Refusal) => Promise.resolve(createOutput(options.json).fail(error));
  if (!text.ok) return fail(text.error);
  if (!place.ok) return fail(place.error);
  if (!needed.ok) return fail(needed.error);
  return inCommunity(options, async (session, { id: community }) => {
    const makers = await makersOf(session, community, options);
    if (!makers.ok) return makers;
    const file = draftFile(options);
    const isDraft = makers.value.length > 0 && needed.value > 1;
    if (isDraft && existsSync(file)) return refuse('file_exists', fileExists(file).detail);
    const ready = await prepare(session, place.value);
    if (!ready.ok) return ready;
    const { request, size, origin } = ready.value;
    const about = {
      ...{ community, request, text: withSource(text.value, origin) },
      ...{ tasks: [...options.task], receipts: [...options.receipt] },
    };
    const ended =
      makers.value.length === 0
        ? await shareAlone(session, about)
        : await drafted(session, {
            about: { ...about, maintainers: [...makers.value], needed: needed.value },
            file: isDraft ? file : null,
          });
    if (!ended.ok) {
      await session.client.software.forget({ request });
      return ended;
    }
    session.output.json({ ...ended.value, size, origin });
    return ok(0);
  });
}

/** Reads it, and answers when it is ready. */
export async function prepare(
  { client, output }: Session,
  { place, tag }: Place,
): Promise<Result<ImportView & { readonly manifest: string }, Refusal>> {
  const request = randomBytes(32).toString('hex');
  const begun = await client.software.prepare({ request, place, tag });
  if (!begun.ok) return begun;
  output.aside('Reading the files …');
  const ready = await until(client.software.mine, ({ imports }): ImportView | null => {
    const found = imports.find((each) => each.request === request);
    return found === undefined || found.state === 'reading' ? null : found;
  });
  if (!ready.ok) return ready;
  const { state, trouble, manifest, origin } = ready.value;
  if (state !== 'ready' || manifest === null) {
    await client.software.forget({ request });
    return refuse('bad_files', trouble ?? 'The files could not be read.');
  }
  if (origin !== null) {
    const signed = origin.isSigned ? 'carries a signature' : 'carries no signature';
    output.line(`Tag ${origin.tag} (commit ${shortId(origin.commit)}) ${signed}.`);
  }
  return ok({ ...ready.value, manifest });
}

type About = Parameters<Session['client']['software']['share']>[0];
type AboutDraft = Parameters<Session['client']['software']['draft']>[0];

async function shareAlone({ client, output }: Session, about: About) {
  const shared = await client.software.share(about);
  if (shared.ok) output.line(sharedLine(shared.value.release));
  return shared;
}

/** Without a file it needs one signature, which is there: it is published at once. */
async function drafted(
  { client, output }: Session,
  { about, file }: { readonly about: AboutDraft; readonly file: string | null },
): Promise<Result<{ readonly release: string } | { readonly draft: string }, Refusal>> {
  const made = await client.software.draft(about);
  if (!made.ok) return made;
  const { draft } = made.value;
  if (file === null) {
    const published = await client.software.publish({ drafts: [draft] });
    if (published.ok) output.line(sharedLine(published.value.release));
    return published;
  }
  const written = await writeNew(file, draft);
  if (!written.ok) return written;
  const missing = plural(about.needed - 1, 'signature is', 'signatures are');
  output.line(`${file} is signed by you; ${missing} missing.`);
  output.line('Each of the other makers runs software sign on it; then you run software publish.');
  return ok({ draft: file });
}

/** Said once a release is published. */
export function sharedLine(release: string): string {
  return `Shared: ${shortId(release)}. Others see it after the next certificate.`;
}

/** Where a draft is written: beside where the command is run, under a name that every system has. */
function draftFile({ draft, name, release }: ShareOptions): string {
  if (draft !== undefined) return draft;
  const safe = `${name}-${release}`.replaceAll(/[^\p{L}\p{N}._+-]+/gu, '-').replace(/^[.-]+/, '');
  return `${[...safe].slice(0, 60).join('') || 'release'}${draftFileEnding}`;
}

export function placeOf(
  given: string | undefined,
  { repository, tag }: { readonly repository?: string; readonly tag?: string },
): Result<Place, Refusal<'bad_place'>> {
  if ((repository === undefined) !== (tag === undefined)) {
    return refuse('bad_place', 'A repository and its tag are named together.');
  }
  const place = given ?? repository;
  if (place === undefined || (given !== undefined && repository !== undefined)) {
    return refuse('bad_place', 'Name a file or a folder, or --repository with --tag.');
  }
  return ok({ place: resolve(place), tag: tag ?? null });
}

async function makersOf(
  session: Session,
  community: string,
  { maintainer, needs }: ShareOptions,
): Promise<Result<readonly string[], Refusal>> {
  const makers = await membersNamed(session, community, maintainer);
  return makers.ok && makers.value.length === 0 && Number(needs) > 1
    ? refuse('bad_number', 'Name the other makers by --maintainer, or need one signature.')
    : makers;
}

/** Where the source is, with the commit that it is of. */
function withSource(text: ReleaseTextInput, origin: ImportView['origin']): ReleaseTextInput {
  if (origin === null) return text;
  const link = text.source === '' ? (origin.link ?? '') : text.source;
  if (link !== '') return { ...text, source: `${link}#${origin.commit}` };
  const made = `Made of tag ${origin.tag}, commit ${origin.commit}.`;
  return { ...text, notes: text.notes === '' ? made : `${text.notes}\n${made}` };
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
