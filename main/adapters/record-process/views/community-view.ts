/** One community as the topic says it. */
import { bytesToHex, hexToBytes } from '../../../../shared/base/bytes.ts';
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import { decodeInvitationBody } from '../../../../shared/ledger/invitation.ts';
import { cryptography } from '../../cryptography.ts';
import type { CommunityView, JoiningView } from '../../../../shared/api/community-contract.ts';
import { parameterOrder } from '../../../../shared/economy/parameters.ts';
import { transferableLine } from '../../../../shared/economy/lines.ts';
import { accountOf } from '../../../../shared/ledger/state.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { invitationsLeft, invitationViews } from '../communities/invitations.ts';
import { epochOf, epochStartMs, healthOf, witnessesOf } from './health.ts';
import { accountViews } from './standing.ts';
import { indexOf } from './state-index.ts';

export function communityView(community: OpenCommunity, me: string, nowMs: number): CommunityView {
  const { id, genesis, parameters, node } = community;
  const state = node.state();
  const finalFromMs = epochStartMs(community, epochOf(community, nowMs) + 1);
  const voice = state.members.get(me)?.voice ?? null;
  return {
    id,
    name: shownName(genesis.name),
    startsAtMs: Number(genesis.startsAtMs),
    epochMs: parameters.epochMs,
    me: meIn(community, me),
    members: indexOf(state).present,
    accounts: accountViews(state, node.provisional(), me, finalFromMs),
    witnesses: witnessesOf(community, nowMs),
    voice: voice === null || isSame(voice, state.committee) ? null : [...voice],
    invitations: invitationViews(community, nowMs),
    invitationsLeft: invitationsLeft(community, me, nowMs),
    health: healthOf(community, nowMs),
    parameters: parameterOrder.map((name) => ({ name, value: BigInt(parameters[name]) })),
    revision: community.revision(),
  };
}

function meIn(community: OpenCommunity, me: string): CommunityView['me'] {
  const { node, entry } = community;
  const state = node.state();
  const device = bytesToHex(node.view().device);
  const member = state.members.get(me);
  return {
    status: statusIn(state, me, device),
    name: shownName(member?.name ?? entry().memberName),
    device,
    isWitness: state.committee.includes(device),
    since: member?.joinedEpoch ?? null,
    sponsorable: sponsorableBy(state, me),
    leaving: member?.status === 'member' && entry().isLeaving,
  };
}

function statusIn(state: LedgerState, me: string, device: string): CommunityView['me']['status'] {
  const member = state.members.get(me);
  if (member !== undefined && member.status !== 'member') return member.status;
  const here = state.devices.get(device);
  if (member === undefined || here === undefined) return 'arriving';
  return here.status === 'active' ? 'member' : 'retired';
}

/** What may still be passed on of the delegated line, as the fold reckons it. */
function sponsorableBy(state: LedgerState, me: string): bigint {
  const [cpu, man] = [0, 1].map((currency) => accountOf(state, me, currency).promise);
  const most = [cpu ?? 0n, man ?? 0n].reduce((high, each) => (each > high ? each : high));
  return transferableLine(state.members.get(me)?.delta ?? 0n, most);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

/** After so long without anybody it is said, and tried on. */
const patienceMs = 60_000;

/** How it stands with a machine that the certified record does not know yet; null for one that it knows. */
export function arrivalView(
  community: OpenCommunity,
  me: string,
  nowMs: number,
): JoiningView | null {
  const { id, genesis, node, openedAtMs } = community;
  const state = node.state();
  const view = node.view();
  if (statusIn(state, me, bytesToHex(view.device)) !== 'arriving') return null;
  const about = { id, name: shownName(genesis.name), startedAtMs: openedAtMs, height: view.height };
  const isInStep = view.peers > 0 && view.catchingUp === null && view.height >= view.heightSeen;
  const refusal = isInStep ? refusalOf(community, me, nowMs) : null;
  if (refusal !== null) return { ...about, state: 'refused', ...refusal };
  if (view.catchingUp !== null) {
    const sentence = 'The record of the community is being fetched and checked.';
    return { ...about, state: 'fetching', refusal: null, sentence };
  }
  if (view.peers > 0) {
    const sentence = 'This computer asks to be taken up. The next certificate decides.';
    return { ...about, state: 'asking', refusal: null, sentence };
  }
  const isLate = nowMs - openedAtMs >= patienceMs;
  const sentence = isLate
    ? 'Nobody of the community answers. Somebody who is a member must be online; it is tried on.'
    : 'Looking for a member.';
  return { ...about, state: isLate ? 'nobody answers' : 'looking', refusal: null, sentence };
}

/** Why the record as it is certified will not take this machine up. */
function refusalOf(
  community: OpenCommunity,
  me: string,
  nowMs: number,
): { refusal: JoiningView['refusal']; sentence: string } | null {
  const { credential } = community.entry();
  const state = community.node.state();
  const decoded =
    credential === null
      ? null
      : decodeRecord(hexToBytes(credential), community.key, cryptography.hash);
  if (decoded?.ok !== true || decoded.value.record.kind !== 'member') {
    if (state.members.has(me)) return null;
    const sentence = 'You are no member of this community: ask a member for an invitation.';
    return { refusal: 'not_a_member', sentence };
  }
  const invitation = decodeInvitationBody(decoded.value.record.body.invitation);
  if (invitation === null) return null;
  if (state.invitations.has(bytesToHex(invitation.key))) {
    const sentence = 'Somebody else has used this invitation: ask for another one.';
    return { refusal: 'invitation_used', sentence };
  }
  if (epochOf(community, nowMs) > invitation.expiresEpoch + 1) {
    const sentence = 'This invitation has expired: ask for another one.';
    return { refusal: 'invitation_expired', sentence };
  }
  return null;
}
