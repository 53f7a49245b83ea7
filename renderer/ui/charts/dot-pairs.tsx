import { scaleLog } from 'd3-scale';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';
import { cut } from './cut.ts';

export interface DotPair {
  readonly name: string;
  /** Both above zero. */
  readonly from: number;
  readonly to: number;
}

interface DotPairsProps {
  readonly pairs: readonly DotPair[];
  readonly valueLabel: (value: number) => string;
  readonly frame: ChartFrame;
}

const axisHeight = 20;
const rowHeight = 18;
/** Below this width the names would leave no room for the dots. */
const namesFrom = 420;

/** Pixels at the usual size of text for so many pairs. */
export const dotPairsHeight = (pairs: number) => axisHeight + 4 + pairs * rowHeight;

/**
 * A row for each pair: an empty dot, and a line from it to a full one. Equal distances are equal ratios, so that half
 * as long again looks the same for a small thing and a large one.
 */
export function DotPairs({ pairs, valueLabel, frame }: DotPairsProps) {
  const { width, height, scale, reading } = frame;
  const names = width >= namesFrom * scale ? width * 0.34 : 0;
  const floor = height - axisHeight * scale;
  const [least, most] = reachOf(pairs);
  const x = scaleLog()
    .domain([least, most])
    .range([names + 10 * scale, width - 12 * scale]);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g pointerEvents="none">
        {ticksOf(least, most).map((tick) => (
          <g key={tick}>
            <line x1={x(tick)} x2={x(tick)} y1={0} y2={floor} className={css.grid} />
            <text x={x(tick)} y={height - 5 * scale} textAnchor="middle" className={css.tick}>
              {valueLabel(tick)}
            </text>
          </g>
        ))}
        <line x1={names} x2={width} y1={floor} y2={floor} className={css.axis} />
      </g>
      {pairs.map(({ name, from, to }, index) => {
        const y = (index + 0.5) * rowHeight * scale + 2;
        const isHere = reading === index;
        return (
          <g key={index} data-reading={index}>
            <rect
              y={y - (rowHeight * scale) / 2}
              width={width}
              height={rowHeight * scale}
              className={isHere ? css.touched : css.touch}
            />
            {names > 0 && (
              <text x={0} y={y + 4 * scale} className={css.name}>
                {cut(name, names / (6.6 * scale))}
              </text>
            )}
            <line x1={x(from)} x2={x(to)} y1={y} y2={y} className={css.line} />
            <circle cx={x(from)} cy={y} r={4 * scale} className={css.dotEmpty} />
            <circle
              cx={x(to)}
              cy={y}
              r={4 * scale}
              className={isHere ? css.dotHere : css.dotFull}
            />
          </g>
        );
      })}
    </svg>
  );
}

const rungs = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** The rungs below and above all of them. */
function reachOf(pairs: readonly DotPair[]): readonly [number, number] {
  const values = pairs.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const least = rungs.findLast((rung) => rung <= low) ?? rungs[0] ?? low;
  const most = rungs.find((rung) => rung > Math.max(high, least)) ?? high * 2;
  return [least, most];
}

function ticksOf(least: number, most: number): readonly number[] {
  const within = rungs.filter((rung) => rung >= least && rung <= most);
  return within.length <= 5 ? within : within.filter((_, index) => index % 2 === 0);
}
