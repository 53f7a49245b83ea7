import { BarsFromZero } from './bars-from-zero.tsx';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

export interface BarAgainst {
  readonly happened: number;
  readonly expected: number;
}

interface BarsAgainstProps {
  readonly bars: readonly BarAgainst[];
  readonly valueLabel: (value: number) => string;
  readonly frame: ChartFrame;
}

/** Bars from zero for what happened, each with a dashed line at what had been expected of it, in one scale. */
export function BarsAgainst({ bars, valueLabel, frame }: BarsAgainstProps) {
  return (
    <BarsFromZero
      bars={bars}
      mostOf={({ happened, expected }) => Math.max(happened, expected)}
      gap={0.3}
      above={16}
      thickest={32}
      valueLabel={valueLabel}
      frame={frame}
      draw={({ happened, expected }, { left, thick, step, floor, y }) => {
        const over = Math.min(4 * frame.scale, (step - thick) / 2);
        return (
          <>
            {happened > 0 && (
              <rect
                x={left}
                width={thick}
                y={Math.min(y(happened), floor - 1.5)}
                height={Math.max(1.5, floor - y(happened))}
                className={css.bar}
              />
            )}
            <line
              x1={left - over}
              x2={left + thick + over}
              y1={y(expected)}
              y2={y(expected)}
              className={css.mark}
            />
          </>
        );
      }}
    />
  );
}
