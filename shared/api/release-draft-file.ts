/**
 * A release before it is published, in a file (`.chdraft`) that goes from maintainer to maintainer: all that the record
 * will say, and the signatures so far. Whoever signs it signs all of it (shared/ledger/release-binding.ts), so none of it
 * can be changed on the way; and it is no release before as many have signed as it says.
 */
import * as v from 'valibot';
import { count, exactBytes, hex32, integer, text, toWire } from '../base/fields.ts';
import type { Refusal, Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { releaseLimits, releaseRecordLimits as limits } from '../software/limits.ts';

/** The end of such a file's name. */
export const draftFileEnding = '.chdraft';
export const draftFileBytesMax = 32_768;
/** More than there can be makers is never handed in. */
export const draftFilesMax: number = limits.maintainers;

const formatVersion = 1;
const keys = (most: number) => v.pipe(v.array(hex32), v.maxLength(most));
const body = {
  name: text(releaseLimits.nameLength),
  version: text(releaseLimits.versionLength),
  licence: text(limits.licenceBytes),
  platforms: v.pipe(v.array(text(limits.platformBytes)), v.maxLength(releaseLimits.platforms)),
  source: text(limits.sourceBytes),
  notes: text(limits.notesBytes),
  drive: hex32,
  manifest: hex32,
  bytes: integer,
  files: count,
  pieces: v.pipe(count, v.maxValue(2 ** 32 - 1)),
  tasks: keys(limits.tasks),
  receipts: keys(limits.receipts),
  maintainers: keys(limits.maintainers),
  needed: v.pipe(count, v.maxValue(limits.maintainers)),
  signatures: v.pipe(
    v.array(v.strictObject({ maintainer: count, signature: exactBytes(64) })),
    v.maxLength(limits.maintainers),
  ),
};
type Read = v.InferOutput<v.StrictObjectSchema<typeof body, undefined>>;
type DraftBody = {
  readonly [Key in keyof Read]: Read[Key] extends (infer Each)[] ? readonly Each[] : Read[Key];
};

const DraftFileJson = v.pipe(
  v.string(),
  v.maxLength(draftFileBytesMax),
  v.parseJson(),
  v.strictObject({
    format: v.literal('common-hours release draft'),
    formatVersion: v.literal(formatVersion),
    community: hex32,
    ...body,
  }),
);

export interface ReleaseDraft {
  readonly community: string;
  /** What the record will say (shared/ledger/release-fields.ts). */
  readonly body: DraftBody;
}

/** The file's text. */
export function draftFileText({ community, body: said }: ReleaseDraft): string {
  const format = { format: 'common-hours release draft', formatVersion, community };
  const known = Object.keys(body) as (keyof typeof body)[];
  const ordered = Object.fromEntries(known.map((each) => [each, said[each]]));
  return `${JSON.stringify(toWire({ ...format, ...ordered }), null, 1)}\n`;
}

/** What a file says; nobody has looked yet at whether a record might say it, and at its signatures. */
export function readDraftFile(fileText: string): Result<ReleaseDraft, Refusal<'bad_draft'>> {
  const parsed = v.safeParse(DraftFileJson, fileText);
  if (!parsed.success) {
    const where = v.getDotPath(parsed.issues[0]);
    const place = where === null ? '' : ` What is wrong stands at “${where}”.`;
    return refuse('bad_draft', `This is no draft of a release that can be read here.${place}`);
  }
  const { format: _, formatVersion: __, community, ...said } = parsed.output;
  return ok({ community, body: said });
}

/** One draft with the signatures of all of these, which must differ in nothing else. */
export function joinDrafts(
  drafts: readonly ReleaseDraft[],
): Result<ReleaseDraft, Refusal<'bad_draft'>> {
  const [first] = drafts;
  if (first === undefined) return refuse('bad_draft', 'There is no draft.');
  const claimOf = (draft: ReleaseDraft) =>
    draftFileText({ ...draft, body: { ...draft.body, signatures: [] } });
  if (drafts.some((each) => claimOf(each) !== claimOf(first))) {
    return refuse(
      'bad_draft',
      'These files do not say the same: a signature under one is none under the other.',
    );
  }
  const signatures = new Map(
    drafts.flatMap((each) => each.body.signatures).map((each) => [each.maintainer, each]),
  );
  const ordered = [...signatures.values()].sort((a, b) => a.maintainer - b.maintainer);
  return ok({ ...first, body: { ...first.body, signatures: ordered } });
}
