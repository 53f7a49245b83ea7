import type { ReactNode } from 'react';
import css from './actions.module.css';
import { classes } from './classes.ts';

interface ActionsProps {
  /** What its place adds to it. */
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** What can be done, side by side, and in more lines where the room is narrow. */
export function Actions({ className, children }: ActionsProps) {
  return <div className={classes(css.actions, className)}>{children}</div>;
}
