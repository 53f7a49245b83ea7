/** A node whose slice never ends; it says when it works. */
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { calibrationFile, workerUrl } from '../../main/paths.ts';
import { assemble } from '../unit/sandbox-modules.ts';

const runner = createSliceRunner({ workerUrl: workerUrl(), calibrationFile, maxThreads: 1 });
await runner.run(
  {
    module: assemble(`(module (memory (export "memory") 1)
      (func (export "alloc") (param i32) (result i32) (i32.const 16))
      (func (export "run") (param i32 i32) (result i64) (loop $again (br $again)) (i64.const 0)))`),
    input: new Uint8Array(0),
    entry: 'run',
    args: [],
    from: null,
    checkpointEvery: null,
    limits: {
      memoryBytes: 2 ** 24,
      cpuMicroseconds: 6e7,
      workUnits: 2 ** 53 - 1,
      wallMs: 6e4,
      outputBytes: 100,
    },
  },
  new AbortController().signal,
  { progress: () => void process.stdout.write('works\n') },
);
