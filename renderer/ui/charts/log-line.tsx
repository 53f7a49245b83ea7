import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

export interface LinePoint {
  /** Above zero. */
  readonly at: number;
  readonly value: number;
}

export interface LineMark extends LinePoint {
  readonly label: string;
  /** What was expected is drawn empty, what happened full. */
  readonly kind: 'expected' | 'happened';
}

interface LogLineProps {
  /** In the order of `at`, at least two. */
  readonly points: readonly LinePoint[];
  readonly marks: readonly LineMark[];
  readonly valueLabel: (value: number) => string;
  readonly atLabel: (at: number) => string;
  readonly frame: ChartFrame;
}

const axisHeight = 18;

/** A line over what is counted in doublings, from zero up, with a few of its points marked and named. */
export function LogLine({ points, marks, valueLabel, atLabel, frame }: LogLineProps) {
  const { width, height, scale, reading } = frame;
  const [first, last] = [points[0]?.at ?? 1, points.at(-1)?.at ?? 2];
  const most = Math.max(...points.map(({ value }) => value), Number.MIN_VALUE);
  const floor = height - axisHeight * scale;
  const x = scaleLog()
    .domain([first, last > first ? last : first * 2])
    .range([4 * scale, width - 4 * scale]);
  const y = scaleLinear()
    .domain([0, most])
    .range([floor, 16 * scale]);
  const edge = line<LinePoint>()
    .x(({ at }) => x(at))
    .y(({ value }) => y(value));
  const here = reading === null ? undefined : points[reading];
  return (
    <svg width={width} height={height} aria-hidden="true">
      {points.map(({ at }, index) => {
        const [from, to] = [points[index - 1]?.at ?? at, points[index + 1]?.at ?? at];
        const left = (x(from) + x(at)) / 2;
        return (
          <rect
            key={at}
            data-reading={index}
            x={left}
            width={Math.max(0, (x(at) + x(to)) / 2 - left)}
            height={floor}
            className={css.touch}
          />
        );
      })}
      <g pointerEvents="none">
        <line x1={0} x2={width} y1={y(most)} y2={y(most)} className={css.grid} />
        <text x={width} y={y(most) - 4 * scale} textAnchor="end" className={css.tick}>
          {valueLabel(most)}
        </text>
        <line x1={0} x2={width} y1={floor} y2={floor} className={css.axis} />
        <path d={edge(points) ?? ''} className={css.line} />
        {marks.map((mark) => (
          <Mark key={mark.kind} mark={mark} cx={x(mark.at)} cy={y(mark.value)} frame={frame} />
        ))}
        {here && <circle cx={x(here.at)} cy={y(here.value)} r={4} className={css.dotHere} />}
        <text x={0} y={height - 4} className={css.tick}>
          {atLabel(first)}
        </text>
        <text x={width} y={height - 4} textAnchor="end" className={css.tick}>
          {atLabel(last)}
        </text>
      </g>
    </svg>
  );
}

function Mark({
  mark,
  cx,
  cy,
  frame: { width, scale },
}: {
  readonly mark: LineMark;
  readonly cx: number;
  readonly cy: number;
  readonly frame: ChartFrame;
}) {
  const isLeft = cx > width * 0.7;
  return (
    <>
      <circle
        cx={cx}
        cy={cy}
        r={4.5 * scale}
        className={mark.kind === 'expected' ? css.dotEmpty : css.dotFull}
      />
      <text
        x={isLeft ? cx - 8 * scale : cx + 8 * scale}
        y={cy - 7 * scale}
        textAnchor={isLeft ? 'end' : 'start'}
        className={css.nameOnLines}
      >
        {mark.label}
      </text>
    </>
  );
}
