import { scaleBand, scaleLinear } from 'd3-scale';
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
  const { width, height, scale, reading } = frame;
  const most = Math.max(...bars.flatMap(({ happened, expected }) => [happened, expected]), 0);
  const floor = height - 1;
  const y = scaleLinear()
    .domain([0, most > 0 ? most : 1])
    .range([floor, 16 * scale]);
  const x = scaleBand<number>()
    .domain(bars.map((_, index) => index))
    .range([0, width])
    .paddingInner(0.3)
    .paddingOuter(0.15);
  // a few bars are not blown up to the width of the page
  const thick = Math.min(x.bandwidth(), 32 * scale);
  const over = Math.min(4 * scale, (x.step() - thick) / 2);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {bars.map(({ happened, expected }, index) => {
        const left = (x(index) ?? 0) + (x.bandwidth() - thick) / 2;
        return (
          <g key={index} data-reading={index}>
            <rect
              x={(x(index) ?? 0) - (x.step() - x.bandwidth()) / 2}
              width={x.step()}
              height={height}
              className={reading === index ? css.touched : css.touch}
            />
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
