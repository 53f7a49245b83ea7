import type { JobView } from '../../../shared/api/contract.ts';
import { formatCpuHours, formatLeft, plural } from '../../../shared/api/words.ts';
import type { MicroCpuHours } from '../../../shared/domain/cpu-hours.ts';

const endedStates: ReadonlySet<JobView['state']> = new Set(['done', 'failed', 'cancelled']);

/** Whether the job is not ended. */
export function isOpen(state: JobView['state']): boolean {
  return !endedStates.has(state);
}

/** Whether the job stands still until its owner decides. */
export function needsDecision(state: JobView['state']): boolean {
  return state === 'ceiling' || state === 'deadline';
}

/** A share of a most from 0 to 1. */
export function shareOf(part: bigint, most: bigint): number {
  return most <= 0n ? 0 : Number((part * 10_000n) / most) / 10_000;
}

/** Time that is left of a job that runs; null where nobody can tell. */
export function leftWords({ state, finish }: JobView, nowMs: number): string | null {
  if (state !== 'running' || finish === null) return null;
  return formatLeft(Math.max(0, finish.atMs - nowMs));
}

const sparePercent = 110n;

/**
 * A ceiling with which the job would likely finish: what its slices have cost so far, for all of them, with a tenth
 * more, rounded up to two digits. Twice the ceiling while no slice is done.
 */
export function ceilingToFinish({ ceiling, used, slices }: JobView): MicroCpuHours {
  const { done, total, failed, stopped } = slices;
  const open = total - done - failed - stopped;
  const rest =
    done === 0 ? ceiling : (used * BigInt(open) * sparePercent) / (BigInt(done) * 100n) + 1n;
  const wanted = used + rest;
  return roundedUp(wanted > ceiling ? wanted : ceiling + rest);
}

function roundedUp(quantity: bigint): bigint {
  let unit = 1n;
  while (quantity / unit >= 100n) unit *= 10n;
  return ((quantity + unit - 1n) / unit) * unit;
}

/** What cancelling a job comes to, in numbers: what stays, what stops, what comes back. */
export function whatCancelMeans({ slices, used, ceiling }: JobView): string {
  const { done, running, checking, differs } = slices;
  const busy = running + checking + differs;
  const back = `${formatCpuHours(ceiling - used)} ${done + busy === 0 ? 'come back to you' : 'of what is set aside come back to you'}.`;
  const stays =
    done === 0
      ? ''
      : `The ${plural(done, 'finished slice')} ${done === 1 ? 'stays' : 'stay'} yours and cost ${formatCpuHours(used)}. `;
  const stops =
    busy === 0
      ? ''
      : `${busy === 1 ? 'The slice' : `The ${plural(busy, 'slice')}`} in work ${busy === 1 ? 'stops' : 'stop'} now and ${busy === 1 ? 'costs' : 'cost'} nothing, because nothing was delivered. `;
  const nothing = done + busy === 0 ? 'Nobody has begun with it, so it costs nothing. ' : '';
  return `${nothing}${stays}${stops}${back}`;
}
