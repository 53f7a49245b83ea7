import { useEffect, useState } from 'react';
import css from './skeleton.module.css';

/** Grey lines in the place of what is awaited, but only once the wait can be felt. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  const [felt, setFelt] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setFelt(true);
    }, 300);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <div className={css.skeleton} aria-busy="true" data-felt={felt}>
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={css.line} aria-hidden="true" />
      ))}
    </div>
  );
}
