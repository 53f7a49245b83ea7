/** What a job is expected to use and when it may be done, in words too. */
import type { EstimateView } from '../../../shared/api/slices-shape.ts';
import { formatCpuHours } from '../../../shared/api/amounts.ts';
import { lacksOf } from '../../../shared/api/job-lacks.ts';
import { plural } from '../../../shared/api/words.ts';
import { copiesMilliOf, estimateOf } from '../../../shared/jobs/estimate.ts';
import type { TriedSlice } from '../../../shared/jobs/estimate.ts';
import type { Present } from '../peers/peers.ts';
import type { CheckedDraft } from './draft.ts';

/** From the slices that were tried and from who is here; null while none was. */
export function estimateView(
  { spec: { certainty, audience }, slices }: CheckedDraft,
  tried: readonly TriedSlice[],
  present: readonly Present[],
  nowMs: number,
): EstimateView | null {
  const [first, ...more] = tried;
  if (first === undefined) return null;
  const suitable = present.filter(
    ({ member, standing }) => standing.lending && (audience === null || audience.includes(member)),
  );
  const helpers = suitable.map(({ standing }) => ({
    slots: Math.max(1, standing.freeSlots),
    ratingMilli: standing.ratingMilli ?? 1_000,
  }));
  const copiesMilli = copiesMilliOf[certainty];
  const estimate = estimateOf({
    tried: [first, ...more],
    slices: slices.count,
    copiesMilli,
    helpers,
  });
  const { durationMs, likely, low, high, ceiling, sliceMs } = estimate;
  const here = present.map(({ member, standing }) => ({ member, lending: standing.lending }));
  const lacks = lacksOf(here, { certainty, audience });
  return {
    ...{ likely, low, high, ceiling, sliceMs, copiesMilli },
    slices: slices.count,
    doneAtMs: durationMs === null || lacks !== null ? null : nowMs + durationMs,
    people: new Set(suitable.map(({ member }) => member)).size,
    lacks,
    sentence:
      `${plural(slices.count, 'slice')}, each run ${times(copiesMilli)}, judged by ` +
      `${plural(tried.length, 'slice')} that ran here: ${formatCpuHours(low)} to ${formatCpuHours(high)}.`,
  };
}

function times(copiesMilli: number): string {
  if (copiesMilli === 1_000) return 'once';
  if (copiesMilli === 2_000) return 'twice';
  return copiesMilli === 3_000 ? 'three times' : `${String(copiesMilli / 1_000)} times`;
}
