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
  /** At most two. */
  readonly marks?: readonly Mark[];
}

/** The signature of the instrument: one cell for each unit, and marks at the limits. */
export function UnitStrip({ label, cells, marks = [] }: UnitStripProps) {
  const across = cells.length;
  return (
    <div
      className={classes(css.strip, marks.length > 0 && css.marked)}
      role="img"
      aria-label={label}
      style={{ '--across': across }}
    >
      {cells.map((cell, index) => (
        <span key={index} className={classes(css.cell, css[cell])} />
      ))}
      {marks.map((mark) => (
        <span
          key={mark.label}
          className={classes(css.mark, isWordAfter(mark, marks, across) && css.early)}
          style={{ '--after': mark.after }}
        >
          <span>{mark.label}</span>
        </span>
      ))}
    </div>
  );
}

/** One mark has its word where there is more room; of two, each has it on the side away from the other. */
function isWordAfter({ after }: Mark, marks: readonly Mark[], across: number): boolean {
  const other = marks.find((mark) => mark.after !== after);
  if (other === undefined) return after * 2 < across;
  return after === 0 || (after > other.after && after < across);
}
