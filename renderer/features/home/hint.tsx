import type { ReactNode } from 'react';
import css from './in-progress.module.css';

/** Something that asks for its reader, with its one button. */
export function Hint({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={css.action}>
      <div>
        <h3 dir="auto">{title}</h3>
        <p className={css.words}>{children}</p>
      </div>
      {action}
    </div>
  );
}
