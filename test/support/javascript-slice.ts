/** Runs source text as a slice, through the meter and every limit, in the thread of the test. */
import { textToBytes } from '../../shared/base/bytes.ts';
import type { SliceLimits } from '../../shared/jobs/task.ts';
import { prepareAndRun } from '../../workers/sandbox/run-slice.ts';

export interface ScriptOptions {
  readonly input?: string | Uint8Array;
  readonly args?: readonly string[];
  readonly limits?: Partial<SliceLimits>;
  readonly portionUnits?: number;
}

export interface ScriptEnd {
  /** The name of the failure, or `done`. */
  readonly name: string;
  /** The result as text, or the failure's sentence. */
  readonly says: string;
  readonly bytes: Uint8Array;
  readonly workCount: number;
  readonly console: string;
}

const usual: SliceLimits = {
  memoryBytes: 64 * 1024 * 1024,
  cpuMicroseconds: 20_000_000,
  workUnits: 2_000_000_000,
  wallMs: 60_000,
  outputBytes: 1024 * 1024,
};

export function runSource(source: string | Uint8Array, options: ScriptOptions = {}): ScriptEnd {
  const { input = '', args = [], limits = {}, portionUnits } = options;
  const ended = prepareAndRun(
    {
      module: bytesOf(source),
      input: bytesOf(input),
      entry: 'run',
      args,
      limits: { ...usual, ...limits },
      from: null,
      checkpointEvery: null,
    },
    { portionUnits },
  );
  const { workCount, console = '' } = ended.ok ? ended.value : ended.error;
  const seen = { workCount, console };
  if (!ended.ok)
    return { name: ended.error.name, says: ended.error.detail, bytes: new Uint8Array(), ...seen };
  const { output } = ended.value;
  return { name: 'done', says: new TextDecoder().decode(output), bytes: output, ...seen };
}

/** Runs these statements as the body of `run(input, ctx)`, whose first line is line 2. */
export function runBody(body: string, options: ScriptOptions = {}): ScriptEnd {
  return runSource(`export default function run(input, ctx) {\n${body}\n}`, options);
}

function bytesOf(given: string | Uint8Array): Uint8Array {
  return typeof given === 'string' ? textToBytes(given) : given;
}
