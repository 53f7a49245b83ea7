import { Meter } from 'react-aria-components';
import { classes } from './classes.ts';
import css from './bullet-bar.module.css';

interface BulletBarProps {
  readonly label: string;
  /** The share that is used, from 0 to 1. */
  readonly share: number;
  /** A further share beyond it that is set aside, hatched. */
  readonly aside?: number;
  readonly valueLabel: string;
  readonly tone?: 'cpu' | 'dark';
}

/** How much of a most is used. */
export function BulletBar({ label, share, aside = 0, valueLabel, tone = 'cpu' }: BulletBarProps) {
  const percent = Math.max(0, Math.min(1, share)) * 100;
  const further = Math.max(0, Math.min(100 - percent, aside * 100));
  return (
    <Meter className={css.bar ?? ''} aria-label={label} value={percent} valueLabel={valueLabel}>
      <span
        className={classes(css.used, css[tone], percent > 0 && css.some)}
        style={{ inlineSize: `${percent}%` }}
      />
      {further > 0 && (
        <span
          className={css.aside}
          style={{ inlineSize: `${further}%`, insetInlineStart: `${percent}%` }}
        />
      )}
    </Meter>
  );
}
