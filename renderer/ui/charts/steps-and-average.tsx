import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

export interface AveragedPoint {
  readonly value: number;
  readonly average: number;
  readonly label: string;
}

interface StepsAndAverageProps {
  /** In the order of time, each as long as the others. */
  readonly points: readonly AveragedPoint[];
  readonly valueLabel: (value: number) => string;
  readonly frame: ChartFrame;
}

type Place = readonly [at: number, value: number];

const axisHeight = 18;

/** A value that stays between moments, as a line of steps from zero, and its average as a soft area behind it. */
export function StepsAndAverage({ points, valueLabel, frame }: StepsAndAverageProps) {
  const { width, height, scale, reading } = frame;
  const most = Math.max(...points.flatMap(({ value, average }) => [value, average]), 0);
  const floor = height - axisHeight * scale;
  const x = scaleLinear()
    .domain([0, Math.max(1, points.length)])
    .range([0, width]);
  const y = scaleLinear()
    .domain([0, most > 0 ? most : 1])
    .range([floor, 16 * scale]);
  const lasting = (pick: (point: AveragedPoint) => number): Place[] =>
    [...points, ...points.slice(-1)].map((point, at): Place => [at, pick(point)]);
  const px = ([at]: Place) => x(at);
  const py = ([, value]: Place) => y(value);
  const filled = area<Place>().x(px).y0(floor).y1(py).curve(curveStepAfter);
  const edge = line<Place>().x(px).y(py).curve(curveStepAfter);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {points.map(({ label }, index) => (
        <rect
          key={label}
          data-reading={index}
          x={x(index)}
          width={x(1)}
          height={floor}
          className={reading === index ? css.touched : css.touch}
        />
      ))}
      <g pointerEvents="none">
        <line x1={0} x2={width} y1={y(most)} y2={y(most)} className={css.grid} />
        <path d={filled(lasting(({ average }) => average)) ?? ''} className={css.area} />
        <path d={edge(lasting(({ value }) => value)) ?? ''} className={css.line} />
        <line x1={0} x2={width} y1={floor + 0.5} y2={floor + 0.5} className={css.axis} />
        <text x={width} y={y(most) - 4 * scale} textAnchor="end" className={css.tick}>
          {valueLabel(most)}
        </text>
        <text x={0} y={height - 4} className={css.tick}>
          {points[0]?.label}
        </text>
        <text x={width} y={height - 4} textAnchor="end" className={css.tick}>
          {points.length > 1 ? points.at(-1)?.label : ''}
        </text>
      </g>
    </svg>
  );
}
