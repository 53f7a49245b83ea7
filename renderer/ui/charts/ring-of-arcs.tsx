import { useId } from 'react';
import type { ChartFrame } from './chart.tsx';
import css from './chart.module.css';
import { cut } from './cut.ts';

interface RingOfArcsProps {
  /** Each hands on to the next, the last to the first. */
  readonly names: readonly string[];
  /** What is handed on, beside each arc. */
  readonly amount: string;
  readonly frame: ChartFrame;
}

/** A few people in a circle, with an arrow from each to the next. */
export function RingOfArcs({ names, amount, frame }: RingOfArcsProps) {
  const { width, height, scale, reading } = frame;
  const id = useId();
  const [mx, my] = [width / 2, height / 2];
  const rx = Math.max(40, Math.min(width / 2 - 96 * scale, 170 * scale));
  const ry = height / 2 - 34 * scale;
  const at = (turn: number, out = 1): readonly [number, number] => [
    mx + Math.sin(turn) * rx * out,
    my - Math.cos(turn) * ry * out,
  ];
  const each = (2 * Math.PI) / Math.max(1, names.length);
  const gap = Math.min(0.22, each / 5);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <marker
        id={id}
        viewBox="0 0 8 8"
        refX="6"
        refY="4"
        markerWidth="6"
        markerHeight="6"
        orient="auto-start-reverse"
      >
        <path d="M0 0L8 4L0 8z" className={css.arrowHead} />
      </marker>
      {names.map((name, index) => {
        const turn = index * each;
        const [x, y] = at(turn);
        const [fromX, fromY] = at(turn + gap);
        const [toX, toY] = at(turn + each - gap);
        const [labelX, labelY] = at(turn + each / 2, rx < 80 * scale ? 0.45 : 0.72);
        return (
          <g key={index} data-reading={index}>
            <path
              d={`M${fromX} ${fromY}A${rx} ${ry} 0 0 1 ${toX} ${toY}`}
              markerEnd={`url(#${id})`}
              className={reading === index ? css.arcHere : css.arc}
            />
            <text x={labelX} y={labelY + 4 * scale} textAnchor="middle" className={css.tick}>
              {amount}
            </text>
            <circle cx={x} cy={y} r={6 * scale} className={css.solid} />
            <text {...nameAt(turn, x, y, scale)} className={css.name}>
              {cut(name, isAside(turn) ? (width / 2 - rx - 12 * scale) / (6.6 * scale) : 22)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const isAside = (turn: number) => Math.abs(Math.sin(turn)) >= 0.35;

/** A name stands outside the ring: beside its circle, or above and below it where that is closer. */
function nameAt(turn: number, x: number, y: number, scale: number) {
  const side = Math.sin(turn);
  if (!isAside(turn)) {
    return { x, y: y + (Math.cos(turn) > 0 ? -12 : 20) * scale, textAnchor: 'middle' as const };
  }
  return {
    x: x + Math.sign(side) * 12 * scale,
    y: y + 4 * scale,
    textAnchor: side > 0 ? ('start' as const) : ('end' as const),
  };
}
