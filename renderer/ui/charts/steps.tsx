import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { useId } from 'react';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';
import { Hatch } from './hatch.tsx';

export interface StepPoint {
  /** Where it stands on the axis of time. */
  readonly at: number;
  readonly value: number;
  /** A second height, never below the first: what lies between them is hatched. */
  readonly over?: number;
  /** What the soft area behind the line shows in place of the value. */
  readonly average?: number;
}

interface StepsProps {
  /** In the order of time. The last one reaches to `end`. */
  readonly points: readonly StepPoint[];
  readonly end: number;
  readonly valueLabel: (value: number) => string;
  readonly timeLabel: (at: number) => string;
  readonly frame: ChartFrame;
}

type Place = readonly [at: number, value: number];

const axisHeight = 18;

/** A height that changes at moments and stays between them, from zero; and what lies above it, if anything does. */
export function Steps({ points, end, valueLabel, timeLabel, frame }: StepsProps) {
  const { width, height, scale, reading } = frame;
  const id = useId();
  const values = points.flatMap(({ value, over, average }) => [
    value,
    over ?? value,
    average ?? value,
  ]);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const floor = height - axisHeight * scale;
  const x = scaleLinear()
    .domain([points[0]?.at ?? 0, end])
    .range([0, width]);
  const y = scaleLinear()
    .domain([least, most > least ? most : least + 1])
    .range([floor, 14 * scale]);
  const lasting = (pick: (point: StepPoint) => number): Place[] => [
    ...points.map((point): Place => [point.at, pick(point)]),
    [end, points.length === 0 ? 0 : pick(points.at(-1) as StepPoint)],
  ];
  const valuesAt = lasting(({ value }) => value);
  const oversAt = lasting(({ value, over }) => over ?? value);
  const px = ([at]: Place) => x(at);
  const py = ([, value]: Place) => y(value);
  const filled = area<Place>().x(px).y0(y(0)).y1(py).curve(curveStepAfter);
  const between = area<Place>()
    .x(px)
    .y0((_, index) => py(valuesAt[index] ?? [0, 0]))
    .y1(py)
    .curve(curveStepAfter);
  const edge = line<Place>().x(px).y(py).curve(curveStepAfter);
  const hasOver = points.some(({ over }) => over !== undefined);
  const apart = 16 * scale;
  const ticks = [least, most].filter((value) => Math.abs(y(value) - y(0)) > apart);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <Hatch id={id} isThin />
      {points.map((point, index) => {
        const to = points[index + 1]?.at ?? end;
        return (
          <rect
            key={point.at}
            data-reading={index}
            x={x(point.at)}
            width={Math.max(0, x(to) - x(point.at))}
            height={floor}
            className={reading === index ? css.touched : css.touch}
          />
        );
      })}
      <g pointerEvents="none">
        <path
          d={filled(lasting(({ value, average }) => average ?? value)) ?? ''}
          className={css.area}
        />
        {hasOver && <path d={between(oversAt) ?? ''} fill={`url(#${id})`} />}
        {hasOver && <path d={edge(oversAt) ?? ''} className={css.mark} />}
        <path d={edge(valuesAt) ?? ''} className={css.line} />
        <line x1={0} x2={width} y1={y(0)} y2={y(0)} className={css.axis} />
        <Heights values={ticks} frame={frame} y={y} valueLabel={valueLabel} />
        <text x={0} y={height - 4} className={css.tick}>
          {points[0] ? timeLabel(points[0].at) : ''}
        </text>
        <text x={width} y={height - 4} textAnchor="end" className={css.tick}>
          {timeLabel(end)}
        </text>
      </g>
    </svg>
  );
}

/** The least and the most, as lines across with what they are. */
function Heights({
  values,
  frame: { width, scale },
  y,
  valueLabel,
}: Pick<StepsProps, 'frame' | 'valueLabel'> & {
  readonly values: readonly number[];
  readonly y: (value: number) => number;
}) {
  return (
    <>
      {values.map((value) => (
        <g key={value}>
          <line x1={0} x2={width} y1={y(value)} y2={y(value)} className={css.grid} />
          <text x={width} y={y(value) - 4 * scale} textAnchor="end" className={css.tick}>
            {valueLabel(value)}
          </text>
        </g>
      ))}
    </>
  );
}
