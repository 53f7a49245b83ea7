/**
 * The only place that throws. A failed assertion is a bug of ours, never a peer's or a person's fault; the end
 * of the program is for what nobody in it can mend, such as a disk that fails in the middle of a write.
 */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

/** Ends the program in an orderly way when something is not as our own code promised. */
export function assert(condition: unknown, promise: string): asserts condition {
  if (!condition) throw new AssertionFailure(promise);
}

/** Makes the compiler prove that every case is handled. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unexpected case: ${String(value)}`);
}

/** Its message is one sentence for people: what happened, and what to do. */
export class EndOfProgram extends Error {
  override readonly name = 'EndOfProgram';
}

/** Leaves whatever is being done, so that nothing follows from what could not be kept. */
export function endProgram(sentence: string): never {
  throw new EndOfProgram(sentence);
}
