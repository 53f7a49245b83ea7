/** What the process of the record answers about drafts of releases, and how a draft becomes a record. */
import type { draftCalls } from '../../../../shared/api/release-draft-contract.ts';
import { draftFileText, joinDrafts } from '../../../../shared/api/release-draft-file.ts';
import type { ReleaseDraft } from '../../../../shared/api/release-draft-file.ts';
import type { Handlers } from '../../../../shared/api/handlers.ts';
import { personName } from '../../../../shared/api/words.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { publishingFault } from '../../../../shared/ledger/release-effects.ts';
import { recordFailures } from '../../../../shared/ledger/verdict.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { checkSignatures, draftOf, draftView, readDraft, signedBy } from '../releases/drafts.ts';
import type { SaidOfRelease } from '../releases/drafts.ts';
import { personOf } from '../views/state-index.ts';
import { author, findCommunity, findOwn, meOf } from './house.ts';
import type { House } from './house.ts';

type Page = Handlers<{ readonly releases: typeof draftCalls }>['releases'];

export function draftAnswers(house: House): Page {
  return {
    draft({ community, ...said }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const draft = draftByMe(house, found.value, said);
      return draft.ok ? ok({ draft: draftFileText(draft.value) }) : draft;
    },
    readDraft({ drafts }) {
      const read = readDrafts(house, drafts);
      if (!read.ok) return read;
      return ok(draftView(read.value.found, meOf(house), read.value.draft));
    },
    sign({ draft: text }) {
      const read = readDrafts(house, [text]);
      if (!read.ok) return read;
      const own = findOwn(house, read.value.draft.community);
      if (!own.ok) return own;
      const signed = signedBy(read.value.draft, signerOf(house));
      return signed.ok ? ok({ draft: draftFileText(signed.value) }) : signed;
    },
    publishDraft({ drafts }) {
      const read = readDrafts(house, drafts);
      if (!read.ok) return read;
      const { draft } = read.value;
      const own = findOwn(house, draft.community);
      return own.ok ? publishDraft(house, own.value, draft) : own;
    },
  };
}

/** Drafted and signed by whoever asks, who is one of its makers. */
export function draftByMe(
  house: House,
  found: OpenCommunity,
  said: SaidOfRelease,
): Result<ReleaseDraft, Refusal<'unknown_maintainer' | 'refused'>> {
  const me = meOf(house);
  const { members } = found.node.state();
  const stranger = said.maintainers.find((each) => members.get(each)?.status !== 'member');
  if (stranger !== undefined) {
    const detail = `${stranger.slice(0, 8)} is no member of this community: only members answer for a release.`;
    return refuse('unknown_maintainer', detail);
  }
  const draft = draftOf(found.id, { ...said, maintainers: [...said.maintainers, me] });
  if (!draft.ok) return draft;
  const fault = faultNow(found, me, draft.value);
  if (fault !== null) return refuse('refused', fault);
  const signed = signedBy(draft.value, signerOf(house));
  return signed.ok ? signed : refuse('refused', signed.error.detail);
}

/** As a record, when as many have signed it as it needs. */
export function publishDraft(
  house: House,
  found: OpenCommunity,
  draft: ReleaseDraft,
): Result<{ release: string }, Refusal<'not_a_maintainer' | 'too_few_signatures' | 'refused'>> {
  const { body } = draft;
  const me = meOf(house);
  if (!body.maintainers.includes(me)) {
    return refuse('not_a_maintainer', 'Only one of the makers it names can publish it.');
  }
  const missing = body.needed - body.signatures.length;
  if (missing > 0) {
    const detail = `${body.signatures.length} of the ${body.needed} makers that it needs have signed it.`;
    return refuse('too_few_signatures', detail);
  }
  const fault = faultNow(found, me, draft);
  if (fault !== null) return refuse('refused', fault);
  const authored = author(found, { kind: 'release', body });
  return authored.ok ? ok({ release: authored.value.record }) : authored;
}

/** What the record would find wrong with it, which is better known before it is written there. */
function faultNow(found: OpenCommunity, me: string, { body }: ReleaseDraft): string | null {
  const name = publishingFault(found.node.state(), me, body);
  return name === null ? null : recordFailures[name];
}

function readDrafts(
  house: House,
  texts: readonly string[],
): Result<
  { readonly draft: ReleaseDraft; readonly found: OpenCommunity },
  Refusal<'bad_draft' | 'unknown_community' | 'wrong_signature'>
> {
  const drafts: ReleaseDraft[] = [];
  for (const text of texts) {
    const read = readDraft(text);
    if (!read.ok) return read;
    const found = findCommunity(house, read.value.community);
    if (!found.ok) return found;
    const state = found.value.node.state();
    const fits = checkSignatures(read.value, (member) => personName(personOf(state, member)));
    if (!fits.ok) return fits;
    drafts.push(read.value);
  }
  const draft = joinDrafts(drafts);
  if (!draft.ok) return draft;
  const found = findCommunity(house, draft.value.community);
  return found.ok ? ok({ draft: draft.value, found: found.value }) : found;
}

function signerOf(house: House) {
  const keys = house.communities.keys();
  return { me: meOf(house), sign: (message: Uint8Array) => keys.sign(message) };
}
