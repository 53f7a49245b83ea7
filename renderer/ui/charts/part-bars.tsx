import { scaleLinear } from 'd3-scale';
import { useId } from 'react';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';
import { cut } from './cut.ts';
import { Hatch } from './hatch.tsx';

export interface PartBar {
  readonly name: string;
  readonly solid: number;
  /** Follows the solid part, hatched. */
  readonly hatched: number;
  readonly valueLabel: string;
}

/** How high a chart of so many bars is. */
export const partBarsHeight = (bars: number) => bars * rowHeight + 2;

const rowHeight = 24;

/** A bar from zero for each name, in two parts, below each other in one scale. */
export function PartBars({
  bars,
  frame,
}: {
  readonly bars: readonly PartBar[];
  readonly frame: ChartFrame;
}) {
  const { width, scale, reading } = frame;
  const id = useId();
  const row = rowHeight * scale;
  const names = Math.min(130 * scale, width * 0.36);
  const labels = 54 * scale;
  const most = Math.max(...bars.map(({ solid, hatched }) => solid + hatched), Number.MIN_VALUE);
  const x = scaleLinear()
    .domain([0, most])
    .range([0, Math.max(1, width - names - labels)]);
  return (
    <svg width={width} height={frame.height} aria-hidden="true">
      <Hatch id={id} />
      {bars.map(({ name, solid, hatched, valueLabel }, index) => {
        const [top, thick] = [index * row + row * 0.2, row * 0.6];
        const [first, second] = [x(solid), x(hatched)];
        const end = names + first + second;
        return (
          <g key={index} data-reading={index}>
            <rect
              width={width}
              y={index * row}
              height={row}
              rx={3}
              className={reading === index ? css.touched : css.touch}
            />
            <text x={names - 8} y={index * row + row * 0.66} textAnchor="end" className={css.name}>
              {cut(name, names / (6.6 * scale))}
            </text>
            {solid > 0 && (
              <rect
                x={names}
                y={top}
                width={Math.max(1.5, first)}
                height={thick}
                className={css.solid}
              />
            )}
            {hatched > 0 && (
              <rect
                x={names + first + 0.5}
                y={top + 0.5}
                width={Math.max(1.5, second - 1)}
                height={thick - 1}
                fill={`url(#${id})`}
                className={css.outline}
              />
            )}
            <text x={end + 6} y={index * row + row * 0.66} className={css.tick}>
              {valueLabel}
            </text>
          </g>
        );
      })}
      <line x1={names} x2={names} y1={0} y2={bars.length * row} className={css.axis} />
    </svg>
  );
}
