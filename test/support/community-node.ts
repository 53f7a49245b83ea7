/** A scripted node that is a member of communities: it answers what the pages ask about them. */
import type { CommunityView, MemberView } from '../../shared/api/community-contract.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { makeBusy } from './busy-node.ts';
import {
  accountEpochs,
  accountLines,
  fresh,
  lastHourMs,
  members,
  riverside,
  supplyEpochs,
} from './sample-communities.ts';
import { entryOf, hexOf, ines, online, someHours } from './sample-views.ts';
import type { ScriptedNode } from './scripted-node.ts';

interface Paging {
  readonly before: number | null;
  readonly limit: number;
  readonly currency: 'cpu' | 'man';
  readonly community: string;
}

function pageOf<Row extends { readonly height: number | null }>(
  all: readonly Row[],
  { before, limit }: Paging,
) {
  const below = all.filter(({ height }) => before === null || (height !== null && height < before));
  const open = below.filter(({ height }) => height === null);
  const epochs = [...open, ...below.filter(({ height }) => height !== null)].slice(0, limit);
  return ok({ epochs, oldest: 1 });
}

/** Puts the node into a community with a month of hours, or into one that was just founded. */
export function makeMember(node: ScriptedNode, community: CommunityView = riverside()): void {
  makeBusy(node);
  const isFresh = community.health.height === 0;
  const { answers, list } = node.communities;
  list.set({
    device: hexOf('my device'),
    communities: isFresh ? [community] : [community, fresh()],
    joining: [],
    unusable: [],
  });
  node.status.set({
    ...online,
    community: { kind: 'community', name: community.name, topic: community.id },
  });
  if (!isFresh) node.statement.set(hoursInCommunity(isFresh));
  const hasHours = (input: Paging) =>
    !isFresh && input.currency === 'cpu' && input.community === community.id;
  answers.set('accounts.epochs', (input: Paging) =>
    pageOf(hasHours(input) ? accountEpochs() : [], input),
  );
  answers.set('supply.epochs', (input: Paging) =>
    pageOf(hasHours(input) ? supplyEpochs() : [], input),
  );
  answers.set('accounts.lines', ({ height }: { height: number | null }) =>
    ok({ lines: accountLines(height === null ? 720 : height + 307), isCut: false }),
  );
  answerMembers(node, isFresh ? members().slice(0, 1) : members());
  answers.set('communities.link', () =>
    ok({ link: `commonhours://community/${hexOf('genesis', 600)}`, genesis: new Uint8Array(300) }),
  );
}

function answerMembers(
  { communities: { answers } }: ScriptedNode,
  all: readonly MemberView[],
): void {
  answers.set('members.list', () => ok({ members: [...all], total: all.length }));
  answers.set('members.show', ({ member }: { member: string }) => {
    const found = all.find(({ person }) => person.id === member);
    return found ? ok(found) : refuse('unknown_member', 'There is no member with that key.');
  });
}

/** The month of `someHours`, of which the newest lie in the time that is not final yet. */
function hoursInCommunity(isFresh: boolean): ReturnType<typeof someHours> {
  const statement = someHours();
  const newest = statement.newest.map((entry, index) => ({
    ...entry,
    epoch: 720 - index,
    keptAtMs: Math.min(Date.now(), lastHourMs) - index * 3_600_000,
    finality: {
      state:
        index > 3
          ? ('final' as const)
          : index > 1
            ? ('counted' as const)
            : ('provisional' as const),
      fromMs: index > 3 ? null : lastHourMs + 3_600_000,
      reason: index === 1 ? 'It waits for the other computer to be here again.' : null,
      mine: index > 1 ? hexOf('my device') : null,
    },
  }));
  const counted = { state: 'counted', fromMs: lastHourMs + 3_600_000, reason: null } as const;
  const behind = [1_003_000, 2_000_000].map((cpuMicroseconds, index) => ({
    ...entryOf(20 + index, 'given', ines, cpuMicroseconds),
    epoch: 720,
    finality: { ...counted, mine: hexOf('my device') },
  }));
  return {
    ...statement,
    newest: [...newest, ...behind],
    receipts: statement.receipts + behind.length,
    setAside: isFresh ? 0n : 4_000_000n,
    available: isFresh ? 0n : 34_850_556n,
  };
}
