import type { SliceTask } from '../../../shared/jobs/task.ts';
import type { Kernel } from './kernels.ts';

/** The kernel as a slice, with one of its sizes and limits that it never reaches. */
export function kernelTask({ kind, bytes }: Kernel, size: Kernel['size']): SliceTask {
  const isCommand = kind === 'command';
  return {
    module: bytes(),
    input: new TextEncoder().encode(isCommand ? '' : size[0]),
    entry: isCommand ? '' : 'run',
    args: isCommand ? size : [],
    from: null,
    checkpointEvery: null,
    limits: {
      memoryBytes: 256 * 2 ** 20,
      cpuMicroseconds: 60_000_000,
      workUnits: 2 ** 53 - 1,
      wallMs: 60_000,
      outputBytes: 2 ** 20,
    },
  };
}
