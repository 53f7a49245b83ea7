import { Skeleton } from '../../ui/skeleton.tsx';
import css from './coming.module.css';

/** Stands in for a page whose script is on its way. It has no heading: the page's own takes the focus. */
export function Coming() {
  return (
    <div className={css.coming}>
      <Skeleton lines={4} />
    </div>
  );
}
