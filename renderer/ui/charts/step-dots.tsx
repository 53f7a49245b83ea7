import { scaleLinear } from 'd3-scale';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';
import { cut } from './cut.ts';

export interface StepDot {
  readonly name: string;
  /** One of the steps, or between two of them. */
  readonly value: number;
  /** Ringed, because it stands far from the middle. */
  readonly isApart: boolean;
}

interface StepDotsProps {
  /** All there is to choose from, in order; they stand equally far apart, as rungs do. */
  readonly steps: readonly number[];
  readonly dots: readonly StepDot[];
  /** A value that is marked across the dots, and what it is called; null for none. */
  readonly middle: { readonly value: number; readonly label: string } | null;
  readonly frame: ChartFrame;
}

const axisHeight = 20;
const topHeight = 18;
export const dotRowHeight = 22;

/** Pixels at the usual size of text for so many dots. */
export const stepDotsHeight = (dots: number) => topHeight + axisHeight + dots * dotRowHeight;

/** A row for each dot, on a line of steps, with its name beside it and one value marked across all of them. */
export function StepDots({ steps, dots, middle, frame }: StepDotsProps) {
  const { width, height, scale, reading } = frame;
  const floor = height - axisHeight * scale;
  const row = dotRowHeight * scale;
  const [left, apart] = [12 * scale, (width - 26 * scale) / Math.max(1, steps.length - 1)];
  const at = scaleLinear()
    .domain(steps)
    .range(steps.map((_, index) => left + index * apart));
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g pointerEvents="none">
        {steps.map((step) => (
          <g key={step}>
            <line
              x1={at(step)}
              x2={at(step)}
              y1={topHeight * scale}
              y2={floor}
              className={css.grid}
            />
            <text x={at(step)} y={height - 5 * scale} textAnchor="middle" className={css.tick}>
              {step}
            </text>
          </g>
        ))}
        <line x1={0} x2={width} y1={floor} y2={floor} className={css.axis} />
        {middle !== null && (
          <Middle {...middle} at={at(middle.value)} floor={floor} frame={frame} />
        )}
      </g>
      {dots.map((dot, index) => (
        <Dot
          key={index}
          dot={dot}
          index={index}
          cx={at(dot.value)}
          cy={topHeight * scale + row * (index + 0.5)}
          isHere={reading === index}
          frame={frame}
        />
      ))}
    </svg>
  );
}

function Middle({
  label,
  at,
  floor,
  frame: { width, scale },
}: {
  readonly label: string;
  readonly at: number;
  readonly floor: number;
  readonly frame: ChartFrame;
}) {
  const anchor = at < width * 0.2 ? 'start' : at > width * 0.8 ? 'end' : 'middle';
  return (
    <>
      <line x1={at} x2={at} y1={topHeight * scale} y2={floor} className={css.now} />
      <text x={at} y={12 * scale} textAnchor={anchor} className={css.tick}>
        {label}
      </text>
    </>
  );
}

interface DotProps {
  readonly dot: StepDot;
  readonly index: number;
  readonly cx: number;
  readonly cy: number;
  readonly isHere: boolean;
  readonly frame: ChartFrame;
}

function Dot({ dot, index, cx, cy, isHere, frame: { width, scale } }: DotProps) {
  const radius = (isHere ? 6 : 5) * scale;
  const isLeft = cx > width / 2;
  const aside = (dot.isApart ? 12 : 10) * scale;
  const room = (isLeft ? cx : width - cx) - aside;
  return (
    <g data-reading={index}>
      <rect x={0} y={cy - 11 * scale} width={width} height={22 * scale} className={css.touch} />
      {dot.isApart && <circle cx={cx} cy={cy} r={radius + 3.5 * scale} className={css.ringed} />}
      <circle cx={cx} cy={cy} r={radius} className={isHere ? css.dotHere : css.dotFull} />
      <text
        x={isLeft ? cx - aside : cx + aside}
        y={cy + 4 * scale}
        textAnchor={isLeft ? 'end' : 'start'}
        className={css.nameOnLines}
      >
        {cut(dot.name, room / (6.6 * scale))}
      </text>
    </g>
  );
}
