/**
 * How several makers publish one release: one of them drafts and signs it, others read and sign the draft, and once as
 * many have signed as it needs, whoever has its files publishes it. Drafts travel as text (release-draft-file.ts).
 */
import * as v from 'valibot';
import { count, hex32, integer, text } from '../base/fields.ts';
import { releaseLimits, releaseRecordLimits } from '../software/limits.ts';
import { Person, sentence } from './lending-shape.ts';
import { draftFileBytesMax, draftFilesMax } from './release-draft-file.ts';
import { call } from './schema.ts';
import { ReleaseSize, ReleaseText } from './software-shape.ts';

const draftText = text(draftFileBytesMax);
const drafts = v.pipe(v.array(draftText), v.minLength(1), v.maxLength(draftFilesMax));

/** Who answers for it; whoever drafts it is one of them, named or not. */
const Makers = {
  maintainers: v.pipe(v.array(hex32), v.maxLength(releaseRecordLimits.maintainers)),
  /** How many of them have to sign. */
  needed: v.pipe(count, v.minValue(1), v.maxValue(releaseRecordLimits.maintainers)),
};

/** What a maintainer looks at before signing. */
export const ReleaseDraftView = v.strictObject({
  community: hex32,
  name: text(releaseLimits.nameLength),
  version: text(releaseLimits.versionLength),
  licence: text(60),
  platforms: v.array(text(16)),
  source: text(releaseLimits.linkLength),
  notes: text(releaseLimits.notesLength),
  size: ReleaseSize,
  drive: hex32,
  /** Of the list of its files: whoever has the files can compare it. */
  manifest: hex32,
  /** Title and price where the record knows them. */
  tasks: v.array(
    v.strictObject({ id: hex32, title: v.nullable(text(200)), price: v.nullable(integer) }),
  ),
  receipts: v.array(hex32),
  makers: v.array(v.strictObject({ person: Person, hasSigned: v.boolean(), isMe: v.boolean() })),
  needed: count,
  /** Why it cannot be signed by whoever asks; null: it can. */
  signingRefusal: v.nullable(sentence),
});

const Signed = v.strictObject({ draft: draftText });
const Published = v.strictObject({ release: hex32 });

/** What whoever drafts it says of it. */
const Said = {
  community: hex32,
  text: ReleaseText,
  tasks: v.pipe(v.array(hex32), v.maxLength(releaseRecordLimits.tasks)),
  receipts: v.pipe(v.array(hex32), v.maxLength(releaseRecordLimits.receipts)),
  ...Makers,
};

const draftRefusals = [
  'unknown_community',
  'not_a_member',
  'unknown_maintainer',
  'refused',
] as const;
const readRefusals = ['bad_draft', 'wrong_signature', 'unknown_community'] as const;
const publishRefusals = [
  ...readRefusals,
  'not_a_member',
  'not_a_maintainer',
  'too_few_signatures',
  'refused',
] as const;

/** Answered by the process of the record. */
export const draftCalls = {
  /** Signed by oneself. */
  draft: call(
    v.strictObject({ ...Said, size: ReleaseSize, drive: hex32, manifest: hex32 }),
    Signed,
    ...draftRefusals,
  ),
  readDraft: call(v.strictObject({ drafts }), ReleaseDraftView, ...readRefusals),
  sign: call(
    v.strictObject({ draft: draftText }),
    Signed,
    ...readRefusals,
    'not_a_member',
    'not_a_maintainer',
    'already_signed',
  ),
  /** The same draft with all the signatures that stand under one of these. */
  publishDraft: call(v.strictObject({ drafts }), Published, ...publishRefusals),
} as const;

/** Answered by the node. */
export const draftedCalls = {
  /** Signs what was made ready, which stays so until it is published or forgotten. */
  draft: call(
    v.strictObject({ ...Said, request: hex32 }),
    Signed,
    'unknown_import',
    'not_ready',
    ...draftRefusals,
  ),
  /** Publishes it, and shares its files from now on, which were made ready here. */
  publish: call(v.strictObject({ drafts }), Published, ...publishRefusals, 'unknown_import'),
} as const;

export type ReleaseDraftViewed = v.InferOutput<typeof ReleaseDraftView>;
