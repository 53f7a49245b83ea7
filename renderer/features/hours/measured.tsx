import { receiptFinalitySentence } from '../../../shared/api/account-words.ts';
import type { EntryView } from '../../../shared/api/contract.ts';
import {
  formatCpuHours,
  formatCpuTime,
  formatNumber,
  formatRating,
  personName,
  possessive,
} from '../../../shared/api/words.ts';
import { takenBackSentence } from '../../../shared/api/taken-back-words.ts';
import { formatCount, formatUnitTime } from '../../../shared/api/work-words.ts';
import { microCpuHoursBound, microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { unbroken } from '../../ui/unbroken.ts';
import { useNow } from '../app/use-now.ts';
import css from './measured.module.css';
import { Sign, Sum, Term } from './sum.tsx';

/** How the amount of a receipt was measured, and who signed it. */
export function Measured({ entry }: { readonly entry: EntryView }) {
  const now = useNow();
  const other = personName(entry.with);
  const [mine, theirs] =
    entry.direction === 'given'
      ? [entry.supplierSignature, entry.consumerSignature]
      : [entry.consumerSignature, entry.supplierSignature];
  const byTime = microCpuHoursByTime(entry.cpuMicroseconds, entry.ratingMilli);
  const takenBack = takenBackSentence(entry);
  const whose = entry.direction === 'given' ? 'This computer' : `${possessive(other)} computer`;
  return (
    <div className={css.measured}>
      <Sum label="What the CPU time comes to">
        <Term value={formatCpuTime(entry.cpuMicroseconds)} label="CPU time" />
        <Sign>×</Sign>
        <Term value={formatRating(entry.ratingMilli)} label="rating" />
        <Sign>÷</Sign>
        <Term value="3,600" label="seconds in an hour" />
        <Sign>=</Sign>
        <Term
          value={formatCpuHours(byTime)}
          label={entry.cut ? 'by time' : 'quantity'}
          strong={!entry.cut}
        />
      </Sum>
      {entry.cut && (
        <Sum label="What the count explains">
          <Term value={formatCount(entry.workCount)} label="instructions counted" />
          <Sign>×</Sign>
          <Term value={formatUnitTime(entry.femtosecondsPerUnit)} label="for each" />
          <Sign>×</Sign>
          <Term value="1.25" label="to spare" />
          <Sign>÷</Sign>
          <Term value="3,600" label="seconds in an hour" />
          <Sign>=</Sign>
          <Term value={formatCpuHours(entry.microCpuHours)} label="quantity" strong />
        </Sum>
      )}
      {takenBack !== null && <Notice>{takenBack}</Notice>}
      {entry.finality !== null && (
        <p className={css.words}>{receiptFinalitySentence(entry.finality, now)}</p>
      )}
      <p className={css.words}>{unbroken(whatTheCountSays(entry))}</p>
      <p className={css.words}>
        {whose} used {formatNumber(entry.cpuMicroseconds)} µs of its processor for this job, read
        from the operating system’s clock of that thread. Its core is{' '}
        {formatRating(entry.ratingMilli)} times the reference core. The quantity is{' '}
        {formatNumber(Number(entry.microCpuHours))} millionths of a CPU-hour, rounded down.
      </p>
      <Facts
        facts={[
          ['Counted', `${formatNumber(entry.workCount)} instructions`],
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
  const counted = `${formatCount(workCount)} counted instructions`;
  if (cut) {
    return `Measured: CPU time × rating, bounded by ${counted}. The count explains less than the time claims, so the quantity was cut to what it explains.`;
  }
  const most = formatCpuHours(microCpuHoursBound(workCount, femtosecondsPerUnit));
  return `Measured: CPU time × rating, bounded by ${counted}. They explain ${most} at most, so nothing was cut.`;
}
