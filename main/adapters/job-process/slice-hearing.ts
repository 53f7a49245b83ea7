/** What a process may say of one slice while it runs and when it ends, and what of that is believed. */
import { err } from '../../../shared/base/result.ts';
import type {
  Ended,
  FromProcess,
  SliceWithoutModule,
} from '../../../shared/jobs/process-protocol.ts';
import type { SliceUse } from '../../../shared/jobs/task.ts';
import type { RunListener } from '../../engine/ports.ts';

const progressMs = 450;
const checkpointMs = 50;

export interface SliceHearing {
  /** Answers how it ended, or null for all that comes before. */
  readonly read: (message: FromProcess) => Ended | null;
  /** The last reading that was told. */
  readonly used: () => SliceUse;
  /** The next checkpoint was asked for, however soon it comes. */
  readonly expectCheckpoint: () => void;
}

/** `stray` is told of what comes more often than ours says it. */
export function hearSlice(
  { limits, checkpointEvery }: SliceWithoutModule,
  listener: RunListener,
  stray: () => void,
): SliceHearing {
  let used: SliceUse = { cpuMicroseconds: 0, workCount: 0 };
  let toldAt = -Infinity;
  let checkpointAt = -Infinity;
  return {
    used: () => used,
    expectCheckpoint() {
      checkpointAt = -Infinity;
    },
    read(message) {
      switch (message.say) {
        case 'progress': {
          const now = performance.now();
          if (now - toldAt < progressMs) stray();
          else {
            toldAt = now;
            const { cpuMicroseconds, workCount } = message.used;
            used = { cpuMicroseconds, workCount };
            listener.progress(message.used);
          }
          return null;
        }
        case 'checkpoint': {
          const now = performance.now();
          const isDue = checkpointEvery !== null && now - checkpointAt >= checkpointMs;
          checkpointAt = now;
          if (isDue) listener.checkpoint?.(message.bytes);
          else stray();
          return null;
        }
        case 'ended': {
          const { ended } = message;
          if (!ended.ok || ended.value.output.length <= limits.outputBytes) return ended;
          const detail = 'The process of the jobs answered more than the job may answer.';
          return err({ name: 'sandbox_failed', detail, ...used });
        }
        case 'unanswered':
          return err({ name: 'sandbox_failed', detail: message.detail, ...used });
        default:
          return null;
      }
    },
  };
}
