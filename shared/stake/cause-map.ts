/**
 * A map of causes: those that the same people hold lie near each other. Everybody sees the same one, as long as the
 * same is held: it begins where the ids of the causes say, and every step of it is computed in one order.
 */
import { causeLikeness } from './values.ts';
import type { Held } from './values.ts';

/** Thousandths of the width and the height. */
export interface MapPlace {
  readonly x: number;
  readonly y: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export const mapCausesMax = 60;
const turns = 120;
const margin = 40;
const middle: MapPlace = { x: 500, y: 500 };

/** In the order of the causes, of which there are at most `mapCausesMax`. */
export function causeMap(held: Held, causes: readonly string[]): readonly MapPlace[] {
  if (causes.length < 2) return causes.map(() => middle);
  const likeness = causeLikeness(held, causes);
  let points = causes.map(firstPoint);
  for (let turn = 0; turn < turns; turn += 1) points = drawnTogether(points, likeness);
  return fitted(points);
}

/** Somewhere in the square, by the first digits of the id. */
function firstPoint(cause: string): Point {
  return { x: placeIn(cause.slice(0, 8)), y: placeIn(cause.slice(8, 16)) };
}

function placeIn(digits: string): number {
  return Number.parseInt(digits, 16) / 0xffffffff;
}

/** Each goes to where it is as far from the others as they are unlike (one step of stress majorization). */
function drawnTogether(points: readonly Point[], likeness: readonly number[][]): Point[] {
  return points.map((at, one) => {
    let [x, y] = [0, 0];
    for (const [other, there] of points.entries()) {
      if (other === one) continue;
      const wanted = 1.05 - (likeness[one]?.[other] ?? 0);
      const [right, down] = [at.x - there.x, at.y - there.y];
      const apart = Math.max(1e-6, Math.sqrt(right * right + down * down));
      x += (right / apart) * wanted;
      y += (down / apart) * wanted;
    }
    return { x: x / points.length, y: y / points.length };
  });
}

/** Fills the square, with a margin, and keeps what is near near in both directions. */
function fitted(points: readonly Point[]): MapPlace[] {
  const [left, top] = [least(points.map(({ x }) => x)), least(points.map(({ y }) => y))];
  const wide = Math.max(
    1e-9,
    ...points.map(({ x }) => x - left),
    ...points.map(({ y }) => y - top),
  );
  const scale = (1000 - 2 * margin) / wide;
  const [atLeft, atTop] = [
    (1000 - scale * Math.max(...points.map(({ x }) => x - left))) / 2,
    (1000 - scale * Math.max(...points.map(({ y }) => y - top))) / 2,
  ];
  return points.map(({ x, y }) => ({
    x: Math.round(atLeft + (x - left) * scale),
    y: Math.round(atTop + (y - top) * scale),
  }));
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}
