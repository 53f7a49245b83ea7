/** A scripted node in the middle of a busy month, with a job of one's own in each state. */
import type { JobView } from '../../shared/api/contract.ts';
import type { SliceView } from '../../shared/api/slices-shape.ts';
import { jobWords } from '../../shared/api/jobs-shape.ts';
import { hexOf, jobOf, lendingToTwo, online, someHours, threeHere } from './sample-views.ts';
import { sweepCounts, sweepDetail, sweepSlices, sweepSource, sweepStrip } from './sample-slices.ts';
import type { ScriptedNode } from './scripted-node.ts';

const minute = 60_000;
const sentences: Readonly<Record<JobView['state'], string>> = {
  scheduled: 'It waits for the time that you chose.',
  waiting: 'Nobody of your community is here yet. It starts when somebody comes.',
  running: '17 of 24 slices done, about 6 minutes left.',
  paused: 'Paused: no new slices go out. 17 of 24 slices done.',
  ceiling:
    'It reached its ceiling of 2 CPU-h with 17 of 24 slices done. Raise the ceiling to finish it; the results so far are yours.',
  deadline:
    'Its deadline has passed with 17 of 24 slices done. Give it more time to finish it; the results so far are yours.',
  done: 'Done.',
  failed: 'The program stopped with an error: unreachable.',
  cancelled: 'Cancelled with 17 of 24 slices done.',
};

export const jobsInEachState: readonly JobView[] = jobWords.map((state) => {
  const isBegun = state !== 'scheduled' && state !== 'waiting';
  const isEnded = state === 'done' || state === 'failed' || state === 'cancelled';
  const now = Date.now();
  return jobOf({
    id: hexOf(`job ${state}`),
    name: `A job that is ${state}`,
    state,
    sentence: sentences[state],
    kind: state === 'running' ? 'javascript' : 'function',
    startedAtMs: isBegun ? now - 14 * minute : null,
    endedAtMs: isEnded ? now - minute : null,
    notBeforeMs: state === 'scheduled' ? now + 600 * minute : null,
    deadline:
      state === 'running' || state === 'deadline'
        ? { atMs: now + (state === 'running' ? 4 : -1) * minute, then: 'stop' }
        : null,
    ...countsIn(state),
    used: isBegun && state !== 'failed' ? 1_312_500n : 0n,
    setAside: isEnded ? 0n : isBegun ? 687_500n : 2_000_000n,
    finish:
      state === 'running'
        ? { atMs: now + 6 * minute, fromMs: now + 4 * minute, toMs: now + 9 * minute }
        : null,
  });
});

function countsIn(state: JobView['state']): Pick<JobView, 'slices' | 'strip'> {
  const none = {
    ...sweepCounts,
    done: 0,
    running: 0,
    checking: 0,
    differs: 0,
    failed: 0,
    verified: 0,
  };
  switch (state) {
    case 'scheduled':
    case 'waiting':
      return { slices: { ...none, waiting: 24 }, strip: 'w'.repeat(24) };
    case 'done':
      return { slices: { ...none, total: 1, done: 1, waiting: 0, verified: 1 }, strip: 'd' };
    case 'failed':
      return { slices: { ...none, total: 1, failed: 1, waiting: 0 }, strip: 'f' };
    default:
      return { slices: sweepCounts, strip: sweepStrip };
  }
}

export function makeBusy(node: ScriptedNode): void {
  node.status.set(online);
  node.people.set(threeHere);
  node.lending.set(lendingToTwo);
  node.statement.set(someHours());
  for (const { id, slices, strip } of jobsInEachState) {
    const all = sweepSlices().slice(0, slices.total);
    node.work.slices.set(id, slices.total === 1 || slices.waiting === 24 ? plain(all, strip) : all);
    node.work.modules.set(id, new TextEncoder().encode(sweepSource));
    if (slices.done > 1) node.work.details.set(id, sweepDetail());
  }
  node.work.list.set({ jobs: [...jobsInEachState], total: jobsInEachState.length });
}

/** All of them in one state: that of a job whose slices are all alike. */
function plain(slices: readonly SliceView[], strip: string): SliceView[] {
  const state = strip.startsWith('d') ? 'done' : strip.startsWith('f') ? 'failed' : 'waiting';
  return slices.map((slice) => {
    if (state === 'done') return slice;
    return { ...slice, state, answers: [], result: null, verified: false };
  });
}
