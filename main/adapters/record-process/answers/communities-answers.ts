/** Communities: founding one, coming in, inviting, leaving. */
import type { communityContract } from '../../../../shared/api/community-contract.ts';
import type { Handlers } from '../../../../shared/api/handlers.ts';
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import { parseInvitation } from '../../../../shared/ledger/invitation-text.ts';
import { isName } from '../../../../shared/ledger/record-claims.ts';
import { cryptography } from '../../cryptography.ts';
import { seedSignatures } from '../../seed-signatures.ts';
import { attemptOf } from '../communities/attempts.ts';
import { labelByDefault } from '../communities/communities.ts';
import { cardOf, foundCommunity, genesisLink, readGenesisLink } from '../communities/founding.ts';
import { makeInvitation } from '../communities/invitations.ts';
import { memberCredential } from '../communities/own-records.ts';
import { author, findCommunity, findOwn, meOf } from './house.ts';
import type { House } from './house.ts';

type Groups = Handlers<Pick<typeof communityContract, 'communities' | 'invitations'>>;

/** Each has a place in the network, a file and a share of the memory. */
export const communitiesMax = 16;

const invitationChecks = { ...cryptography, ...seedSignatures };
const badName = refuse(
  'bad_name',
  'A name must be visible, on one line, and of 40 characters at most.',
);

export function communitiesAnswers(house: House): Omit<Groups['communities'], 'list'> {
  return {
    card({ name }) {
      const card = cardOf(house.communities.keys(), name);
      return card.ok ? ok({ card: card.value }) : card;
    },
    async create(founding) {
      if (isFull(house)) return tooMany;
      const { communities } = house;
      const founded = foundCommunity(founding, communities.keys(), house);
      if (!founded.ok) return founded;
      return add(house, founded.value.bytes, { memberName: founding.memberName, label: null });
    },
    ...comingIn(house),
    link({ community }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      const { genesisBytes } = found.value;
      return ok({ link: genesisLink(genesisBytes), genesis: genesisBytes });
    },
    async leave({ community }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const { member } = house.communities.keys();
      const left = author(found.value, { kind: 'leave', body: { member } });
      if (left.ok) house.communities.change(community, { isLeaving: true });
      return left;
    },
    async putAway({ community }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      if (found.value.node.state().members.get(meOf(house))?.status === 'member') {
        return refuse('still_a_member', 'You are a member of this community: leave it first.');
      }
      await house.communities.putAway(community);
      house.changed();
      return ok({});
    },
  };
}

function comingIn(
  house: House,
): Pick<Groups['communities'], 'open' | 'read' | 'join' | 'cancelJoin'> {
  return {
    async open({ link, label }) {
      const read = readGenesisLink(link);
      if (!read.ok) return read;
      const { bytes, community, genesis } = read.value;
      if (isThere(house, bytesToHex(community))) return alreadyThere;
      if (isFull(house)) return tooMany;
      const me = genesis.founders.find((each) => bytesToHex(each.member) === meOf(house));
      return add(house, bytes, { memberName: me?.name ?? 'A member', label });
    },
    read({ link }) {
      const parsed = parseInvitation(link, invitationChecks);
      if (!parsed.ok) return parsed;
      const { community, inviter, communityName } = parsed.value.body;
      const id = bytesToHex(community);
      const about = { community: id, name: communityName, inviter: bytesToHex(inviter) };
      return ok({ ...about, isThere: isThere(house, id) });
    },
    async join({ link, memberName }) {
      if (!isName(memberName)) return badName;
      const parsed = parseInvitation(link, invitationChecks);
      if (!parsed.ok) return parsed;
      const { community, communityName: name } = parsed.value.body;
      const id = bytesToHex(community);
      if (isThere(house, id)) return alreadyThere;
      if (isFull(house)) return tooMany;
      const credential = memberCredential(house.communities.keys(), parsed.value, memberName);
      const given = { name, memberName, credential };
      house.attempts.begin(attemptOf(community, given, house.clock.now()));
      return ok({ community: id });
    },
    async cancelJoin({ community }) {
      if (await house.attempts.cancel(community)) return ok({});
      const found = house.communities.find(community);
      const state = found?.node.state();
      if (found === null || state?.members.has(meOf(house)) === true) {
        return refuse('unknown_community', 'Nothing is under way towards such a community.');
      }
      await house.communities.putAway(community);
      house.changed();
      return ok({});
    },
  };
}

export function invitationsAnswers(house: House): Groups['invitations'] {
  return {
    make({ community, validDays }) {
      const found = findOwn(house, community);
      return found.ok ? makeInvitation(found.value, validDays, house) : found;
    },
    forget({ community, id }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      const { invitations } = found.value.entry();
      const rest = invitations.filter((each) => each.id !== id);
      if (rest.length === invitations.length) {
        return refuse('unknown_invitation', 'No such invitation was made on this computer.');
      }
      house.communities.change(community, { invitations: rest });
      return ok({});
    },
  };
}

async function add(
  house: House,
  genesis: Uint8Array,
  { memberName, label }: { readonly memberName: string; readonly label: string | null },
) {
  const given = { memberName, label: label ?? labelByDefault, credential: null };
  const added = await house.communities.add(genesis, given);
  house.changed();
  return added.ok
    ? ok({ community: added.value.id })
    : refuse('store_unusable', added.error.detail);
}

function isThere({ communities, attempts }: House, id: string): boolean {
  return communities.find(id) !== null || attempts.has(id);
}

function isFull({ communities, attempts }: House): boolean {
  return communities.all().length + attempts.views().length >= communitiesMax;
}

const tooMany = refuse(
  'too_many_communities',
  `A computer can be in ${communitiesMax} communities at most: put one away first.`,
);
const alreadyThere = refuse(
  'already_there',
  'This computer is in that community already, or on its way.',
);
