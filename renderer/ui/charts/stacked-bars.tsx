import { useId } from 'react';
import { BarsFromZero } from './bars-from-zero.tsx';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';
import { Hatch } from './hatch.tsx';

export interface StackedBar {
  readonly solid: number;
  /** Stands on the solid part, hatched. */
  readonly hatched: number;
}

interface StackedBarsProps {
  readonly bars: readonly StackedBar[];
  readonly valueLabel: (value: number) => string;
  readonly frame: ChartFrame;
}

/** Bars from zero in two parts, one solid and one hatched, in one scale. */
export function StackedBars({ bars, valueLabel, frame }: StackedBarsProps) {
  const id = useId();
  return (
    <BarsFromZero
      bars={bars}
      mostOf={({ solid, hatched }) => solid + hatched}
      gap={0.24}
      above={14}
      thickest={40}
      valueLabel={valueLabel}
      frame={frame}
      draw={({ solid, hatched }, { left, thick, floor, y }) => {
        const [top, middle] = [y(solid + hatched), y(solid)];
        return (
          <>
            {hatched > 0 && (
              <rect
                x={left + 0.5}
                width={Math.max(1, thick - 1)}
                y={top}
                height={Math.max(1.5, middle - top)}
                fill={`url(#${id})`}
                className={css.outline}
              />
            )}
            {solid > 0 && (
              <rect
                x={left}
                width={thick}
                y={Math.min(middle, floor - 1.5)}
                height={Math.max(1.5, floor - middle)}
                className={css.solid}
              />
            )}
          </>
        );
      }}
    >
      <Hatch id={id} />
    </BarsFromZero>
  );
}
