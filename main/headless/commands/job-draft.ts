/** A job as it is said on the command line: each option is checked here, and named where it is wrong. */
import { basename } from 'node:path';
import { certaintyWords } from '../../../shared/api/jobs-shape.ts';
import type { Certainty, DeadlineValue, JobDraftValue } from '../../../shared/api/jobs-shape.ts';
import { parseCpuHours } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { readLimited } from './files.ts';
import { inputOf } from './job-input.ts';
import type { InputOptions } from './job-input.ts';
import { sizeOf, millisecondsOf } from './values.ts';

export interface DraftOptions extends InputOptions {
  readonly entry?: string;
  readonly arg: readonly string[];
  readonly copies?: string;
  readonly certainty?: string;
  readonly memory?: string;
  readonly time?: string;
  readonly deadline?: string;
  readonly stopLate?: boolean;
  readonly name?: string;
}

/** What a file and the options ask for. `nowMs` is where durations count from. */
export async function draftOf(
  file: string,
  options: DraftOptions,
  nowMs: number,
): Promise<Result<JobDraftValue, Refusal>> {
  const args = checkArguments(options.arg);
  if (!args.ok) return args;
  const certainty = certaintyOf(options);
  if (!certainty.ok) return certainty;
  const sliceLimits = limitsOf(options);
  if (!sliceLimits.ok) return sliceLimits;
  const deadline = deadlineOf(options, nowMs);
  if (!deadline.ok) return deadline;
  const module = await readLimited(file, limits.moduleBytes, 'module');
  if (!module.ok) return module;
  const input = await inputOf(options);
  if (!input.ok) return input;
  return ok({
    name: (options.name ?? basename(file)).slice(0, limits.jobNameLength),
    module: module.value,
    entry: options.entry ?? null,
    args: args.value,
    input: input.value,
    certainty: certainty.value,
    limits: sliceLimits.value,
    audience: null,
    notBeforeMs: null,
    deadline: deadline.value,
  });
}

/** The node checks them too, but a number says more than which rule of the link was broken. */
export function checkArguments(args: readonly string[]): Result<string[], Refusal> {
  const bytes = args.reduce((sum, arg) => sum + Buffer.byteLength(arg), 0);
  if (args.length <= limits.argumentCount && bytes <= limits.argumentBytes) return ok([...args]);
  return refuse(
    'arguments_too_large',
    `These are ${String(args.length)} arguments of ${String(bytes)} bytes together: at most ${String(limits.argumentCount)} of ${String(limits.argumentBytes)} bytes are sent. Put more into the input.`,
  );
}

/** An amount that somebody typed; its bounds are the node's to know. */
export function ceilingOf(typed: string): Result<bigint, Refusal> {
  const ceiling = parseCpuHours(typed);
  return ceiling === null
    ? refuse('bad_ceiling', `“${typed}” is no number of CPU-hours: write 0.1, for example.`)
    : ok(ceiling);
}

/** `--copies 2` is another way to say `--certainty two`. */
function certaintyOf({ copies, certainty }: DraftOptions): Result<Certainty, Refusal> {
  if (copies !== undefined && certainty !== undefined) {
    return refuse('bad_certainty', 'Give --copies or --certainty, not both.');
  }
  const word = copies === undefined ? certainty : byCopies[copies];
  const found = certaintyWords.find((each) => each === (word ?? 'two'));
  if (found !== undefined && (copies === undefined || word !== undefined)) return ok(found);
  return copies === undefined
    ? refuse('bad_certainty', `“${certainty ?? ''}” is none of one, two, three and spot.`)
    : refuse('bad_certainty', `“${copies}” is no number of copies: write 1, 2 or 3.`);
}

const byCopies: Readonly<Partial<Record<string, Certainty>>> = { 1: 'one', 2: 'two', 3: 'three' };

function limitsOf({ memory, time }: DraftOptions): Result<JobDraftValue['limits'], Refusal> {
  const memoryBytes = memory === undefined ? ok(limits.memoryBytesDefault) : sizeOf(memory);
  if (!memoryBytes.ok) return memoryBytes;
  if (memoryBytes.value < 65_536 || memoryBytes.value > limits.memoryBytesMax) {
    const most = String(limits.memoryBytesMax / 2 ** 20);
    return refuse('bad_size', `A slice may have 64K to ${most}M of memory: --memory is outside.`);
  }
  const wallMs = time === undefined ? ok(limits.wallMsDefault) : millisecondsOf(time, '--time');
  if (!wallMs.ok) return wallMs;
  if (wallMs.value < 1_000 || wallMs.value > limits.wallMsMax) {
    return refuse('bad_duration', 'A slice may take 1s to 24h by the clock: --time is outside.');
  }
  return ok({ memoryBytes: memoryBytes.value, wallMs: wallMs.value });
}

function deadlineOf(
  { deadline, stopLate = false }: DraftOptions,
  nowMs: number,
): Result<DeadlineValue | null, Refusal> {
  if (deadline !== undefined) return deadlineFrom(deadline, stopLate, nowMs);
  return stopLate
    ? refuse('bad_deadline', '--stop-late says what happens at a --deadline: give both.')
    : ok(null);
}

/** `2h` from now on, or a moment such as `2026-12-24T18:00` in the time of this machine. */
export function deadlineFrom(
  typed: string,
  stopLate: boolean,
  nowMs: number,
): Result<DeadlineValue, Refusal> {
  const then = stopLate ? 'stop' : 'keep_going';
  const duration = millisecondsOf(typed, '--deadline');
  if (duration.ok) return ok({ atMs: nowMs + duration.value, then });
  const isMoment = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/.test(typed);
  // A day alone would be read as midnight in Greenwich.
  const atMs = isMoment ? Date.parse(typed.length === 10 ? `${typed}T00:00` : typed) : Number.NaN;
  if (Number.isSafeInteger(atMs) && atMs > 0) return ok({ atMs, then });
  const detail = `“${typed}” is no deadline: write 2h for two hours from now, or 2026-12-24T18:00.`;
  return refuse('bad_deadline', detail);
}
