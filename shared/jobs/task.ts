/**
 * What one slice of a job is to the machine that runs it, and what comes of it.
 *
 * Three kinds of module are run. A `function` module exports its linear `memory`, `alloc(length) -> pointer`
 * and the entry `(pointer, length) -> i64`, which is given the input and answers with
 * `(result pointer << 32) | result length`. A `command` is a WASI preview 1 program: it exports `memory`
 * and `_start`, reads arguments and standard input, and its standard output is the result. A `javascript`
 * module is source text in UTF-8 that exports `default function run(input, ctx)`.
 */
export const moduleKinds = ['function', 'command', 'javascript'] as const;
export type ModuleKind = (typeof moduleKinds)[number];

/** Why a module is not run. The order is the order of the checks; names are never reused. */
export const moduleRefusals = [
  'module_too_large',
  'not_webassembly',
  'not_javascript',
  'feature_refused',
  'import_refused',
  'no_memory',
  'memory_too_large',
  'unknown_entry',
] as const;
export type ModuleRefusalName = (typeof moduleRefusals)[number];

/** What a module is, once it has been admitted. */
export interface ModuleReport {
  readonly kind: ModuleKind;
  /** Exported functions that can be called as a job; `['_start']` for a command, `['run']` for JavaScript. */
  readonly entries: readonly string[];
  /** `module.name` of each import, in the module's own order. */
  readonly imports: readonly string[];
  /** Memory that the module asks for at the start, in bytes. */
  readonly memoryBytes: number;
  /** Size with the meter in it; absent where nobody has put it in yet. */
  readonly meteredBytes?: number;
}

/** One slice, ready to run. */
export interface SliceTask {
  readonly module: Uint8Array;
  readonly input: Uint8Array;
  readonly entry: string;
  readonly args: readonly string[];
  readonly limits: SliceLimits;
  /** Where a slice that was begun elsewhere goes on from; null for the beginning. */
  readonly from: Uint8Array | null;
  /** CPU time between two checkpoints, in microseconds; null for a slice that makes none. */
  readonly checkpointEvery: number | null;
}

export interface SliceLimits {
  readonly memoryBytes: number;
  /** CPU time of the slice's thread after which it is ended, in microseconds. */
  readonly cpuMicroseconds: number;
  /** Metered instructions after which it is ended, wherever they were done: the same place on every machine. */
  readonly workUnits: number;
  /** Time by the clock on the wall after which it is ended, in milliseconds. */
  readonly wallMs: number;
  readonly outputBytes: number;
}

/** What a slice has used where it ran: what can be charged for, and nothing of what was done elsewhere before. */
export interface SliceUse {
  /** CPU time of its own thread, user and system, as the operating system counted it. */
  readonly cpuMicroseconds: number;
  /**
   * Metered instructions: the same for the same slice on every machine, so anybody can count again. Of a slice that
   * was taken up from a checkpoint, those since then.
   */
  readonly workCount: number;
}

/** How a slice stands while it runs. */
export interface SliceProgress extends SliceUse {
  /** How far it says it is, in thousandths; absent where it says nothing. Nobody can check it. */
  readonly progressMilli?: number;
}

/** What a run tells whoever wrote the program, beside its result. Nothing that is compared or paid rests on it. */
export interface SliceVoice {
  /** The end of what it wrote to its console, or to standard error; absent where it wrote nothing. */
  readonly console?: string;
}

/** A finished slice. */
export interface SliceOutcome extends SliceUse, SliceVoice {
  readonly output: Uint8Array;
  /**
   * Metered instructions that were done elsewhere, up to the checkpoint from which the slice was taken up; zero for
   * one that was begun here. With `workCount` the whole slice's count, which is the same however often it was
   * left. It is what the checkpoint says, and that comes from whoever ran the slice before: it has to
   * be held against what that one was paid for.
   */
  readonly workCountBefore: number;
  /** A sentence, for a slice that should have made checkpoints and could make none. */
  readonly whyNoCheckpoints?: string;
}

/** Failures that are the job's own: on any other machine it would end the same way. */
export const faultsOfTheJob = [
  ...moduleRefusals,
  'trapped',
  'exit_code',
  'bad_result',
  'out_of_memory',
  'output_too_large',
  'ceiling_reached',
  'time_limit',
] as const;

/** Why a slice ended without a result. */
export type SliceFailureName =
  (typeof faultsOfTheJob)[number] | 'stopped' | 'sandbox_failed' | 'checkpoint_refused';

export interface SliceFailure extends SliceUse, SliceVoice {
  readonly name: SliceFailureName;
  /** One sentence of at most 300 characters. */
  readonly detail: string;
}
