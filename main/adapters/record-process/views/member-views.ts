/** Members of a community, as the certified record knows them. */
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import type { MemberView } from '../../../../shared/api/community-contract.ts';
import { wholeTrust } from '../../../../shared/economy/trust.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { certifiedStanding } from './standing.ts';
import { indexOf, personOf } from './state-index.ts';

/** The members behind a key, by key. */
export function memberPage(
  community: OpenCommunity,
  me: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): { members: MemberView[]; total: number } {
  const state = community.node.state();
  const { memberIds } = indexOf(state);
  const members = memberIds
    .filter((id) => after === null || id > after)
    .slice(0, limit)
    .flatMap((id) => memberView(community, id, me) ?? []);
  return { members, total: memberIds.length };
}

export function memberView(community: OpenCommunity, id: string, me: string): MemberView | null {
  const state = community.node.state();
  const member = state.members.get(id);
  if (member === undefined) return null;
  const here = bytesToHex(community.node.view().device);
  return {
    person: personOf(state, id),
    status: member.status,
    isMe: id === me,
    isFounder: member.inviter === null,
    inviter: member.inviter === null ? null : personOf(state, member.inviter),
    since: member.joinedEpoch,
    trustPpm: trustPpmOf(state, id),
    devices: indexOf(state)
      .devicesOf(id)
      .map(([device, { label, status }]) => {
        const isWitness = state.committee.includes(device);
        return { device, label: shownName(label), status, isMe: device === here, isWitness };
      }),
    accounts: currencyWords.map((currency, index) => ({
      currency,
      certified: certifiedStanding(state, id, index),
    })),
  };
}

/** Of a million: trust that was earned by work that could be lent, which is what is counted in CPU-hours now. */
function trustPpmOf(state: LedgerState, member: string): number {
  const trust = state.books[0].trust.get(member) ?? 0n;
  return Number((trust * 1_000_000n) / BigInt(wholeTrust));
}
