import css from './chart.module.css';

/** What is hatched is filled with `url(#id)`; a thin hatch lies beneath lines. */
export function Hatch({ id, isThin = false }: { readonly id: string; readonly isThin?: boolean }) {
  return (
    <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse">
      <rect width="4" height="4" className={css.hatchGround} />
      <path d="M-1 1L1 -1M0 4L4 0M3 5L5 3" className={isThin ? css.hatchThin : css.hatch} />
    </pattern>
  );
}
