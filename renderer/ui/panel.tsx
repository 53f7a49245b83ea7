import { useId, type ReactNode } from 'react';
import { classes } from './classes.ts';
import css from './panel.module.css';

interface PanelProps {
  readonly title?: ReactNode;
  /** A few words or a link at the end of the title's line. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly label?: string;
  readonly flush?: boolean;
}

/** A sheet of the instrument: a titled area with a fine border. */
export function Panel({ title, aside, children, label, flush = false }: PanelProps) {
  const id = useId();
  return (
    <section
      className={classes(css.panel, flush && css.flush)}
      {...(title === undefined ? { 'aria-label': label } : { 'aria-labelledby': id })}
    >
      {title !== undefined && (
        <div className={css.head}>
          <h2 id={id}>{title}</h2>
          {aside !== undefined && <div className={css.aside}>{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

/** Two panels beside each other where there is room. */
export function Columns({
  children,
  weights = 'even',
}: {
  readonly children: ReactNode;
  readonly weights?: 'even' | 'wide-first';
}) {
  return (
    <div className={classes(css.columns, weights === 'wide-first' && css.wideFirst)}>
      {children}
    </div>
  );
}

/** Panels below each other. */
export function Stack({ children }: { readonly children: ReactNode }) {
  return <div className={css.stack}>{children}</div>;
}

/** A row of panels' content with a line above it. */
export function Row({ children }: { readonly children: ReactNode }) {
  return <div className={css.row}>{children}</div>;
}
