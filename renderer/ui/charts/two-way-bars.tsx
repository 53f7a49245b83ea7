import { scaleBand, scaleLinear } from 'd3-scale';
import { useId } from 'react';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';
import { Hatch } from './hatch.tsx';

export interface TwoWayBar {
  readonly up: number;
  readonly down: number;
}

interface TwoWayBarsProps {
  readonly bars: readonly TwoWayBar[];
  readonly frame: ChartFrame;
}

/** Bars above a line for what was given, hatched bars below it for what was used, in one scale. */
export function TwoWayBars({ bars, frame }: TwoWayBarsProps) {
  const { width, height, reading } = frame;
  const id = useId();
  const mostUp = Math.max(...bars.map((bar) => bar.up), 0);
  const mostDown = Math.max(...bars.map((bar) => bar.down), 0);
  // neither side vanishes, so that the line stays one between two sides
  const up = Math.max(mostUp, mostDown / 3);
  const down = Math.max(mostDown, mostUp / 3);
  const y = scaleLinear()
    .domain(up + down > 0 ? [-down, up] : [-1, 1])
    .range([height - 2, 2]);
  const x = scaleBand<number>()
    .domain(bars.map((_, index) => index))
    .range([0, width])
    .paddingInner(0.24)
    .paddingOuter(0.12);
  const zero = Math.round(y(0)) + 0.5;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <Hatch id={id} />
      {bars.map((bar, index) => {
        const left = x(index) ?? 0;
        const rise = bar.up > 0 ? Math.max(1.5, zero - y(bar.up)) : 0;
        const fall = bar.down > 0 ? Math.max(2, y(-bar.down) - zero) : 0;
        return (
          <g key={index} data-reading={index}>
            <rect
              x={left - (x.step() - x.bandwidth()) / 2}
              width={x.step()}
              height={height}
              rx={3}
              className={reading === index ? css.touched : css.touch}
            />
            <rect
              x={left}
              width={x.bandwidth()}
              y={zero - rise}
              height={rise}
              rx={Math.min(2, rise / 2)}
              className={css.solid}
            />
            {fall > 0 && (
              <rect
                x={left + 0.5}
                width={x.bandwidth() - 1}
                y={zero + 1}
                height={fall}
                rx={Math.min(2, fall / 2)}
                fill={`url(#${id})`}
                className={css.outline}
              />
            )}
          </g>
        );
      })}
      <line x1={0} x2={width} y1={zero} y2={zero} className={css.axis} />
    </svg>
  );
}
