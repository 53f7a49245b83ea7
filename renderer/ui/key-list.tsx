import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import css from './key-list.module.css';

export type Swatch =
  'solid' | 'dark' | 'free' | 'hatched' | 'area' | 'dashed' | 'stroke' | 'soft' | 'pale';

export interface KeyEntry {
  readonly swatch: Swatch;
  readonly label: string;
  readonly value?: string;
}

/** What the fillings of a strip or a chart mean, and at the end of the line what else is known. */
export function KeyList({
  entries,
  children,
  caption = false,
}: {
  readonly entries: readonly KeyEntry[];
  readonly children?: ReactNode;
  readonly caption?: boolean;
}) {
  return (
    <div className={classes(css.line, caption && css.caption)}>
      <ul className={css.key}>
        {entries.map((entry) => (
          <li key={entry.label}>
            <span className={classes(css.swatch, css[entry.swatch])} aria-hidden="true" />
            {entry.label}
            {entry.value !== undefined && <b>{entry.value}</b>}
          </li>
        ))}
      </ul>
      {children !== undefined && <div className={css.rest}>{children}</div>}
    </div>
  );
}
