import type { SliceWord } from '../../../shared/api/slices-shape.ts';
import css from './slice-shape.module.css';

/** The state of a slice as a shape that needs no colour, in a square of 16. */
export function SliceShape({
  word,
  size = 16,
}: {
  readonly word: SliceWord;
  readonly size?: number;
}) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      className={`${css.shape ?? ''} ${css[word] ?? ''}`}
    >
      <rect x="0.75" y="0.75" width="14.5" height="14.5" rx="2.5" className={css.box} />
      <Inside word={word} />
    </svg>
  );
}

function Inside({ word }: { readonly word: SliceWord }) {
  switch (word) {
    case 'running':
      return <path d="M1 8H15V13A2.2 2.2 0 0 1 13 15H3A2.2 2.2 0 0 1 1 13Z" className={css.fill} />;
    case 'checking':
      return <path d="M1.5 7 7 1.5M1.5 12 12 1.5M3.5 15 15 3.5M9 15 15 9" className={css.thin} />;
    case 'differs':
      return <path d="M4.5 6.2H11.5M4.5 9.8H11.5M9.8 3.6 6.2 12.4" className={css.stroke} />;
    case 'failed':
      return <path d="M8 3.8V9M8 11.9V12.2" className={css.heavy} />;
    case 'stopped':
      return <path d="M3.2 12.8 12.8 3.2" className={css.stroke} />;
    case 'waiting':
    case 'done':
      return null;
  }
}
