/**
 * Runs a JavaScript job: a module of its own in a fresh virtual machine, from bytes to bytes.
 *
 * `export default function run(input, ctx)` may be asynchronous. `input` is what the input's bytes say as JSON;
 * their text where they are no JSON; and `undefined` where they are no UTF-8. `ctx` holds the `bytes` themselves,
 * the `args`, and `seed`, a whole number below 2^32 that is the job's own. What it answers becomes the result:
 * a text and bytes (an ArrayBuffer, or any view of one) as they are, `undefined` as nothing, all else as JSON.
 * `ctx.progress(fraction)` says how far it is, and `console` takes words for whoever wrote it; neither is part of
 * the result.
 *
 * There is no clock but one that begins in the year 2000 and moves a millisecond at each look, in UTC;
 * `Math.random` is seeded; there are no timers, no modules to import, no locales, and nothing of the host.
 * So the result and the count are the same everywhere. Every slice has a machine of its own, begun anew: that takes
 * some two milliseconds, and no slice can find what another left.
 *
 * A job has no checkpoints. QuickJS could be left as other modules can (workers/checkpoint/leavable.ts), and what the
 * host holds of a slice is little: the clock, chance, and what the calls of ours answered so far. But in that form it
 * was 3.0 to 4.4 times slower, in five programs of loops, calls, objects, sorting and text; so every long slice would
 * cost three times as much, to save half of the few whose lender leaves. To make that form takes 90 s of CPU time and
 * 430 MB, and it has 3.1 MB; optimising it further took 45 s more and changed nothing.
 */
import { createDeterministicSource } from './deterministic-source.ts';
import { hostCharges } from './host-charges.ts';
import { endJob } from './job-end.ts';
import { evaluation, jobFile, Machine, outOfMemory, type Value } from './quickjs/machine.ts';
import { createSurroundings } from './quickjs/surroundings.ts';
import { valueOf } from './quickjs/thrown.ts';
import { bytesInWords, quoted } from './sentence.ts';
import { tapeVoice } from './quickjs/tape.ts';
import { textIn, withoutMark } from './utf8.ts';
import type { Voice } from './voice.ts';

export interface JavaScriptSlice {
  /** Source text, as it was admitted. */
  readonly source: Uint8Array;
  readonly input: Uint8Array;
  readonly args: readonly string[];
  /** 32 bytes that are the same for this job everywhere. */
  readonly seed: Uint8Array;
  /** What the whole instance may hold. */
  readonly memoryBytes: number;
  readonly outputBytesMax: number;
  /** Adds what the host does to the job's count, before it is done. */
  readonly charge: (units: number) => void;
}

export interface JavaScriptHost {
  /** What QuickJS imports, beside the meter's own. */
  readonly imports: WebAssembly.ImportObject;
  /** Runs the job in a metered instance that has been granted work. Failures are thrown, as traps are. */
  readonly run: (instance: WebAssembly.Instance) => Uint8Array;
  readonly voice: Voice;
}

export function createJavaScriptHost(slice: JavaScriptSlice): JavaScriptHost {
  let memory: WebAssembly.Memory | null = null;
  let machine: Machine | null = null;
  const source = createDeterministicSource(() => slice.seed);
  const surroundings = createSurroundings({
    memory: () => memory ?? outOfMemory(),
    source,
    seed: slice.seed,
    charge: slice.charge,
  });
  return {
    imports: surroundings.imports,
    voice: tapeVoice(() => machine?.tape() ?? null),
    run(instance) {
      memory = instance.exports['memory'] as WebAssembly.Memory;
      const handed = slice.source.length + 2 * slice.input.length;
      slice.charge(hostCharges.exchange + hostCharges.byte * handed);
      machine = new Machine(instance);
      surroundings.begin();
      machine.limitMemory(slice.memoryBytes);
      return resultOf(machine, slice);
    },
  };
}

function resultOf(machine: Machine, slice: JavaScriptSlice): Uint8Array {
  const run = defaultExport(machine, withoutMark(slice.source));
  const input = withoutMark(slice.input);
  const answer = machine.use(
    'call',
    run,
    textIn(input) === null ? machine.undefined() : machine.string(input),
    machine.bytes(slice.input),
    machine.string(new TextEncoder().encode(JSON.stringify(slice.args))),
    machine.number(new DataView(slice.seed.buffer, slice.seed.byteOffset).getUint32(0)),
  );
  const result = valueOf(machine, machine.use('write', settled(machine, valueOf(machine, answer))));
  if (machine.isUndefined(result)) return new Uint8Array();
  const bytes = machine.isString(result) ? machine.textOf(result) : machine.bytesOf(result);
  if (bytes.length > slice.outputBytesMax)
    return endJob(
      'output_too_large',
      `The result has ${bytesInWords(bytes.length)}, and ${bytesInWords(slice.outputBytesMax)} is the most.`,
    );
  slice.charge(hostCharges.exchange + hostCharges.byte * bytes.length);
  return bytes.slice();
}

/** Runs the module's own code, and answers the function that it exports. */
function defaultExport(machine: Machine, source: Uint8Array): Value {
  const begun = valueOf(machine, machine.evaluate(source, jobFile, evaluation.module));
  const exported = machine.property(settled(machine, begun), 'default');
  const run = valueOf(machine, exported);
  if (machine.isFunction(run)) return run;
  return endJob(
    'unknown_entry',
    `The default export of this JavaScript is no function. Write ${quoted('export default function run(input, ctx)')}.`,
  );
}

function settled(machine: Machine, value: Value): Value {
  const end = machine.settle(value);
  if (end !== 'pending') return valueOf(machine, end);
  return endJob(
    'bad_result',
    'The JavaScript waits for a promise that nothing can settle: a job has no timers and no network.',
  );
}
