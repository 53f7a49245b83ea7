import type { EntryView } from '../../../shared/api/contract.ts';
import {
  formatCpuHours,
  formatCpuTime,
  formatNumber,
  formatRating,
  personName,
  possessive,
} from '../../../shared/api/words.ts';
import { microCpuHoursBound } from '../../../shared/domain/cpu-hours.ts';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import css from './measured.module.css';
import { Sign, Sum, Term } from './sum.tsx';

/** How the amount of a receipt was measured, and who signed it. */
export function Measured({ entry }: { readonly entry: EntryView }) {
  const other = personName(entry.with);
  const [mine, theirs] =
    entry.direction === 'given'
      ? [entry.supplierSignature, entry.consumerSignature]
      : [entry.consumerSignature, entry.supplierSignature];
  const whose = entry.direction === 'given' ? 'This computer' : `${possessive(other)} computer`;
  return (
    <div className={css.measured}>
      <Sum label="How it is worked out">
        <Term value={formatCpuTime(entry.cpuMicroseconds)} label="CPU time" />
        <Sign>×</Sign>
        <Term value={formatRating(entry.ratingMilli)} label="rating" />
        <Sign>÷</Sign>
        <Term value="3,600" label="seconds in an hour" />
        <Sign>{entry.cut ? '≥' : '='}</Sign>
        <Term value={formatCpuHours(entry.microCpuHours)} label="quantity" strong />
      </Sum>
      <p className={css.words}>
        {whose} used {formatNumber(entry.cpuMicroseconds)} µs of its processor for this job, read
        from the operating system’s clock of that thread. Its core is{' '}
        {formatRating(entry.ratingMilli)} times the reference core. The quantity is{' '}
        {formatNumber(Number(entry.microCpuHours))} millionths of a CPU-hour, rounded down.
      </p>
      <p className={css.words}>{whatTheCountSays(entry)}</p>
      <Facts
        facts={[
          ['Receipt', <LongKey key="id" value={entry.receipt} label="receipt hash" />],
          ['Your signature', <LongKey key="mine" value={mine} label="your signature" />],
          [
            `${possessive(other)} signature`,
            <LongKey key="theirs" value={theirs} label="their signature" />,
          ],
          ['Job', <LongKey key="job" value={entry.job} label="job id" />],
          [
            'Hash of the result',
            <LongKey key="result" value={entry.resultHash} label="result hash" />,
          ],
        ]}
      />
    </div>
  );
}

/** The count bounds the quantity, and anybody who has the program can count again. */
function whatTheCountSays({ workCount, femtosecondsPerUnit, cut }: EntryView): string {
  const explained = formatCpuHours(microCpuHoursBound(workCount, femtosecondsPerUnit));
  const counted = `The program executed ${formatNumber(workCount)} metered instructions, which explain ${explained} at most`;
  return cut
    ? `${counted}: so much is credited, and the rest of the CPU time is not.`
    : `${counted}: the CPU time is within that.`;
}
