import { classes } from './classes.ts';
import css from './unit-strip.module.css';

export type Cell = 'solid' | 'dark' | 'free';

export interface Mark {
  /** The mark stands after so many cells. */
  readonly after: number;
  readonly label: string;
}

interface UnitStripProps {
  /** What the strip says, as a sentence. */
  readonly label: string;
  readonly cells: readonly Cell[];
  readonly mark?: Mark | null;
}

/** The signature of the instrument: one cell for each unit, and a mark at the limit. */
export function UnitStrip({ label, cells, mark = null }: UnitStripProps) {
  const across = cells.length;
  const marked = mark !== null;
  return (
    <div
      className={classes(css.strip, marked && css.marked)}
      role="img"
      aria-label={label}
      style={{ '--across': across }}
    >
      {cells.map((cell, index) => (
        <span key={index} className={classes(css.cell, css[cell])} />
      ))}
      {marked && (
        <span
          className={classes(css.mark, mark.after * 2 < across && css.early)}
          style={{ '--after': mark.after }}
        >
          <span>{mark.label}</span>
        </span>
      )}
    </div>
  );
}
