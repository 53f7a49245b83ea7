import css from './sparkline.module.css';

const [width, height] = [44, 16];

/** How something moved, from zero and without an axis: a word beside it says the same. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) return null;
  const most = Math.max(...values, Number.MIN_VALUE);
  const places = values.map((value, index): readonly [number, number] => [
    2 + (index * (width - 4)) / (values.length - 1),
    height - 2 - (Math.max(0, value) / most) * (height - 4),
  ]);
  const [x, y] = places.at(-1) ?? [0, 0];
  return (
    <svg width={width} height={height} className={css.spark} aria-hidden="true">
      <polyline points={places.map((place) => place.join(',')).join(' ')} />
      <circle cx={x} cy={y} r={2} />
    </svg>
  );
}
