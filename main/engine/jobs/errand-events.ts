/** What the news of an errand mean: for its slice, for the ceiling, and for whoever looks. */
import type { TakenUp } from '../../../shared/jobs/errand-state.ts';
import type { SliceEvent } from '../../../shared/jobs/slice-state.ts';
import type { ErrandNews, ErrandWish } from '../errands/contract.ts';
import type { OpenJob } from './open-job.ts';

/** Where an errand is at the moment is known again after a restart. */
export const passing: ReadonlySet<SliceEvent['type']> = new Set([
  'waiting',
  'asked',
  'running',
  'used',
]);

/** What a restart loses of the last seconds begins anew, and whoever has it is told so. */
export const beginning: ReadonlySet<SliceEvent['type']> = new Set(['start', 'begun']);

/** Whether nothing follows of this errand. */
export function isLast({ type }: ErrandNews): boolean {
  return type === 'failed' || type === 'paid' || type === 'refused' || type === 'stopped';
}

/** Counts it towards the ceiling. */
export function spent(
  { spending }: OpenJob,
  id: string,
  { slice, ceiling }: ErrandWish,
  heard: ErrandNews,
): void {
  if (heard.type === 'answered') {
    spending.answered(id, heard.cost);
    spending.wasEnough(slice);
  } else if (heard.type === 'paid') spending.paid(id, heard.cost);
  else if (isLast(heard)) spending.ended(id);
  if (heard.type === 'failed' && heard.name === ceilingReached)
    spending.wasTooLittle(slice, ceiling);
}

const ceilingReached = 'ceiling_reached';
const away = 'The person who runs it cannot be reached at the moment. Their work may go on.';

/** That a slice needs more than it was given is nobody's fault: it is asked again with more. */
export function eventOf(
  run: number,
  heard: Exclude<ErrandNews, { readonly type: 'used' }>,
): SliceEvent {
  if (heard.type === 'failed' && heard.name === ceilingReached)
    return { ...heard, run, fault: 'machine' };
  return { ...heard, run };
}

function takenUp(from: TakenUp | undefined) {
  return from === undefined ? null : { cpuMicroseconds: from.cpuMicroseconds, by: [...from.by] };
}

/** What people see of it from now on. */
export function factsIn(heard: ErrandNews, nowMs: number) {
  switch (heard.type) {
    case 'waiting':
      return { reason: heard.reason, sinceMs: nowMs, progressMilli: null };
    case 'failed':
      return { reason: heard.reason, sinceMs: nowMs, ...said(heard) };
    case 'asked':
      return { sinceMs: nowMs, reason: null, from: null };
    case 'running':
      return {
        sinceMs: heard.sinceMs,
        reason: heard.absentSinceMs === null ? null : away,
        from: takenUp(heard.from),
      };
    case 'used':
      return {
        cpuMicroseconds: heard.cpuMicroseconds,
        workCount: heard.workCount,
        progressMilli: heard.progressMilli,
      };
    case 'answered': {
      const { cpuMicroseconds, workCount, cost } = heard;
      const from = takenUp(heard.from);
      return { cpuMicroseconds, workCount, cost, reason: null, from, ...said(heard) };
    }
    case 'paid':
      return { receipt: heard.receipt, cost: heard.cost };
    default:
      return {};
  }
}

/** After a restart nobody remembers what was said, and what was kept of it stays. */
function said({ console }: { readonly console: string }) {
  return console === '' ? {} : { console };
}
