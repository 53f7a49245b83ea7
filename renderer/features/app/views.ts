import type {
  JobListView,
  LendingView,
  NodeStatusView,
  PeopleView,
  StatementView,
} from '../../../shared/api/contract.ts';
import { useTopic } from '../../node/node-provider.tsx';

/** What the pages watch. Each is undefined until its first value has come, and stays while not connected. */
export function useStatus(): NodeStatusView | undefined {
  return useTopic((node) => node.node.status).value;
}

export function useLending(): LendingView | undefined {
  return useTopic((node) => node.lending.state).value;
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
