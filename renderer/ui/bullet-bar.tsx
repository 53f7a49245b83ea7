import { Meter } from 'react-aria-components';
import { classes } from './classes.ts';
import css from './bullet-bar.module.css';

interface BulletBarProps {
  readonly label: string;
  /** The share that is used, from 0 to 1. */
  readonly share: number;
  readonly valueLabel: string;
  readonly tone?: 'cpu' | 'dark';
}

/** How much of a most is used. */
export function BulletBar({ label, share, valueLabel, tone = 'cpu' }: BulletBarProps) {
  const percent = Math.max(0, Math.min(1, share)) * 100;
  return (
    <Meter className={css.bar ?? ''} aria-label={label} value={percent} valueLabel={valueLabel}>
      <span
        className={classes(css.used, css[tone], percent > 0 && css.some)}
        style={{ inlineSize: `${percent}%` }}
      />
    </Meter>
  );
}
