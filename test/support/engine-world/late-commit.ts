/** A disk that takes its time: what was changed is there at once, and is known to be there a moment later. */
import type { Commit } from '../../../main/engine/commit.ts';
import type { Clock, Ports } from '../../../main/engine/ports.ts';

const syncMs = 2;

/** Whoever falls over in between has changed it, and never hears of it. */
export function createLateCommit(
  { work, record }: Pick<Ports, 'work' | 'record'>,
  { after }: Pick<Clock, 'after'>,
): Commit {
  let end: (() => void) | null = null;
  const settle = () => {
    end?.();
  };
  return {
    settle,
    write(change, then) {
      settle();
      work.together(() => {
        record.together(change);
      });
      const cancel = after(syncMs, settle);
      end = () => {
        end = null;
        cancel();
        then();
      };
    },
  };
}
