/** Drafts of releases: made of what a member says, signed by its makers, and judged before they are published. */
import { releaseDraftFault } from '../../../../shared/ledger/release-claims.ts';
import { releaseBinding } from '../../../../shared/ledger/release-binding.ts';
import type { SupplyBodies } from '../../../../shared/ledger/release-fields.ts';
import { readDraftFile } from '../../../../shared/api/release-draft-file.ts';
import type { ReleaseDraft } from '../../../../shared/api/release-draft-file.ts';
import type { ReleaseDraftViewed } from '../../../../shared/api/release-draft-contract.ts';
import type { ReleaseSize, ReleaseTextInput } from '../../../../shared/api/software-shape.ts';
import { oneLine } from '../../../../shared/api/words.ts';
import { hexToBytes } from '../../../../shared/base/bytes.ts';
import { printableLines } from '../../../../shared/base/printable.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type * as v from 'valibot';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { personOf } from '../views/state-index.ts';

type Body = SupplyBodies['release'];

/** What a member says of files that are ready. */
export interface SaidOfRelease {
  readonly text: ReleaseTextInput;
  readonly size: v.InferOutput<typeof ReleaseSize>;
  readonly drive: string;
  readonly manifest: string;
  readonly tasks: readonly string[];
  readonly receipts: readonly string[];
  readonly maintainers: readonly string[];
  readonly needed: number;
}

interface Signer {
  /** One's own member key. */
  readonly me: string;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** In the order in which a record wants it; nobody has signed it yet. */
export function draftOf(
  community: string,
  { text, size, drive, manifest, ...given }: SaidOfRelease,
): Result<ReleaseDraft, Refusal<'refused'>> {
  const body: Body = {
    name: oneLine(text.name),
    version: oneLine(text.version),
    licence: text.licence,
    platforms: ordered(text.platforms),
    source: text.source.trim(),
    notes: text.notes.split('\n').map(oneLine).join('\n').trim(),
    ...{ drive, manifest, files: size.files, pieces: size.pieces, bytes: BigInt(size.bytes) },
    tasks: ordered(given.tasks),
    receipts: ordered(given.receipts),
    maintainers: ordered(given.maintainers),
    needed: given.needed,
    signatures: [],
  };
  const fault = releaseDraftFault(body);
  return fault === null ? ok({ community, body }) : refuse('refused', fault);
}

/** What a file says, when a record might say it; nobody has looked at its signatures yet. */
export function readDraft(text: string): Result<ReleaseDraft, Refusal<'bad_draft'>> {
  const read = readDraftFile(text);
  if (!read.ok) return read;
  const fault = releaseDraftFault(read.value.body);
  return fault === null ? read : refuse('bad_draft', `This draft can be no release. ${fault}`);
}

/** Why somebody cannot sign it; null: one of its makers who has not yet. */
export function signingFault(
  { body }: ReleaseDraft,
  me: string,
): Refusal<'not_a_maintainer' | 'already_signed'> | null {
  const place = body.maintainers.indexOf(me);
  if (place === -1) {
    return { name: 'not_a_maintainer', detail: 'You are not one of the makers it names.' };
  }
  return body.signatures.some(({ maintainer }) => maintainer === place)
    ? { name: 'already_signed', detail: 'You have signed it already.' }
    : null;
}

/** With one's own signature, which stands where the makers' order wants it. */
export function signedBy(
  draft: ReleaseDraft,
  { me, sign }: Signer,
): Result<ReleaseDraft, Refusal<'not_a_maintainer' | 'already_signed'>> {
  const fault = signingFault(draft, me);
  if (fault !== null) return refuse(fault.name, fault.detail);
  const { community, body } = draft;
  const signature = sign(releaseBinding(hexToBytes(community), body, cryptography.hash));
  const all = [...body.signatures, { maintainer: body.maintainers.indexOf(me), signature }];
  const signatures = all.sort((a, b) => a.maintainer - b.maintainer);
  return ok({ community, body: { ...body, signatures } });
}

/** A draft that was changed after somebody had signed it has signatures that do not fit it. */
export function checkSignatures(
  { community, body }: ReleaseDraft,
  nameOf: (member: string) => string,
): Result<null, Refusal<'wrong_signature'>> {
  const message = releaseBinding(hexToBytes(community), body, cryptography.hash);
  for (const { maintainer, signature } of body.signatures) {
    const member = body.maintainers[maintainer] ?? '';
    if (cryptography.verify(message, signature, hexToBytes(member))) continue;
    return refuse(
      'wrong_signature',
      `The signature of ${nameOf(member)} does not fit: the draft was changed after it, or somebody else wrote it.`,
    );
  }
  return ok(null);
}

/** What a maintainer looks at. Nothing in it may hide what it says. */
export function draftView(
  found: OpenCommunity,
  me: string,
  draft: ReleaseDraft,
): ReleaseDraftViewed {
  const state = found.node.state();
  const { body, community } = draft;
  const { licence, source, notes, drive, manifest, files, pieces, needed } = body;
  const signed = new Set(body.signatures.map(({ maintainer }) => maintainer));
  return {
    ...{ community, licence, source, drive, manifest, needed },
    name: shownName(body.name),
    version: shownName(body.version),
    platforms: [...body.platforms],
    notes: printableLines(notes),
    size: { files, pieces, bytes: Number(body.bytes) },
    tasks: body.tasks.map((id) => {
      const task = state.work.tasks.get(id);
      if (task === undefined) return { id, title: null, price: null };
      const title = shownName(task.title).slice(0, 200);
      return { id, title, price: BigInt(task.price ?? 0) * 1_000_000n };
    }),
    receipts: [...body.receipts],
    makers: body.maintainers.map((member, place) => ({
      person: personOf(state, member),
      hasSigned: signed.has(place),
      isMe: member === me,
    })),
    signingRefusal: signingFault(draft, me)?.detail ?? null,
  };
}

function ordered(given: readonly string[]): string[] {
  return [...new Set(given)].sort();
}
