import type { ReactNode } from 'react';
import css from './empty.module.css';

/** What stands where nothing is yet: one sentence, and one button that works. */
export function Empty({
  children,
  action,
}: {
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <p>{children}</p>
      {action}
    </div>
  );
}
