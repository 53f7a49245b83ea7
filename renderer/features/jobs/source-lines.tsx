import { bytesToText } from '../../../shared/base/bytes.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { classes } from '../../ui/classes.ts';
import css from './job-result.module.css';

/** So many lines stand before and after the one that is looked for. */
const around = 3;
const longest = 200;

/** The line of a job’s source in which a slice stopped, with those around it. */
export function SourceLines({ job, line }: { readonly job: string; readonly line: number }) {
  const answer = useAnswer((node) => node.jobs.module, { job });
  if (answer.value === undefined) return null;
  const lines = bytesToText(answer.value.bytes).split('\n');
  if (line < 1 || line > lines.length) return null;
  const first = Math.max(1, line - around);
  const shown = lines.slice(first - 1, line + around);
  return (
    <ol
      className={css.source}
      tabIndex={0}
      role="list"
      aria-label={`Source around line ${String(line)}`}
    >
      {shown.map((text, index) => (
        <li
          key={first + index}
          className={classes(first + index === line && css.sourceHere)}
          {...(first + index === line && { 'aria-current': 'location' as const })}
        >
          <span className={css.number}>{first + index}</span>
          <code dir="ltr">{text.slice(0, longest)}</code>
        </li>
      ))}
    </ol>
  );
}
