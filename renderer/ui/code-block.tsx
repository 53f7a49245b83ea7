import { classes } from './classes.ts';
import css from './code-block.module.css';

interface CodeBlockProps {
  readonly label: string;
  readonly text: string;
  /** Lines that are too long go on below, instead of being scrolled to. */
  readonly wraps?: boolean;
}

/** Text that a program reads or wrote, word for word: what is long scrolls in its place, by keyboard too. */
export function CodeBlock({ label, text, wraps = false }: CodeBlockProps) {
  return (
    <pre
      className={classes(css.block, wraps && css.wraps)}
      tabIndex={0}
      role="region"
      aria-label={label}
      dir="ltr"
    >
      <code>{text}</code>
    </pre>
  );
}
