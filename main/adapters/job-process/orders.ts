/** What the process is told of one slice while it runs, beside to stop: whoever runs it changes its mind meanwhile. */
import type { ToProcess } from '../../../shared/jobs/process-protocol.ts';
import type { RunListener } from '../../engine/ports.ts';
import type { SliceHearing } from './slice-hearing.ts';

/** Passes on holds, and wishes for a checkpoint; the answer ends it. */
export function passOrders(
  id: number,
  { hold, wish }: Pick<RunListener, 'hold' | 'wish'>,
  hearing: Pick<SliceHearing, 'expectCheckpoint'>,
  post: (message: ToProcess) => void,
): () => void {
  const holds = () => {
    post({ do: 'hold', id, isHeld: hold?.isHeld() === true });
  };
  const noMoreHolds = hold?.onChange(holds);
  if (hold?.isHeld() === true) holds();
  const noMoreWishes = wish?.onWish(() => {
    hearing.expectCheckpoint();
    post({ do: 'checkpoint', id });
  });
  return () => {
    noMoreHolds?.();
    noMoreWishes?.();
  };
}
