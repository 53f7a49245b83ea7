/** A job as people see it. */
import type { JobView, PersonView } from '../../../shared/api/contract.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { KeptJob } from './kept-job.ts';
import type { Meanwhile } from './meanwhile.ts';

/** The present state of a job; `waits` says why nobody has it, where nobody has. */
export function jobView(
  id: string,
  job: KeptJob,
  meanwhile: Meanwhile | null,
  waits: string | null,
  personOf: (peer: string) => PersonView,
): JobView {
  const { state, failedAttempts } = job.progress;
  const isDone = state.at === 'done';
  return {
    id,
    name: job.name,
    state: state.at === 'offered' ? 'waiting' : state.at,
    reason: reasonOf(job, meanwhile, waits)?.slice(0, limits.detailLength) ?? null,
    createdAtMs: job.createdAtMs,
    startedAtMs: 'startedAtMs' in state ? state.startedAtMs : null,
    endedAtMs: 'endedAtMs' in state ? state.endedAtMs : null,
    kind: job.kind,
    entry: job.entry,
    args: job.args,
    moduleHash: job.moduleHash,
    moduleBytes: job.moduleBytes,
    inputBytes: job.inputBytes,
    ceiling: job.ceiling,
    peer: 'attempt' in state ? personOf(state.attempt.peer) : null,
    attempt: failedAttempts + 1,
    held: heldOf(job, meanwhile),
    sentBytes: isDone ? job.moduleBytes + job.inputBytes : (meanwhile?.sentBytes ?? 0),
    cpuMicroseconds: isDone ? state.cpuMicroseconds : (meanwhile?.cpuMicroseconds ?? 0),
    workCount: isDone ? state.workCount : (meanwhile?.workCount ?? 0),
    ratingMilli: 'ratingMilli' in state ? state.ratingMilli : null,
    result: isDone ? { ...state.result, media: job.media, preview: job.preview } : null,
    cost: isDone ? state.cost : null,
    receipt: isDone ? state.receipt : null,
  };
}

/** Whoever runs it ends it when it was held for long; that it was begun late may end it before. */
function heldOf({ progress: { state } }: KeptJob, meanwhile: Meanwhile | null): JobView['held'] {
  const sinceMs = meanwhile?.heldSinceMs ?? null;
  if (state.at !== 'running' || sinceMs === null) return null;
  return { sinceMs, untilMs: sinceMs + limits.heldMsMax };
}

function reasonOf(
  { progress: { state } }: KeptJob,
  meanwhile: Meanwhile | null,
  waits: string | null,
): string | null {
  switch (state.at) {
    case 'waiting':
      return state.reason === null ? waits : `${state.reason} ${waits ?? ''}`.trim();
    case 'running':
      if (state.absentSinceMs !== null)
        return 'The person who runs it cannot be reached at the moment. Their work may go on.';
      return (meanwhile?.heldSinceMs ?? null) !== null
        ? 'The person who runs it has paused it. It goes on there within ten minutes, or elsewhere.'
        : null;
    case 'failed':
      return state.reason;
    default:
      return null;
  }
}
