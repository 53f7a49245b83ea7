import { scaleBand, scaleLinear } from 'd3-scale';
import { useId } from 'react';
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
  const { width, height, scale, reading } = frame;
  const id = useId();
  const most = Math.max(...bars.map(({ solid, hatched }) => solid + hatched), 0);
  const floor = height - 1;
  const y = scaleLinear()
    .domain([0, most > 0 ? most : 1])
    .range([floor, 14 * scale]);
  const x = scaleBand<number>()
    .domain(bars.map((_, index) => index))
    .range([0, width])
    .paddingInner(0.24)
    .paddingOuter(0.12);
  // a few bars are not blown up to the width of the page
  const thick = Math.min(x.bandwidth(), 40 * scale);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <Hatch id={id} />
      {bars.map(({ solid, hatched }, index) => {
        const left = (x(index) ?? 0) + (x.bandwidth() - thick) / 2;
        const [top, middle] = [y(solid + hatched), y(solid)];
        return (
          <g key={index} data-reading={index}>
            <rect
              x={(x(index) ?? 0) - (x.step() - x.bandwidth()) / 2}
              width={x.step()}
              height={height}
              className={reading === index ? css.touched : css.touch}
            />
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
          </g>
        );
      })}
      <line x1={0} x2={width} y1={floor} y2={floor} className={css.axis} />
      {most > 0 && (
        <text x={width} y={10 * scale} textAnchor="end" className={css.tick}>
          {valueLabel(most)}
        </text>
      )}
    </svg>
  );
}
