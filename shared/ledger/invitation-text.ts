/**
 * An invitation as text: body, signature and secret together, in base64url, are its code; with
 * `commonhours://join/` before it, the code is a link. Whoever has the text may join.
 */
import { base64ToBytes, bytesToBase64 } from '../base/bytes.ts';
import { printable } from '../base/printable.ts';
import { refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import { codecOf, fixed, signature, struct } from '../base/struct.ts';
import {
  bodyThatMayBeSigned,
  checkInvitation,
  invitationBodyFields,
  invitationVersion,
  versioned,
} from './invitation.ts';
import type { Invitation } from './invitation.ts';

const invitationFields = struct({ body: invitationBodyFields, signature, seed: fixed(32) });
const invitationCodec = codecOf(invitationFields);

/** The code: what a guest pastes. */
export function encodeInvitation({ body, signature: signed, seed }: Invitation): string {
  return bytesToBase64(invitationCodec.encode({ body: versioned(body), signature: signed, seed }));
}

/** The code as a link, which opens the program where it is installed. */
export function invitationLink(invitation: Invitation): string {
  return linkPrefix + encodeInvitation(invitation);
}

const linkPrefix = 'commonhours://join/';
const linkPattern = /commonhours:\/\/join\//gi;
const textLengthMax = 16_384;
/** Of a piece of text that may hold a code, with line breaks and marks of quotation in between. */
const pieceLengthMax = 1024;
const codeLengthMin = 300;

export type InvitationTextRefusal = Refusal<
  'invitation_missing' | 'invitation_malformed' | 'invitation_newer' | 'invitation_forged'
>;

/**
 * The invitation in a text that somebody pasted: a link or a code, with line breaks in it and a sentence around
 * it. Its length follows from its content, so that what stands behind it cannot be taken for a part of it. It is
 * checked here, because of a link that was cut only the check knows that the words behind it are not its end.
 */
export function parseInvitation(
  text: string,
  checks: Parameters<typeof checkInvitation>[1],
): Result<Invitation, InvitationTextRefusal> {
  if (text.length > textLengthMax) return missing();
  const joined = withoutBreaks(text);
  const afterLinks = [...joined.matchAll(linkPattern)].map(({ index, 0: prefix }) =>
    joined.slice(index + prefix.length),
  );
  const words = [...text.matchAll(/[\w-]+/g)].map(({ index }) =>
    withoutBreaks(text.slice(index, index + pieceLengthMax)),
  );
  let problem = problemWith(joined, afterLinks[0]);
  for (const piece of [...afterLinks, ...words]) {
    const invitation = invitationAt(piece);
    const checked = invitation === null ? null : checkInvitation(invitation, checks);
    if (checked?.ok === true) return checked;
    problem = checked ?? problem;
  }
  return problem;
}

/** What to say of a text that holds no invitation after all. */
function problemWith(
  joined: string,
  afterLink: string | undefined,
): { readonly ok: false; readonly error: InvitationTextRefusal } {
  const isCode = /^[\w-]+$/.test(joined) && joined.length >= codeLengthMin;
  const code = afterLink ?? (isCode ? joined : null);
  if (code === null) return missing();
  const [written = 0] = base64ToBytes(code.slice(0, 4));
  return written > invitationVersion && written < 0x10 ? newer() : malformed();
}

/** Mail breaks a line where it likes, and marks what it quotes. */
function withoutBreaks(text: string): string {
  return text.replaceAll(/[\s>\p{Cf}]/gu, '');
}

/** The invitation whose code stands at the beginning, or null. */
function invitationAt(text: string): Invitation | null {
  const [letters = ''] = /^[\w-]*/.exec(text.slice(0, pieceLengthMax)) ?? [];
  const bytes = base64ToBytes(letters);
  const state = { start: 0, end: bytes.byteLength, buffer: bytes };
  try {
    invitationFields.decode(state);
  } catch {
    return null;
  }
  const code = letters.slice(0, Math.ceil((state.start * 4) / 3));
  const decoded = invitationCodec.decode(bytes.subarray(0, state.start));
  const body = decoded === null ? null : bodyThatMayBeSigned(decoded.body);
  if (decoded === null || body === null) return null;
  if (printable(body.communityName) !== body.communityName) return null;
  const invitation = { body, signature: decoded.signature, seed: decoded.seed };
  return encodeInvitation(invitation) === code ? invitation : null;
}

function missing() {
  return refuse(
    'invitation_missing',
    `There is no invitation in this text: paste the whole link, from “${linkPrefix}” to its end.`,
  );
}

function malformed() {
  return refuse(
    'invitation_malformed',
    'This invitation is not whole: copy all of the link, or ask for it again.',
  );
}

function newer() {
  return refuse(
    'invitation_newer',
    'This invitation was made by a newer Common Hours: update yours, and paste it again.',
  );
}
