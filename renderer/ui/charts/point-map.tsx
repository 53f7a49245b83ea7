import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';

export interface MapPoint {
  /** From 0 to 1 across and down. */
  readonly x: number;
  readonly y: number;
  /** The area of its circle goes by this. */
  readonly weight: number;
  /** What stands in or beside it; few have one. */
  readonly mark: string;
}

/** Things as circles in a plane in which near means alike. Nothing moves. */
export function PointMap({
  points,
  frame,
}: {
  readonly points: readonly MapPoint[];
  readonly frame: ChartFrame;
}) {
  const { width, height, scale, reading } = frame;
  const most = Math.max(...points.map(({ weight }) => weight), Number.MIN_VALUE);
  const margin = 26 * scale;
  const placed = points.map((point, index) => ({
    ...point,
    index,
    cx: margin + point.x * (width - 2 * margin),
    cy: margin + point.y * (height - 2 * margin),
    r: (5 + 15 * Math.sqrt(Math.max(0, point.weight) / most)) * scale,
  }));
  // the small ones lie on top, where they can be reached
  const inOrder = placed.toSorted((a, b) => b.r - a.r);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <rect x={0.5} y={0.5} width={width - 1} height={height - 1} rx={6} className={css.field} />
      {inOrder.map(({ index, cx, cy, r, mark }) => (
        <g key={index} data-reading={index}>
          <circle cx={cx} cy={cy} r={r} className={reading === index ? css.dotHere : css.bubble} />
          {mark !== '' && r > 8 * scale && (
            <text
              x={cx}
              y={cy + 4 * scale}
              textAnchor="middle"
              className={reading === index ? css.bubbleMarkHere : css.bubbleMark}
            >
              {mark}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
