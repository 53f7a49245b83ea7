import type { JobView } from '../../../shared/api/contract.ts';
import { sliceWords } from '../../../shared/api/slices-shape.ts';
import { formatNumber, plural } from '../../../shared/api/words.ts';
import { classes } from '../../ui/classes.ts';
import css from './job-strip.module.css';
import { sliceWordText, wordOf } from './slice-words.ts';

/** The slices of a job in one line: at most sixty cells, each in the state that most of its slices have. */
export function JobStrip({ job }: { readonly job: Pick<JobView, 'strip' | 'slices'> }) {
  const cells = [...job.strip];
  return (
    <div
      className={classes(css.strip, cells.length > 30 && css.fine)}
      role="img"
      aria-label={countsSentence(job.slices)}
    >
      {cells.map((letter, index) => (
        <span key={index} className={classes(css.cell, css[wordOf(letter)])} />
      ))}
    </div>
  );
}

/** `17 of 24 slices done, 3 running, 4 waiting` */
export function countsSentence(slices: JobView['slices']): string {
  const others = sliceWords
    .filter((word) => word !== 'done' && slices[word] > 0)
    .map((word) => `, ${formatNumber(slices[word])} ${sliceWordText(word).toLowerCase()}`);
  return `${formatNumber(slices.done)} of ${plural(slices.total, 'slice')} done${others.join('')}`;
}
