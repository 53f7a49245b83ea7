import { scaleBand, scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

/** Where one bar stands. */
export interface BarPlace {
  readonly left: number;
  readonly thick: number;
  /** From the beginning of one bar's room to that of the next. */
  readonly step: number;
  readonly floor: number;
  readonly y: (value: number) => number;
}

interface BarsFromZeroProps<Bar> {
  readonly bars: readonly Bar[];
  /** The highest that is drawn of a bar. */
  readonly mostOf: (bar: Bar) => number;
  readonly draw: (bar: Bar, place: BarPlace) => ReactNode;
  /** Beside each bar, as a part of its room; above all of them; and the most that a bar is wide. */
  readonly gap: number;
  readonly above: number;
  readonly thickest: number;
  readonly valueLabel: (value: number) => string;
  readonly frame: ChartFrame;
  /** What the bars are painted with. */
  readonly children?: ReactNode;
}

/** Bars that stand on one line, in one scale whose end is named; what touches the room of a bar reads it. */
export function BarsFromZero<Bar>(props: BarsFromZeroProps<Bar>) {
  const { bars, gap, frame } = props;
  const { width, height, scale, reading } = frame;
  const most = Math.max(...bars.map(props.mostOf), 0);
  const floor = height - 1;
  const y = scaleLinear()
    .domain([0, most > 0 ? most : 1])
    .range([floor, props.above * scale]);
  const x = scaleBand<number>()
    .domain(bars.map((_, index) => index))
    .range([0, width])
    .paddingInner(gap)
    .paddingOuter(gap / 2);
  const step = x.step();
  // a few bars are not blown up to the width of the page
  const thick = Math.min(x.bandwidth(), props.thickest * scale);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {props.children}
      {bars.map((bar, index) => {
        const start = x(index) ?? 0;
        const left = start + (x.bandwidth() - thick) / 2;
        return (
          <g key={index} data-reading={index}>
            <rect
              x={start - (step - x.bandwidth()) / 2}
              width={step}
              height={height}
              className={reading === index ? css.touched : css.touch}
            />
            {props.draw(bar, { left, thick, step, floor, y })}
          </g>
        );
      })}
      <line x1={0} x2={width} y1={floor} y2={floor} className={css.axis} />
      {most > 0 && (
        <text x={width} y={10 * scale} textAnchor="end" className={css.tick}>
          {props.valueLabel(most)}
        </text>
      )}
    </svg>
  );
}
