import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

export interface ProgressPoint {
  readonly at: number;
  readonly value: number;
}

/** When all is likely done: the middle, and the range around it. */
export interface Expected {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

interface ProgressStepsProps {
  /** In the order of time; the first stands where it began. */
  readonly points: readonly [ProgressPoint, ...ProgressPoint[]];
  /** Up to where it is known. */
  readonly now: number;
  readonly total: number;
  readonly expected: Expected | null;
  /** A moment to be marked, and what it is called. */
  readonly mark: { readonly at: number; readonly label: string } | null;
  readonly totalLabel: string;
  readonly timeLabel: (at: number) => string;
  readonly frame: ChartFrame;
}

type Place = readonly [at: number, value: number];

const axisHeight = 18;

/** How much is done over time, as steps, and dashed on to where it is likely complete. */
export function ProgressSteps(props: ProgressStepsProps) {
  const { points, now, total, expected, mark, totalLabel, timeLabel, frame } = props;
  const { width, height, scale, reading } = frame;
  const [first] = points;
  const last = points.at(-1) ?? first;
  const end = Math.max(now, expected?.to ?? 0, mark?.at ?? 0, first.at + 1);
  const floor = height - axisHeight * scale;
  const x = scaleLinear().domain([first.at, end]).range([0, width]);
  const y = scaleLinear()
    .domain([0, Math.max(1, total)])
    .range([floor, 16 * scale]);
  const px = ([at]: Place) => x(at);
  const py = ([, value]: Place) => y(value);
  const places: Place[] = [
    ...points.map(({ at, value }): Place => [at, value]),
    [Math.max(now, last.at), last.value],
  ];
  const filled = area<Place>().x(px).y0(floor).y1(py).curve(curveStepAfter);
  const edge = line<Place>().x(px).y(py).curve(curveStepAfter);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {points.map(({ at }, index) => (
        <rect
          key={index}
          data-reading={index}
          x={x(at)}
          width={Math.max(0, x(points[index + 1]?.at ?? end) - x(at))}
          height={floor}
          className={reading === index ? css.touched : css.touch}
        />
      ))}
      <g pointerEvents="none">
        <line x1={0} x2={width} y1={y(total)} y2={y(total)} className={css.grid} />
        {expected !== null && (
          <ExpectedPart expected={expected} from={[now, last.value]} total={total} x={x} y={y} />
        )}
        <path d={filled(places) ?? ''} className={css.area} />
        <path d={edge(places) ?? ''} className={css.line} />
        <line x1={0} x2={width} y1={floor} y2={floor} className={css.axis} />
        <text x={0} y={12 * scale} className={css.tick}>
          {totalLabel}
        </text>
        {mark !== null && (
          <MarkPart label={mark.label} at={x(mark.at)} width={width} floor={floor} scale={scale} />
        )}
        <text x={0} y={height - 4} className={css.tick}>
          {timeLabel(first.at)}
        </text>
        <text x={width} y={height - 4} textAnchor="end" className={css.tick}>
          {timeLabel(end)}
        </text>
      </g>
    </svg>
  );
}

type Scale = (value: number) => number;

function ExpectedPart({
  expected: { at, from, to },
  from: [now, value],
  total,
  x,
  y,
}: {
  readonly expected: Expected;
  readonly from: Place;
  readonly total: number;
  readonly x: Scale;
  readonly y: Scale;
}) {
  const corner = `${x(now)},${y(value)}`;
  return (
    <>
      <polygon
        points={`${corner} ${x(from)},${y(total)} ${x(to)},${y(total)}`}
        className={css.band}
      />
      <line x1={x(now)} y1={y(value)} x2={x(at)} y2={y(total)} className={css.mark} />
    </>
  );
}

function MarkPart({
  label,
  at,
  width,
  floor,
  scale,
}: {
  readonly label: string;
  readonly at: number;
  readonly width: number;
  readonly floor: number;
  readonly scale: number;
}) {
  const isLate = at > width / 2;
  return (
    <>
      <line x1={at} x2={at} y1={4} y2={floor} className={css.now} />
      <text
        x={at + (isLate ? -5 : 5)}
        y={floor - 6 * scale}
        textAnchor={isLate ? 'end' : 'start'}
        className={css.tick}
      >
        {label}
      </text>
    </>
  );
}
