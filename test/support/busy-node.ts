/** A scripted node in the middle of a busy month, with a job of one's own in each state. */
import type { JobView } from '../../shared/api/contract.ts';
import { hexOf, ines, jobOf, lendingToTwo, online, someHours, threeHere } from './sample-views.ts';
import type { ScriptedNode } from './scripted-node.ts';

export const jobsInEachState: readonly JobView[] = (
  ['waiting', 'sending', 'running', 'checking', 'done', 'failed', 'cancelled'] as const
).map((state) =>
  jobOf({
    id: hexOf(`job ${state}`),
    name: `A job that is ${state}`,
    state,
    peer: state === 'waiting' ? null : ines,
    sentBytes: state === 'sending' ? 200_000 : 420_400,
    cpuMicroseconds: state === 'waiting' || state === 'sending' ? 0 : 1_200_000_000,
    workCount: state === 'waiting' || state === 'sending' ? 0 : 2_900_000_000_000,
    ratingMilli: state === 'sending' || state === 'running' || state === 'checking' ? 1_180 : null,
    reason: state === 'failed' ? 'The program reached its ceiling without an answer.' : null,
    endedAtMs: state === 'done' || state === 'failed' ? Date.now() - 60_000 : null,
    cost: state === 'done' ? 473_333n : null,
    receipt: state === 'done' ? hexOf('receipt 0') : null,
    result:
      state === 'done'
        ? { hash: hexOf('result'), bytes: 7, media: 'text', preview: '664579\n' }
        : null,
  }),
);

export function makeBusy(node: ScriptedNode): void {
  node.status.set(online);
  node.people.set(threeHere);
  node.lending.set(lendingToTwo);
  node.statement.set(someHours());
  node.jobs.set({ jobs: [...jobsInEachState], total: jobsInEachState.length });
}
