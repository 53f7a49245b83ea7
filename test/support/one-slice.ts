/** The draft of a job of one slice that wants one answer. */
import type { JobDraftValue } from '../../shared/api/jobs-shape.ts';
import { limits } from '../../shared/domain/limits.ts';

export function oneSlice(
  name: string,
  module: Uint8Array,
  input: Uint8Array,
  change: Partial<JobDraftValue> = {},
): JobDraftValue {
  return {
    ...{ name, module, entry: null, args: [], certainty: 'one' },
    input: { kind: 'once', bytes: input },
    limits: { memoryBytes: limits.memoryBytesDefault, wallMs: limits.wallMsDefault },
    audience: null,
    notBeforeMs: null,
    deadline: null,
    ...change,
  };
}
