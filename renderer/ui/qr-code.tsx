import { useMemo } from 'react';
import { encode } from 'uqr';
import css from './qr-code.module.css';

/** Light modules around the code, which readers need to find it. */
const border = 4;

/**
 * A text as a picture that a telephone reads: dark modules on a light ground in every appearance, because many
 * readers do not know the reverse. The text itself must stand beside it.
 */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  return (
    <svg
      className={css.code}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} className={css.light} />
      <path d={path} className={css.dark} />
    </svg>
  );
}

/** One path of all dark modules, row by row. */
function drawn(text: string): { readonly size: number; readonly path: string } {
  const { data, size } = encode(text, { ecc: 'L', border });
  const path = data.flatMap((row, y) =>
    runsOf(row).map(([x, to]) => `M${x} ${y}h${to - x}v1H${x}z`),
  );
  return { size, path: path.join('') };
}

/** From where to where the dark modules of a row reach. */
function runsOf(row: readonly boolean[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  row.forEach((isDark, x) => {
    const last = runs.at(-1);
    if (!isDark) return;
    if (last?.[1] === x) last[1] = x + 1;
    else runs.push([x, x + 1]);
  });
  return runs;
}
