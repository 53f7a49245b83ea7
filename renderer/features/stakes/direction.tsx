import type { HoldingView } from '../../../shared/api/stake-shape.ts';
import { Sparkline } from '../../ui/charts/sparkline.tsx';
import css from './stakes.module.css';

/** How something moves, as a word, and its last eight rounds beside it. */
export function Moves({ direction, series }: Pick<HoldingView, 'direction' | 'series'>) {
  return (
    <span className={css.moves}>
      {direction}
      <Sparkline values={series.map(Number)} />
    </span>
  );
}
