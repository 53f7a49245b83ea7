import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

interface DayAreaProps {
  /** One value for each hour that has begun. */
  readonly hours: readonly number[];
  /** Where the day is, in hours. */
  readonly now: number;
  readonly top: number;
  readonly topLabel: string;
  readonly frame: ChartFrame;
}

const axisHeight = 18;

/** A day as a stepped area, hour by hour, with a line at the present moment. */
export function DayArea({ hours, now, top, topLabel, frame }: DayAreaProps) {
  const { width, height, scale, reading } = frame;
  const ceiling = 10 * scale;
  const floor = height - axisHeight * scale;
  const x = scaleLinear().domain([0, 24]).range([0, width]);
  const y = scaleLinear().domain([0, top]).range([floor, ceiling]);
  const past = hours.slice(0, Math.floor(now) + 1);
  const points: readonly (readonly [number, number])[] = [
    ...past.map((value, hour) => [hour, value] as const),
    [now, past.at(-1) ?? 0],
  ];
  const px = (point: readonly [number, number]) => x(point[0]);
  const py = (point: readonly [number, number]) => y(point[1]);
  const shape = area<readonly [number, number]>().x(px).y0(floor).y1(py).curve(curveStepAfter);
  const edge = line<readonly [number, number]>().x(px).y(py).curve(curveStepAfter);
  const some = past.some((value) => value > 0);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {past.map((_, hour) => (
        <rect
          key={hour}
          data-reading={hour}
          x={x(hour)}
          width={x(1)}
          y={ceiling}
          height={floor - ceiling}
          className={reading === hour ? css.touched : css.touch}
        />
      ))}
      <g pointerEvents="none">
        {[top / 2, top].map((value) => (
          <line key={value} x1={0} x2={width} y1={y(value)} y2={y(value)} className={css.grid} />
        ))}
        <path d={shape(points) ?? ''} className={css.area} />
        <line x1={0} x2={width} y1={floor + 0.5} y2={floor + 0.5} className={css.axis} />
        {some && <path d={edge(points) ?? ''} className={css.line} />}
        <line x1={x(now)} x2={x(now)} y1={4} y2={floor} className={css.now} />
        <text x={width} y={6 * scale} textAnchor="end" className={css.tick}>
          {topLabel}
        </text>
        {[0, 6, 12, 18, 24].map((hour) => (
          <text
            key={hour}
            x={x(hour)}
            y={height - 4}
            textAnchor={hour === 0 ? 'start' : hour === 24 ? 'end' : 'middle'}
            className={css.tick}
          >
            {`${hour.toString().padStart(2, '0')}:00`}
          </text>
        ))}
      </g>
    </svg>
  );
}
