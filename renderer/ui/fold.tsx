import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './fold.module.css';

/** Something that is out of sight until it is asked for, below a line that says what it is. */
export function Fold({
  summary,
  children,
}: {
  readonly summary: string;
  readonly children: ReactNode;
}) {
  return (
    <details className={css.fold}>
      <summary className={css.summary}>
        <ChevronRight />
        {summary}
      </summary>
      <div className={css.body}>{children}</div>
    </details>
  );
}
