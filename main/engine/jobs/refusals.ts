/** Refusals that more than one call about jobs answers with. */
import { formatCpuHours } from '../../../shared/api/amounts.ts';
import { refuse } from '../../../shared/base/result.ts';

/** For every call that names a job. */
export function unknownJob() {
  return refuse('unknown_job', 'There is no job of that name here.');
}

/** A ceiling that nobody can mean. */
export function ceilingOutOfRange() {
  return refuse(
    'ceiling_out_of_range',
    'Choose a ceiling between 0.000001 and 1,000 CPU-hours, and not below what the job has used.',
  );
}

/** How much can be set aside, and what would help. */
export function beyondYourHours(available: bigint) {
  return refuse(
    'beyond_your_hours',
    available <= 0n
      ? 'You have no CPU-hours to set aside now. Lend some, or wait until what you gave is final.'
      : `You can set aside ${formatCpuHours(available)} at most now. Choose a lower ceiling, ask for fewer answers to each slice, or lend some first.`,
  );
}
