import { limits } from '../../../shared/domain/limits.ts';
import type { AskMessage } from '../../../shared/peers/protocol.ts';
import type { KeptJob } from './kept-job.ts';

/** What somebody is asked for a job. */
export function askFor(id: string, attempt: string, job: KeptJob): AskMessage {
  const { moduleHash, moduleBytes, inputHash, inputBytes, entry, args, ceiling, slice } = job;
  return {
    type: 'ask',
    attempt,
    job: id,
    slice,
    moduleHash,
    moduleBytes,
    inputHash,
    inputBytes,
    input: null,
    entry,
    args,
    ceiling,
    memoryBytes: limits.memoryBytesDefault,
    wallMs: limits.wallMsDefault,
    femtosecondsPerUnit: job.progress.femtosecondsPerUnit,
  };
}
