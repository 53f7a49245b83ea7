import type {
  JobListView,
  LendingView,
  NodeStatusView,
  PeopleView,
  StatementView,
} from '../../../shared/api/contract.ts';
import type {
  AuditView,
  CommunitiesView,
  CommunityView,
} from '../../../shared/api/community-contract.ts';
import type { IdentityView } from '../../../shared/api/identity-contract.ts';
import { activeCommunity } from '../../../shared/api/community-words.ts';
import { useTopic } from '../../node/node-provider.tsx';

/** What the pages watch. Each is undefined until its first value has come, and stays while not connected. */
export function useStatus(): NodeStatusView | undefined {
  return useTopic((node) => node.node.status).value;
}

export function useLending(): LendingView | undefined {
  return useTopic((node) => node.lending.state).value;
}

export function useIdentity(): IdentityView | undefined {
  return useTopic((node) => node.identity.state).value;
}

export function usePeople(): PeopleView | undefined {
  return useTopic((node) => node.people.list).value;
}

export function useJobs(): JobListView | undefined {
  return useTopic((node) => node.jobs.list).value;
}

export function useStatement(): StatementView | undefined {
  return useTopic((node) => node.hours.statement).value;
}

export function useCommunities(): CommunitiesView | undefined {
  return useTopic((node) => node.communities.list).value;
}

export function useAudits(): readonly AuditView[] | undefined {
  return useTopic((node) => node.audits.list).value?.audits;
}

/** Why nobody can be met where this machine lends and asks, such as that one has left; null: nothing is in the way. */
export function usePlaceTrouble(): string | null {
  return useTopic((node) => node.place.record).value?.trouble ?? null;
}

/** The community in which this machine lends and asks; null in an open group, or while its record is not there. */
export function useActiveCommunity(): CommunityView | null {
  const [status, list] = [useStatus(), useCommunities()];
  return status && list ? activeCommunity(status.community, list.communities) : null;
}
