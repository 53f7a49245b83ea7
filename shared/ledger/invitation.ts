/**
 * An invitation: a member's device says that whoever holds a secret may join the community, once, until an epoch.
 * It certifies itself, so that any member can answer who comes with it, and nobody has to be asked.
 *
 * Signed, by the key of the inviter's device, is `hash("common-hours/invitation/v1" | community | body)`. The body
 * names the public key of the secret and goes into the record of the new member; the secret goes only to the
 * guest. With it the guest signs `hash("common-hours/join/v1" | community | member key)`, so that a member who
 * reads the record, or carries the guest's request, cannot let in somebody else instead.
 *
 * That the device is one of the inviter's, and the secret unused, only the record knows. What a guest is given to
 * paste is in invitation-text.ts.
 */
import { sameBytes, textToBytes } from '../base/bytes.ts';
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import { codecOf, key, string, struct, uint32, uint8 } from '../base/struct.ts';

/** What the inviter's device signs, and the record keeps. */
export interface InvitationBody {
  /** Hash of the genesis. */
  readonly community: Uint8Array;
  /** Member key of who invites, and the key of the device that signs for that member. */
  readonly inviter: Uint8Array;
  readonly device: Uint8Array;
  /** Public key of the secret. */
  readonly key: Uint8Array;
  /** The last epoch of the community in which it may be used. */
  readonly expiresEpoch: number;
  /** Always 1, until a later version has a rule for more. */
  readonly uses: number;
  /** For people, before they have the genesis; not empty, at most `communityNameLengthMax`. */
  readonly communityName: string;
}

export interface Invitation {
  readonly body: InvitationBody;
  readonly signature: Uint8Array;
  /** The secret: the seed of a key pair. */
  readonly seed: Uint8Array;
}

type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

export interface InvitationChecks {
  /** 32 bytes. */
  hash(...parts: readonly Uint8Array[]): Uint8Array;
  /** Ed25519. */
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
}

/** Ed25519 by a seed of 32 bytes that is at hand, as an invitation's secret is. */
export interface SeedSignatures {
  publicKeyOf(seed: Uint8Array): Uint8Array;
  signBy(seed: Uint8Array, message: Uint8Array): Uint8Array;
}

/** UTF-16 units, as with other names. */
export const communityNameLengthMax = 40;

export const invitationVersion = 1;
const utf8BytesPerUnit = 3;
const invitationDomain = textToBytes('common-hours/invitation/v1');
const joinDomain = textToBytes('common-hours/join/v1');

/** How a body is written. */
export const invitationBodyFields = struct({
  version: uint8,
  community: key,
  inviter: key,
  device: key,
  key,
  expiresEpoch: uint32,
  uses: uint8,
  communityName: string(communityNameLengthMax * utf8BytesPerUnit),
});
const bodyCodec = codecOf(invitationBodyFields);

/** The canonical bytes of a body. */
export function encodeInvitationBody(body: InvitationBody): Uint8Array {
  return bodyCodec.encode(versioned(body));
}

/** The body that these bytes encode, or null if they encode none that may be signed. */
export function decodeInvitationBody(bytes: Uint8Array): InvitationBody | null {
  const decoded = bodyCodec.decode(bytes);
  return decoded === null ? null : bodyThatMayBeSigned(decoded);
}

export type WrittenBody = InvitationBody & { readonly version: number };

/** The body as it is written. */
export function versioned(body: InvitationBody): WrittenBody {
  return { version: invitationVersion, ...body };
}

/**
 * The body without its version, or null if no version of ours would write it. Which characters are printable is
 * not asked here: that changes with the tables of the runtime, and nodes must agree on what the record may hold.
 */
export function bodyThatMayBeSigned({ version, ...body }: WrittenBody): InvitationBody | null {
  const { communityName, uses } = body;
  const isNamed = communityName !== '' && communityName.length <= communityNameLengthMax;
  return version === invitationVersion && uses === 1 && isNamed ? body : null;
}

/** What the inviter's device signs. */
export function invitationHash(body: InvitationBody, hash: Hash): Uint8Array {
  return hash(invitationDomain, body.community, encodeInvitationBody(body));
}

/** Whether the device that the body names signed it. */
export function checkInvitationBody(
  body: InvitationBody,
  bodySignature: Uint8Array,
  { hash, verify }: InvitationChecks,
): Result<InvitationBody, Refusal<'invitation_forged'>> {
  return verify(invitationHash(body, hash), bodySignature, body.device) ? ok(body) : forged();
}

/** Whether it is what its inviter made. */
export function checkInvitation(
  invitation: Invitation,
  checks: InvitationChecks & Pick<SeedSignatures, 'publicKeyOf'>,
): Result<Invitation, Refusal<'invitation_forged'>> {
  const { body, seed } = invitation;
  if (!sameBytes(checks.publicKeyOf(seed), body.key)) return forged();
  const checked = checkInvitationBody(body, invitation.signature, checks);
  return checked.ok ? ok(invitation) : checked;
}

function forged() {
  return refuse(
    'invitation_forged',
    'This invitation was changed on its way: ask for it again, and copy the whole link.',
  );
}

/** Whether it may still be used in this epoch of its community. */
export function isInvitationOpen(body: InvitationBody, epoch: number): boolean {
  return epoch <= body.expiresEpoch;
}

/** An invitation by `device`, whose secret is `seed`: 32 random bytes that nothing else uses. */
export function createInvitation(
  about: Omit<InvitationBody, 'key' | 'uses' | 'device'> & { readonly seed: Uint8Array },
  device: { readonly publicKey: Uint8Array; sign(message: Uint8Array): Uint8Array },
  { hash, publicKeyOf }: { readonly hash: Hash } & Pick<SeedSignatures, 'publicKeyOf'>,
): Invitation {
  const { seed, ...rest } = about;
  const body = { ...rest, device: device.publicKey, key: publicKeyOf(seed), uses: 1 };
  return { body, signature: device.sign(invitationHash(body, hash)), seed };
}

/** The guest's proof that it holds the secret of the invitation and is this member: 64 bytes. */
export function joinProof(
  { body, seed }: Invitation,
  member: Uint8Array,
  { hash, signBy }: { readonly hash: Hash } & Pick<SeedSignatures, 'signBy'>,
): Uint8Array {
  return signBy(seed, joinHash(body, member, hash));
}

/** Whether whoever held the secret of this invitation gave it to this member. */
export function checkJoinProof(
  body: InvitationBody,
  member: Uint8Array,
  proof: Uint8Array,
  { hash, verify }: InvitationChecks,
): boolean {
  return verify(joinHash(body, member, hash), proof, body.key);
}

function joinHash(body: InvitationBody, member: Uint8Array, hash: Hash): Uint8Array {
  return hash(joinDomain, body.community, member);
}
