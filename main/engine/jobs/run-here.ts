/**
 * Slices of one's own jobs that this computer runs itself: to try them before they are sent, and as the run that
 * decides between others. The same sandbox, meters and limits, a few at a time; nothing is paid for them.
 */
import type { Result } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { SliceFailure, SliceOutcome, SliceUse } from '../../../shared/jobs/task.ts';
import type { Ports } from '../ports.ts';

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
    progress: (used: SliceUse) => void,
  ): Promise<Result<SliceOutcome, SliceFailure>>;
}

/** One after the other. */
export function createRunsHere({ runner }: Pick<Ports, 'runner'>): RunsHere {
  const waiting: (() => void)[] = [];
  let free = atOnce;

  async function enter(): Promise<void> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return {
    async run({ module, input, entry, args, memoryBytes, wallMs }, signal, progress) {
      await enter();
      try {
        const most = Math.min(wallMs, longestMs);
        return await runner.run(
          {
            module,
            input,
            entry,
            args,
            limits: {
              memoryBytes,
              cpuMicroseconds: most * 1000,
              workUnits: Number.MAX_SAFE_INTEGER,
              wallMs: most,
              outputBytes: limits.resultBytes,
            },
            from: null,
            checkpointEvery: null,
          },
          signal,
          { progress },
        );
      } finally {
        leave();
      }
    },
  };
}
