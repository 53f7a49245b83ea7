import { scaleLinear } from 'd3-scale';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

interface DotStripProps {
  /** From the least to the most. */
  readonly values: readonly number[];
  /** A value to be marked across the strip, and what it is called. */
  readonly middle: { readonly value: number; readonly label: string };
  /** What stands beside some of the last dots, by their place in `values`. */
  readonly names: ReadonlyMap<number, string>;
  readonly valueLabel: (value: number) => string;
  readonly frame: ChartFrame;
}

const axisHeight = 18;

/** A dot for each value on a line from zero; those that would lie on another stand above it. */
export function DotStrip({ values, middle, names, valueLabel, frame }: DotStripProps) {
  const { width, height, scale, reading } = frame;
  const radius = 3.5 * scale;
  const most = values.at(-1) ?? 1;
  const floor = height - axisHeight * scale;
  const x = scaleLinear()
    .domain([0, most > 0 ? most : 1])
    .range([radius, width - radius]);
  const dots = stacked(values.map(x), radius * 2);
  const tallest = Math.max(1, ...dots.map(({ level }) => level + 1));
  const lift = Math.min(radius * 2, (floor - 30 * scale) / tallest);
  const at = x(middle.value);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g pointerEvents="none">
        <line x1={0} x2={width} y1={floor} y2={floor} className={css.axis} />
        <line x1={at} x2={at} y1={14 * scale} y2={floor} className={css.now} />
        <text
          x={at}
          y={10 * scale}
          textAnchor={at < width * 0.2 ? 'start' : at > width * 0.8 ? 'end' : 'middle'}
          className={css.tick}
        >
          {middle.label}
        </text>
        <text x={0} y={height - 4} className={css.tick}>
          {valueLabel(0)}
        </text>
        <text x={width} y={height - 4} textAnchor="end" className={css.tick}>
          {valueLabel(most)}
        </text>
      </g>
      {dots.map(({ place, level }, index) => {
        const cy = floor - radius - 2 - level * lift;
        const name = names.get(index);
        return (
          <g key={index} data-reading={index}>
            <circle
              cx={place}
              cy={cy}
              r={reading === index ? radius + 1.5 : radius}
              className={reading === index ? css.dotHere : css.dot}
            />
            {name !== undefined && (
              <text
                x={place > width / 2 ? place + radius : place - radius}
                y={cy - radius - 4}
                textAnchor={place > width / 2 ? 'end' : 'start'}
                className={css.tick}
              >
                {name}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** In the order of the line, each on the lowest level on which it touches no other. */
function stacked(
  places: readonly number[],
  apart: number,
): readonly { readonly place: number; readonly level: number }[] {
  const ends: number[] = [];
  return places.map((place) => {
    const free = ends.findIndex((end) => place - end >= apart);
    const level = free < 0 ? ends.length : free;
    ends[level] = place;
    return { place, level };
  });
}
