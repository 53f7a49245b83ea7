/** Turns what a module's run threw into a failure with a name and one sentence. */
import { jobFailure, JobEnd, type JobFailure } from './job-end.ts';
import { bytesInWords, quoted } from './sentence.ts';

export interface FailureContext {
  /** Memory of the module when it stopped; null before it had any. */
  readonly memoryBytes: number | null;
  /** Memory that it began with, and what it may grow to. */
  readonly memoryBytesInitial: number;
  readonly memoryBytesMax: number;
  /** What the program said last on standard error, or nothing. */
  readonly lastErrorLine: string;
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /unreachable/,
    'it reached an instruction that says "unreachable", as programs do after a fault',
  ],
  [/divide by zero|remainder by zero/, 'it divided by zero'],
  [/divide result unrepresentable/, 'a division overflowed'],
  [/float unrepresentable/, 'a number was too large for an integer'],
  [/memory access out of bounds/, 'it read or wrote outside its memory'],
  [/table index is out of bounds|table access/, 'it called a function that is not there'],
  [/null function|signature mismatch/, 'it called a function of another type'],
  [/Maximum call stack/, 'its functions called each other too deeply (stack overflow)'],
];

/** An error in a module that has grown to nearly all its memory is taken for the want of more. */
const fullShare = 7 / 8;

export function explainFailure(error: unknown, context: FailureContext): JobFailure {
  if (error instanceof JobEnd) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const isTrap = error instanceof WebAssembly.RuntimeError || /Maximum call stack/.test(message);
  if (isTrap) {
    const reason =
      reasons.find(([pattern]) => pattern.test(message))?.[1] ?? `it trapped: ${message}`;
    return (
      whenMemoryIsFull(context) ??
      jobFailure('trapped', `The module failed: ${reason}.${said(context)}`)
    );
  }
  if (error instanceof RangeError && /could not allocate|allocation failed/i.test(message))
    return jobFailure(
      'out_of_memory',
      'The lender could not give the module the memory it asks for.',
    );
  if (error instanceof RangeError || error instanceof TypeError)
    return jobFailure(
      'trapped',
      `The module failed: it called WASI with wrong values (${message}).`,
    );
  return jobFailure('sandbox_failed', `The sandbox failed: ${message}.`);
}

/** The failure of a program that ended with another exit code than zero. */
export function explainExitCode(code: number, context: FailureContext): JobFailure {
  return (
    whenMemoryIsFull(context) ??
    jobFailure('exit_code', `The program ended with exit code ${code}.${said(context)}`)
  );
}

function whenMemoryIsFull(context: FailureContext): JobFailure | null {
  const { memoryBytes, memoryBytesInitial, memoryBytesMax } = context;
  if (memoryBytes === null || memoryBytes <= memoryBytesInitial) return null;
  if (memoryBytes < memoryBytesMax * fullShare) return null;
  return jobFailure(
    'out_of_memory',
    `The module ran out of memory: it had filled ${bytesInWords(memoryBytes)} of ` +
      `${bytesInWords(memoryBytesMax)}. Give the job more memory, or less to do.`,
  );
}

function said(context: FailureContext): string {
  return context.lastErrorLine === '' ? '' : ` It said: ${quoted(context.lastErrorLine)}.`;
}
