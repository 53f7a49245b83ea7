/** Turns what a module's run threw into a failure with a name and one sentence. */
import { jobFailure, JobEnd, type JobFailure } from './job-end.ts';
import { bytesInWords, quoted } from './sentence.ts';

export interface FailureContext {
  /** Whether the module was refused memory that it asked for. */
  readonly wasRefusedMemory: boolean;
  /** Memory of the module when it stopped, and the most that it may have. */
  readonly memoryBytes: number;
  readonly memoryBytesMax: number;
  /** What the program said last on standard error, or nothing. */
  readonly lastErrorLine: string;
}

const tooDeep = 'its functions called each other too deeply (stack overflow)';

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
];

export function explainFailure(error: unknown, context: FailureContext): JobFailure {
  if (error instanceof JobEnd) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof WebAssembly.RuntimeError) {
    const reason =
      reasons.find(([pattern]) => pattern.test(message))?.[1] ?? `it trapped: ${message}`;
    return (
      whenMemoryIsFull(context) ??
      jobFailure('trapped', `The module failed: ${reason}.${said(context)}`)
    );
  }
  if (error instanceof RangeError && /could not allocate|allocation failed/i.test(message))
    return noMemory();
  // The job's own limit comes first wherever a thread has the stack that it ought to have.
  if (/Maximum call stack/.test(message))
    return jobFailure(
      'sandbox_failed',
      'The lender’s stack ended before the job had used all that it may have.',
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

/**
 * Programs seldom say that they want more memory: they stop at an assertion, or go on with a null pointer. One
 * that was refused memory and then failed is taken to have failed for it, which is the same everywhere.
 */
function whenMemoryIsFull(context: FailureContext): JobFailure | null {
  const { memoryBytes, memoryBytesMax } = context;
  if (!context.wasRefusedMemory) return null;
  return jobFailure(
    'out_of_memory',
    `The module ran out of memory: it had filled ${bytesInWords(memoryBytes)} of ` +
      `${bytesInWords(memoryBytesMax)}. Give the job more memory, or less to do.`,
  );
}

/** This machine's fault: another one may have what the job was promised. */
export function noMemory(): JobFailure {
  return jobFailure(
    'sandbox_failed',
    'The lender could not give the module the memory it asks for.',
  );
}

/** The failure of a job whose functions use more stack than a job may have, wherever it runs. */
export function stackOverflow(): JobFailure {
  return jobFailure('trapped', `The module failed: ${tooDeep}.`);
}

function said(context: FailureContext): string {
  return context.lastErrorLine === '' ? '' : ` It said: ${quoted(context.lastErrorLine)}.`;
}
