import type { EstimateView } from '../../../shared/api/slices-shape.ts';
import {
  formatCpuAmount,
  formatCpuHours,
  formatCpuTime,
  formatWhen,
  otherPeople,
  plural,
} from '../../../shared/api/words.ts';
import { useNow } from '../app/use-now.ts';
import css from './steps.module.css';

/** What it is expected to use, as a middle and a range, and how that came about. */
export function QuoteEstimate({ estimate }: { readonly estimate: EstimateView | null }) {
  const now = useNow();
  if (estimate === null) {
    return (
      <p className={css.estimate} role="status" aria-label="Estimate">
        <span>Estimated</span>
        <strong>unknown</strong>
        <span>Run a test for an estimate.</span>
      </p>
    );
  }
  const { likely, low, high, slices, sliceMs, copiesMilli, doneAtMs, people } = estimate;
  const each = formatCpuTime(sliceMs * 1_000);
  return (
    <p className={css.estimate} role="status" aria-label="Estimate">
      <span>Estimated</span>
      <span>
        <strong>{formatCpuHours(likely)}</strong> ({formatCpuAmount(low)} to {formatCpuAmount(high)}
        )
      </span>
      <span>
        {plural(slices, 'slice')} × {each} × {copiesWord(copiesMilli)}, judged by a test here
      </span>
      {doneAtMs !== null && (
        <span>
          Likely done {formatWhen(doneAtMs, now)}, if {otherPeople(people)} stay
          {people === 1 ? 's' : ''}
        </span>
      )}
    </p>
  );
}

function copiesWord(milli: number): string {
  return milli % 1_000 === 0
    ? plural(milli / 1_000, 'copy', 'copies')
    : `${String(milli / 1_000)} copies`;
}
