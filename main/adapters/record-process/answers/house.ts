/** All that the answers are given from: what the process of the record holds while it is up. */
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import type { Draft } from '../../../engine/record/contract.ts';
import type { Clock, Random } from '../../../engine/ports.ts';
import type { Attempts } from '../communities/attempts.ts';
import type { Communities, OpenCommunity } from '../communities/communities.ts';
import { createAccountLines } from '../views/account-lines.ts';
import type { AccountLines } from '../views/account-lines.ts';
import { createHistory } from '../views/history.ts';
import type { History } from '../views/history.ts';
import { createRoster } from '../views/roster.ts';
import type { Roster } from '../views/roster.ts';

export interface House {
  readonly communities: Communities;
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly random: Random;
  readonly changed: () => void;
}

/** What is read for one community and kept while it is open. */
export interface Readers {
  readonly history: History;
  readonly lines: AccountLines;
  readonly roster: Roster;
}

const readers = new WeakMap<OpenCommunity, Readers>();

export function readersOf(community: OpenCommunity, me: string): Readers {
  const known = readers.get(community);
  if (known !== undefined) return known;
  const made = {
    history: createHistory(community, me),
    lines: createAccountLines(community, me),
    roster: createRoster(community),
  };
  readers.set(community, made);
  return made;
}

/** One's own member key. */
export function meOf({ communities }: House): string {
  return bytesToHex(communities.keys().member);
}

export function findCommunity(
  { communities }: House,
  id: string,
): Result<OpenCommunity, Refusal<'unknown_community'>> {
  const found = communities.find(id);
  return found === null
    ? refuse('unknown_community', 'This computer keeps no record of such a community.')
    : ok(found);
}

export function findOwn(
  house: House,
  id: string,
): Result<OpenCommunity, Refusal<'unknown_community' | 'not_a_member'>> {
  const found = findCommunity(house, id);
  if (!found.ok) return found;
  const { node } = found.value;
  const state = node.state();
  const device = state.devices.get(bytesToHex(node.view().device));
  const isMember = state.members.get(meOf(house))?.status === 'member';
  if (isMember && device?.status === 'active') return found;
  return refuse('not_a_member', 'Only a computer of a member can do that in this community.');
}

/** Numbers, signs and keeps a record by this machine. */
export function author(
  community: OpenCommunity,
  draft: Draft,
): Result<{ record: string }, Refusal<'refused'>> {
  const authored = community.node.author(draft);
  return authored.ok
    ? ok({ record: bytesToHex(authored.value.id) })
    : refuse('refused', authored.error.detail);
}
