/** Invitations that this member made on this machine: open, used or expired. */
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import type { InvitationView } from '../../../../shared/api/community-contract.ts';
import { createInvitation } from '../../../../shared/ledger/invitation.ts';
import { invitationLink } from '../../../../shared/ledger/invitation-text.ts';
import { decodeInvitationBody } from '../../../../shared/ledger/invitation.ts';
import { kindNumbers } from '../../../../shared/ledger/record.ts';
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import type { Clock, Random } from '../../../engine/ports.ts';
import { cryptography } from '../../cryptography.ts';
import type { NodeKeys } from '../../keys.ts';
import { seedSignatures } from '../../seed-signatures.ts';
import { epochOf, epochStartMs } from '../views/health.ts';
import { personOf } from '../views/state-index.ts';
import type { MadeInvitation } from './community-book.ts';
import type { Communities, OpenCommunity } from './communities.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** Older ones are taken from the list; the newest stay, whatever became of them. */
const keptMax = 200;

export function makeInvitation(
  community: OpenCommunity,
  validDays: number,
  {
    communities,
    clock,
    random,
  }: {
    readonly communities: Communities;
    readonly clock: Pick<Clock, 'now'>;
    readonly random: Random;
  },
): Result<
  { readonly id: string; readonly link: string; readonly expiresAtMs: number },
  Refusal<'too_many_invitations'>
> {
  const keys = communities.keys();
  const nowMs = clock.now();
  if (invitationsLeft(community, bytesToHex(keys.member), nowMs) === 0) {
    const { invitationsPerWeek } = community.parameters;
    return refuse(
      'too_many_invitations',
      `A member may invite ${invitationsPerWeek} people in seven days, and so many are invited. Wait, or let another member invite.`,
    );
  }
  const invitation = createInvitation(
    {
      seed: random.bytes(32),
      community: community.key,
      inviter: keys.member,
      expiresEpoch: epochOf(community, nowMs + validDays * dayMs),
      communityName: community.genesis.name,
    },
    signerOf(keys),
    { hash: cryptography.hash, publicKeyOf: seedSignatures.publicKeyOf },
  );
  const { expiresEpoch } = invitation.body;
  const id = bytesToHex(invitation.body.key);
  const link = invitationLink(invitation);
  const made: MadeInvitation = { id, link, madeAtMs: nowMs, expiresEpoch, usedBy: null };
  const invitations = [...community.entry().invitations, made].slice(-keptMax);
  communities.change(community.id, { invitations });
  return ok({ id, link, expiresAtMs: expiryOf(community, made) });
}

function signerOf({ device }: NodeKeys) {
  return { publicKey: device.publicKey, sign: (message: Uint8Array) => device.sign(message) };
}

/** How many people this member may still invite in the seven days that end now. */
export function invitationsLeft(community: OpenCommunity, me: string, nowMs: number): number {
  const { node, parameters } = community;
  const since = epochOf(community, nowMs - weekMs);
  let invited = 0;
  for (const { inviter, joinedEpoch } of node.state().members.values()) {
    if (inviter === me && joinedEpoch >= since) invited += 1;
  }
  const open = invitationViews(community, nowMs).filter(({ state }) => state === 'open').length;
  return Math.max(0, parameters.invitationsPerWeek - invited - open);
}

/** The newest first. */
export function invitationViews(community: OpenCommunity, nowMs: number): InvitationView[] {
  const { invitations } = community.entry();
  if (invitations.length === 0) return [];
  const state = community.node.state();
  const epoch = epochOf(community, nowMs);
  return invitations
    .map((made): InvitationView => {
      const { id, link, madeAtMs, expiresEpoch, usedBy } = made;
      const isUsed = usedBy !== null || state.invitations.has(id);
      const left = epoch > expiresEpoch ? 'expired' : 'open';
      const expiresAtMs = expiryOf(community, made);
      return {
        ...{ id, link, madeAtMs, expiresAtMs, state: isUsed ? 'used' : left },
        usedBy: usedBy === null ? null : personOf(state, usedBy),
      };
    })
    .reverse();
}

/** Finds out who came by one's own invitations, among the records of the heights that are new. */
export function createInvitationWatch(
  community: OpenCommunity,
  communities: Pick<Communities, 'change'>,
) {
  let seen = 0;
  return () => {
    const { store, node, key, entry } = community;
    const from = seen + 1;
    seen = node.view().height;
    const state = node.state();
    const isOpen = ({ id, usedBy }: MadeInvitation) => usedBy === null && state.invitations.has(id);
    const wanted = new Set(
      entry()
        .invitations.filter(isOpen)
        .map(({ id }) => id),
    );
    for (let height = seen; height >= from && wanted.size > 0; height -= 1) {
      for (const record of store.idsOf(height) ?? []) {
        const bytes = store.bytesOf(record);
        if (bytes?.[1] !== kindNumbers.member) continue;
        const decoded = decodeRecord(bytes, key, cryptography.hash);
        if (!decoded.ok || decoded.value.record.kind !== 'member') continue;
        const { member, invitation } = decoded.value.record.body;
        const body = decodeInvitationBody(invitation);
        if (body === null || !wanted.delete(bytesToHex(body.key))) continue;
        const used = { id: bytesToHex(body.key), usedBy: bytesToHex(member) };
        const invitations = entry().invitations.map((made) =>
          made.id === used.id ? { ...made, usedBy: used.usedBy } : made,
        );
        communities.change(community.id, { invitations });
      }
    }
  };
}

function expiryOf(community: OpenCommunity, { expiresEpoch }: MadeInvitation): number {
  return epochStartMs(community, expiresEpoch + 1);
}
