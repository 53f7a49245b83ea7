import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';
import { cut } from './cut.ts';

export interface RingPoint {
  readonly id: string;
  readonly name: string;
  /** 0 stands in the middle. */
  readonly ring: 0 | 1 | 2;
  /** The area of its circle goes by this. */
  readonly weight: number;
}

export interface RingLine {
  readonly from: string;
  readonly to: string;
  /** The width of the line goes by this. */
  readonly weight: number;
}

interface TwoRingsProps {
  /** The one in the middle first. */
  readonly points: readonly RingPoint[];
  readonly lines: readonly RingLine[];
  readonly frame: ChartFrame;
}

interface Placed extends RingPoint {
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly turn: number;
}

const namedMost = 14;

/** One in the middle, those who are connected to it on a ring, and those behind them on a second one. */
export function TwoRings({ points, lines, frame }: TwoRingsProps) {
  const { width, height, scale, reading } = frame;
  const placed = placedOf(points, lines, frame);
  const byId = new Map(placed.map((point) => [point.id, point]));
  const most = Math.max(...lines.map(({ weight }) => weight), Number.MIN_VALUE);
  const chosen = reading === null ? null : (points[reading]?.id ?? null);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g pointerEvents="none">
        {lines.map(({ from, to, weight }) => {
          const [a, b] = [byId.get(from), byId.get(to)];
          if (!a || !b) return null;
          return (
            <line
              key={`${from} ${to}`}
              {...{ x1: a.x, y1: a.y, x2: b.x, y2: b.y }}
              strokeWidth={(0.75 + 4.5 * (weight / most)) * scale}
              className={chosen === from || chosen === to ? css.tieHere : css.tie}
            />
          );
        })}
      </g>
      {placed.map((point, index) => (
        <g key={point.id} data-reading={index}>
          <circle
            {...{ cx: point.x, cy: point.y, r: point.r }}
            className={reading === index ? css.dotHere : css.bubble}
          />
          {isNamed(points, point, frame) && (
            <Name
              point={point}
              scale={scale}
              turn={point.ring === 0 ? freeTurn(point, lines, byId) : point.turn}
              isBelow={point.ring > 0 && isNarrow(frame)}
            />
          )}
        </g>
      ))}
    </svg>
  );
}

/** Beside its circle, on the side it is turned to; below it where there is no room at the sides. */
function Name({
  point: { name, x, y, r },
  scale,
  turn,
  isBelow,
}: {
  readonly point: Placed;
  readonly scale: number;
  readonly turn: number;
  readonly isBelow: boolean;
}) {
  const [side, up] = [Math.sin(turn), Math.cos(turn)];
  const isMiddle = isBelow || Math.abs(side) < 0.35;
  const below = isBelow || up < 0;
  return (
    <text
      x={isMiddle ? x : x + Math.sign(side) * (r + 5 * scale)}
      y={isMiddle ? y + (below ? r + 14 * scale : -r - 6 * scale) : y + 4 * scale}
      textAnchor={isMiddle ? 'middle' : side > 0 ? 'start' : 'end'}
      className={css.nameOnLines}
    >
      {cut(name, isBelow ? 9 : 14)}
    </text>
  );
}

/** The middle of the widest gap between the lines of a point: its name stands there, and on none of them. */
function freeTurn(
  point: Placed,
  lines: readonly RingLine[],
  byId: ReadonlyMap<string, Placed>,
): number {
  const turns = lines
    .flatMap(({ from, to }) => (from === point.id ? [to] : to === point.id ? [from] : []))
    .flatMap((id) => byId.get(id) ?? [])
    .map(({ x, y }) => Math.atan2(x - point.x, point.y - y))
    .toSorted((a, b) => a - b);
  const first = turns[0] ?? 0;
  const gaps = turns.map((turn, index) => {
    const next = turns[index + 1] ?? first + 2 * Math.PI;
    return { width: next - turn, middle: (turn + next) / 2 };
  });
  return gaps.toSorted((a, b) => b.width - a.width)[0]?.middle ?? Math.PI;
}

const isNarrow = ({ width, scale }: ChartFrame) => width < 420 * scale;

/** On a full ring, and on the outer one where it is narrow, only the reading and the table have the names. */
function isNamed(points: readonly RingPoint[], { ring }: RingPoint, frame: ChartFrame): boolean {
  return ring === 0 || (countOn(points, ring) <= namedMost && !(ring === 2 && isNarrow(frame)));
}

function countOn(points: readonly RingPoint[], ring: number): number {
  return points.filter((point) => point.ring === ring).length;
}

/** Each ring is divided evenly; those on the second stand in the order of whom they are connected to. */
function placedOf(
  points: readonly RingPoint[],
  lines: readonly RingLine[],
  frame: ChartFrame,
): readonly Placed[] {
  const { width, height, scale } = frame;
  const most = Math.max(...points.map(({ weight }) => weight), Number.MIN_VALUE);
  const first = points.filter(({ ring }) => ring === 1).map(({ id }) => id);
  const anchors = new Map<string, number>();
  for (const { from, to } of lines) {
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const at = first.indexOf(other);
      if (at >= 0 && !anchors.has(one)) anchors.set(one, at);
    }
  }
  const second = points
    .filter(({ ring }) => ring === 2)
    .toSorted((a, b) => (anchors.get(a.id) ?? 0) - (anchors.get(b.id) ?? 0))
    .map(({ id }) => id);
  const out = { x: width / 2 - (isNarrow(frame) ? 18 : 92) * scale, y: height / 2 - 26 * scale };
  return points.map((point) => {
    const order = point.ring === 1 ? first : second;
    const step = (2 * Math.PI) / Math.max(1, order.length);
    // the second ring is turned a little, so that its names lie between those of the first
    const turn = point.ring === 0 ? 0 : order.indexOf(point.id) * step + (point.ring - 1) * 0.3;
    const share = [0, 0.5, 1][point.ring] ?? 0;
    return {
      ...point,
      turn,
      x: width / 2 + Math.sin(turn) * out.x * share,
      y: height / 2 - Math.cos(turn) * out.y * share,
      r: (4 + 12 * Math.sqrt(Math.max(0, point.weight) / most)) * scale,
    };
  });
}
