import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, stack } from 'd3-shape';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

interface BandsProps {
  /** By moment, in the order of time: the height of each band, the lowest first. All have as many. */
  readonly rows: readonly (readonly number[])[];
  /** What stands in each band where there is room for it, and in the list below the chart. */
  readonly marks: readonly string[];
  readonly labels: readonly string[];
  readonly frame: ChartFrame;
}

const axisHeight = 18;

/**
 * Bands that stand on each other over time. They share one hue, in turn stronger and softer, and a fine line parts
 * them: a mark in each says which it is.
 */
export function Bands({ rows, marks, labels, frame }: BandsProps) {
  const { width, height, scale, reading } = frame;
  const floor = height - axisHeight * scale;
  const most = Math.max(...rows.map((row) => row.reduce((sum, each) => sum + each, 0)), 1e-9);
  const x = scaleLinear()
    .domain([0, Math.max(1, rows.length)])
    .range([0, width]);
  const y = scaleLinear()
    .domain([0, most])
    .range([floor, 4 * scale]);
  const held = [...rows, ...rows.slice(-1)];
  const bands = stack<readonly number[], number>()
    .keys(marks.keys())
    .value((row, key) => row[key] ?? 0)(held);
  const shape = area<readonly [number, number]>()
    .x((_, index) => x(index))
    .y0(([low]) => y(low))
    .y1(([, high]) => y(high))
    .curve(curveStepAfter);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {bands.map((band, key) => (
        <path
          key={marks[key]}
          d={shape(band.map(([low, high]) => [low, high])) ?? ''}
          className={css.stripe}
          data-step={key === marks.length - 1 ? 'rest' : key % 3}
        />
      ))}
      {bands.map((band, key) => {
        const [low, high] = band.at(-1) ?? [0, 0];
        if (y(low) - y(high) < 13 * scale) return null;
        return (
          <text
            key={marks[key]}
            x={width - 8 * scale}
            y={(y(low) + y(high)) / 2 + 4 * scale}
            textAnchor="end"
            className={css.stripeMark}
            data-step={key === marks.length - 1 ? 'rest' : key % 3}
          >
            {marks[key]}
          </text>
        );
      })}
      {rows.map((_, index) => (
        <rect
          key={index}
          data-reading={index}
          x={x(index)}
          width={x(1)}
          height={floor}
          className={css.touch}
        />
      ))}
      <g pointerEvents="none">
        {reading !== null && (
          <line x1={x(reading)} x2={x(reading)} y1={0} y2={floor} className={css.now} />
        )}
        <line x1={0} x2={width} y1={floor + 0.5} y2={floor + 0.5} className={css.axis} />
        <text x={0} y={height - 4} className={css.tick}>
          {labels[0]}
        </text>
        <text x={width} y={height - 4} textAnchor="end" className={css.tick}>
          {labels.length > 1 ? labels.at(-1) : ''}
        </text>
      </g>
    </svg>
  );
}
