/**
 * Slices of one's own jobs that this computer runs itself: to try them before they are sent, and as the run that
 * decides between others. The same sandbox, meters and limits, a few at a time; nothing is paid for them.
 */
import { printableLines } from '../../../shared/base/printable.ts';
import type { Result } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { SliceFailure, SliceOutcome, SliceProgress } from '../../../shared/jobs/task.ts';
import type { Ports } from '../ports.ts';
import { createTurns } from '../turns.ts';

const atOnce = 1;
/** So that a slice without an end does not run here for an hour. */
const longestMs = 600_000;

export interface SliceHere {
  readonly module: Uint8Array;
  readonly input: Uint8Array;
  readonly entry: string;
  readonly args: readonly string[];
  readonly memoryBytes: number;
  readonly wallMs: number;
}

export interface RunsHere {
  run(
    slice: SliceHere,
    signal: AbortSignal,
    progress: (used: SliceProgress) => void,
  ): Promise<Result<SliceOutcome, SliceFailure>>;
}

/** One after the other. */
export function createRunsHere({ runner }: Pick<Ports, 'runner'>): RunsHere {
  const turns = createTurns(atOnce);
  return {
    run({ module, input, entry, args, memoryBytes, wallMs }, signal, progress) {
      const most = Math.min(wallMs, longestMs);
      const task = {
        ...{ module, input, entry, args },
        limits: {
          memoryBytes,
          cpuMicroseconds: most * 1000,
          workUnits: Number.MAX_SAFE_INTEGER,
          wallMs: most,
          outputBytes: limits.resultBytes,
        },
        from: null,
        checkpointEvery: null,
      };
      return turns.take(() => runner.run(task, signal, { progress }));
    },
  };
}

/** What the program wrote, in lines that can be shown. */
export function consoleOf(ended: Result<SliceOutcome, SliceFailure>): string {
  return printableLines((ended.ok ? ended.value : ended.error).console ?? '');
}
