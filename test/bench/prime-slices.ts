/** Slices of plain computing, of a length that is known beforehand, run by a slice runner. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programsDir } from '../../main/paths.ts';
import type { SliceRunner } from '../../main/engine/ports.ts';
import { assert } from '../../shared/base/assert.ts';
import type { SliceOutcome, SliceTask } from '../../shared/jobs/task.ts';

/** Up to which number primes are counted in about this time on an ordinary core. */
export const primesWithin = { second: 13_500_000, twentieth: 1_300_000 } as const;

const module = new Uint8Array(readFileSync(join(programsDir, 'prime-count.wasm')));

/** What is credited for counting the primes up to a number. */
export async function creditFor(runner: SliceRunner, to: number): Promise<SliceOutcome> {
  const ended = await runner.run(taskOf(to), new AbortController().signal, {
    progress: () => undefined,
  });
  assert(ended.ok, 'the sample runs');
  return ended.value;
}

function taskOf(to: number): SliceTask {
  return {
    module,
    input: new Uint8Array(0),
    entry: '_start',
    args: ['2', String(to)],
    from: null,
    checkpointEvery: null,
    limits: {
      memoryBytes: 2 ** 24,
      cpuMicroseconds: 6e7,
      workUnits: 2 ** 53 - 1,
      wallMs: 6e4,
      outputBytes: 100,
    },
  };
}
