import type { ReactNode } from 'react';
import { classes } from '../../ui/classes.ts';
import css from './sum.module.css';

interface SumProps {
  /** What the sum says, for those who do not see it. */
  readonly label: string;
  /** The one sum that a page is about. */
  readonly large?: boolean;
  readonly children: ReactNode;
}

/** Numbers with their names below and signs between them, in a line that breaks where it must. */
export function Sum({ label, large = false, children }: SumProps) {
  return (
    <div className={classes(css.sum, large && css.large)} role="group" aria-label={label}>
      {children}
    </div>
  );
}

interface TermProps {
  readonly value: string;
  readonly label: string;
  /** The result. */
  readonly strong?: boolean;
}

/** One number of a sum, with its name below. */
export function Term({ value, label, strong = false }: TermProps) {
  return (
    <span className={css.term}>
      <b className={strong ? css.strong : undefined}>{value}</b>
      <small>{label}</small>
    </span>
  );
}

/** What stands between two numbers. */
export function Sign({ children }: { readonly children: string }) {
  return <span className={css.sign}>{children}</span>;
}
