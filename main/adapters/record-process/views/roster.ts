/**
 * What whoever lends must know of every member at once. Each entry carries the revision of its last change, so
 * that a mirror asks only for what is new. Revisions are the community's own.
 */
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import type { RosterEntryView } from '../../../../shared/api/record-contract.ts';
import { accountOf, lineOf } from '../../../../shared/ledger/state.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { indexOf } from './state-index.ts';

export interface Roster {
  /** Null for whoever was never a member. */
  readonly of: (member: string) => RosterEntryView | null;
  readonly since: (
    revision: number,
    after: string | null,
  ) => { revision: number; members: RosterEntryView[]; isCut: boolean };
}

const pageMax = 2_000;

export function createRoster(community: OpenCommunity): Roster {
  const entries = new Map<string, { text: string; revision: number; entry: RosterEntryView }>();
  let revision = 0;

  function refresh(): void {
    if (revision === community.revision()) return;
    revision = community.revision();
    const { node } = community;
    const state = node.state();
    const index = indexOf(state);
    const uses = currencyWords.map((_, currency) => usesIn(community, currency));
    for (const id of index.memberIds) {
      const member = state.members.get(id);
      if (member === undefined) continue;
      const accountIn = (currency: number) => ({
        ...accountOf(state, id, currency),
        line: lineOf(state, id, currency),
        provisionalUse: uses[currency]?.get(id) ?? 0n,
      });
      const devices = index.devicesOf(id).filter(([, { status }]) => status === 'active');
      const entry: RosterEntryView = {
        member: id,
        name: shownName(member.name),
        isActive: member.status === 'member',
        devices: devices.map(([device]) => device),
        accounts: [accountIn(0), accountIn(1)],
      };
      const text = textOf(entry);
      if (entries.get(id)?.text === text) continue;
      entries.set(id, { text, revision, entry });
    }
  }

  return {
    of(member) {
      refresh();
      return entries.get(member)?.entry ?? null;
    },
    since(from, after) {
      refresh();
      const changed = [...entries]
        .filter(([id, each]) => each.revision > from && (after === null || id > after))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const members = changed.slice(0, pageMax).map(([, { entry }]) => entry);
      return { revision, members, isCut: changed.length > pageMax };
    },
  };
}

function usesIn({ node }: OpenCommunity, currency: number): ReadonlyMap<string, bigint> {
  const uses = new Map<string, bigint>();
  const add = (member: string, quantity: bigint) =>
    uses.set(member, (uses.get(member) ?? 0n) + quantity);
  // Debts take whatever comes in or may be promised next, so that none of it is free.
  for (const { debtor, quantity } of node.state().books[currency]?.settled.owed ?? []) {
    add(debtor, quantity);
  }
  for (const { member, given, used } of node.provisional().accounts[currency]?.members ?? []) {
    if (used > given) add(member, used - given);
  }
  return uses;
}

function textOf({ name, isActive, devices, accounts }: RosterEntryView): string {
  const amounts = accounts.flatMap((account) => Object.values(account).map(String));
  return JSON.stringify([name, isActive, devices, amounts]);
}
