/** `software sign` and `software publish`: a draft of a release goes from maker to maker in a file. */
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { ReleaseDraftViewed } from '../../../shared/api/release-draft-contract.ts';
import { draftFileBytesMax } from '../../../shared/api/release-draft-file.ts';
import { licenceWords, sizeWords } from '../../../shared/api/software-words.ts';
import { formatNumber, personName } from '../../../shared/api/words.ts';
import { bytesToText } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { mayGoOn } from '../asking.ts';
import { createOutput } from '../output.ts';
import { inNode } from './community-session.ts';
import type { CommonOptions, Session } from './community-session.ts';
import { readLimited, reasonOf } from './files.ts';
import { placeOf, prepare, sharedLine } from './software-share.ts';
import type { Place } from './software-share.ts';

export interface SignOptions extends CommonOptions {
  readonly yes: boolean;
  readonly files?: string;
  readonly repository?: string;
  readonly tag?: string;
}

/** `common-hours software sign FILE` */
export async function signDraft(file: string, options: SignOptions): Promise<number> {
  const isCompared = [options.files, options.repository, options.tag].some(Boolean);
  const place = isCompared ? placeOf(options.files, options) : ok(null);
  if (!place.ok) return createOutput(options.json).fail(place.error);
  const text = await readDraft(file);
  if (!text.ok) return createOutput(options.json).fail(text.error);
  return inNode(options, async (session) => {
    const { client, output } = session;
    const read = await client.releases.readDraft({ drafts: [text.value] });
    if (!read.ok) return read;
    for (const line of draftLines(read.value)) output.line(line);
    if (read.value.signingRefusal !== null) return refuse('refused', read.value.signingRefusal);
    const same = place.value === null ? ok(null) : await compare(session, place.value, read.value);
    if (!same.ok) return same;
    const isSure = await mayGoOn('Sign this release?', options);
    if (!isSure.ok) return isSure;
    const signed = await client.releases.sign({ draft: text.value });
    if (!signed.ok) return signed;
    const written = await replace(file, signed.value.draft);
    if (!written.ok) return written;
    const { needed, makers } = read.value;
    const count = makers.filter(({ hasSigned }) => hasSigned).length + 1;
    output.line(`Signed: ${file}. ${missingSentence(needed - count)}`);
    output.json({ draft: file, signatures: count, needed });
    return ok(0);
  });
}

/** `common-hours software publish FILE…` */
export async function publishDrafts(
  files: readonly string[],
  options: CommonOptions,
): Promise<number> {
  const drafts: string[] = [];
  for (const file of files) {
    const text = await readDraft(file);
    if (!text.ok) return createOutput(options.json).fail(text.error);
    drafts.push(text.value);
  }
  return inNode(options, async ({ client, output }) => {
    const published = await client.software.publish({ drafts });
    if (!published.ok) return published;
    output.line(sharedLine(published.value.release));
    output.json(published.value);
    return ok(0);
  });
}

async function readDraft(file: string): Promise<Result<string, Refusal>> {
  const bytes = await readLimited(file, draftFileBytesMax, 'draft');
  return bytes.ok ? ok(bytesToText(bytes.value)) : bytes;
}

/** What it says, for whoever is to answer for it. */
function draftLines(draft: ReleaseDraftViewed): readonly string[] {
  const { name, version, licence, platforms, source, notes, size, makers, needed } = draft;
  const signed = makers
    .filter(({ hasSigned }) => hasSigned)
    .map(({ person }) => personName(person));
  return [
    `${name} ${version}, ${licenceWords(licence)}; ${sizeWords(size)}.`,
    ...(platforms.length === 0 ? [] : [`For ${platforms.join(', ')}.`]),
    ...(source === '' ? [] : [`Source: ${source}`]),
    ...(notes === '' ? [] : notes.split('\n')),
    `List of its files: ${draft.manifest}`,
    ...draft.tasks.map(({ id, title }) => `Task that went into it: ${title ?? id}`),
    ...draft.receipts.map((id) => `CPU-hours that went into it: counter ${id}`),
    `Makers: ${makers.map(({ person }) => personName(person)).join(', ')}; ${formatNumber(needed)} of them sign.`,
    signed.length === 0 ? 'Nobody has signed it.' : `Signed by ${signed.join(', ')}.`,
  ];
}

/** Whether the files that this maker has are those of the draft. */
async function compare(
  session: Session,
  place: Place,
  draft: ReleaseDraftViewed,
): Promise<Result<null, Refusal>> {
  const ready = await prepare(session, place);
  if (!ready.ok) return ready;
  const { request, manifest } = ready.value;
  await session.client.software.forget({ request });
  if (manifest !== draft.manifest) {
    return refuse('other_files', 'The files here are not those of the draft. It was not signed.');
  }
  session.output.line('The files here are those of the draft.');
  return ok(null);
}

function missingSentence(missing: number): string {
  if (missing <= 0) return 'As many as it needs have signed it: it can be published.';
  return missing === 1 ? 'One signature is missing.' : `${missing} signatures are missing.`;
}

/** Either the old file is there or the new one. */
async function replace(file: string, text: string): Promise<Result<null, Refusal>> {
  const next = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(next, text, { flag: 'wx' });
    await rename(next, file);
    return ok(null);
  } catch (cause) {
    await rm(next, { force: true }).catch(() => undefined);
    return refuse('unwritable', `${file} cannot be written: ${reasonOf(cause)}.`);
  }
}
