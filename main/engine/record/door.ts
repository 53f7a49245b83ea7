/**
 * Who is answered: machines of members, and those who show a record that would make them one. Whoever is not
 * answered is not an enemy: a member who joined while this side was away is a stranger here until it has caught up.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { decodeInvitationBody, isInvitationOpen } from '../../../shared/ledger/invitation.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import type { UnwelcomeReason } from '../../../shared/peers/record-protocol.ts';
import type { Reader } from './reader.ts';

/** The door of one record, as its connections ask for it. */
export function createDoor(
  reader: Pick<Reader, 'check'>,
  state: () => LedgerState,
  epochNow: () => number,
) {
  return {
    isAnswered: (device: string, credential: CheckedRecord | null) =>
      isAnswered(state(), device, credential, epochNow()),
    whyUnwelcome: (credential: CheckedRecord) => whyUnwelcome(state(), credential, epochNow()),
    readCredential: (bytes: Uint8Array, device: Uint8Array) =>
      readCredential(reader, bytes, device),
  };
}

/** Whether a machine with this key, and perhaps a credential of its own, is answered in this epoch. */
function isAnswered(
  state: LedgerState,
  device: string,
  credential: CheckedRecord | null,
  epoch: number,
): boolean {
  if (isMachineOfMember(state, device) || hasJustEnded(state, device, epoch)) return true;
  if (credential === null || state.devices.has(device)) return false;
  if (credential.kind === 'device') return isMember(state, bytesToHex(credential.body.member));
  if (credential.kind !== 'member') return false;
  const invitation = decodeInvitationBody(credential.body.invitation);
  if (invitation === null || whyUnwelcome(state, credential, epoch) !== null) return false;
  return (
    isMember(state, bytesToHex(invitation.inviter)) &&
    isMachineOfMember(state, bytesToHex(invitation.device))
  );
}

/**
 * What is wrong with an invitation for good, in the order in which the fold would say it. Null also where this side
 * may only be behind: it does not know the inviter.
 */
function whyUnwelcome(
  state: LedgerState,
  credential: CheckedRecord | null,
  epoch: number,
): UnwelcomeReason | null {
  if (credential?.kind !== 'member') return null;
  const invitation = decodeInvitationBody(credential.body.invitation);
  if (invitation === null) return null;
  if (!isInvitationOpen(invitation, epoch)) return 'invitation_expired';
  if (state.invitations.has(bytesToHex(invitation.key))) return 'invitation_used';
  const [inviter, device] = [bytesToHex(invitation.inviter), bytesToHex(invitation.device)];
  const hasEnded =
    (state.members.has(inviter) && !isMember(state, inviter)) ||
    (state.devices.has(device) && !isMachineOfMember(state, device));
  return hasEnded ? 'inviter_not_a_member' : null;
}

/** Whether this key is an active machine of somebody who has neither left nor been expelled. */
export function isMachineOfMember(state: LedgerState, device: string): boolean {
  const known = state.devices.get(device);
  return known?.status === 'active' && isMember(state, known.member);
}

/** Whoever has left or was expelled may still read how that was certified, as long as counters may be late. */
function hasJustEnded(state: LedgerState, device: string, epoch: number): boolean {
  const member = state.members.get(state.devices.get(device)?.member ?? '');
  const ended = member?.endedEpoch ?? null;
  return ended !== null && epoch <= ended + Math.max(1, state.parameters.lateEpochs);
}

function isMember(state: LedgerState, member: string): boolean {
  return state.members.get(member)?.status === 'member';
}

/** Null for what is no record of this community by which this very machine joins. */
export function readCredential(
  reader: Pick<Reader, 'check'>,
  bytes: Uint8Array,
  device: Uint8Array,
): CheckedRecord | null {
  const read = reader.check(bytes);
  if (!read.ok || (read.value.kind !== 'member' && read.value.kind !== 'device')) return null;
  return sameBytes(read.value.body.author, device) ? read.value : null;
}
