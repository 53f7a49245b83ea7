/** Sums of the quote. */
import type { Certainty } from '../../../shared/api/jobs-shape.ts';
import type { EstimateView } from '../../../shared/api/slices-shape.ts';
import { ceilingLeast, copiesMilliOf } from '../../../shared/jobs/estimate.ts';

/** Copies are counted: another certainty needs no other test. When it would be done is another matter. */
export function forCertainty(tested: EstimateView, certainty: Certainty): EstimateView {
  const copiesMilli = copiesMilliOf[certainty];
  if (copiesMilli === tested.copiesMilli) return tested;
  const runs = (milli: number) => BigInt(Math.ceil((tested.slices * milli) / 1_000));
  const scaled = (amount: bigint) =>
    (amount * runs(copiesMilli) + runs(tested.copiesMilli) - 1n) / runs(tested.copiesMilli);
  const ceiling = scaled(tested.ceiling);
  return {
    ...tested,
    ...{ copiesMilli, doneAtMs: null, lacks: null },
    likely: scaled(tested.likely),
    low: scaled(tested.low),
    high: scaled(tested.high),
    ceiling: ceiling > ceilingLeast ? ceiling : ceilingLeast,
  };
}

/** An amount as a person would type it: no separators, no zeros at the end. */
export function typedAmount(amount: bigint): string {
  const parts = [amount / 1_000_000n, String(amount % 1_000_000n).padStart(6, '0')];
  return parts.join('.').replace(/\.?0+$/, '') || '0';
}
