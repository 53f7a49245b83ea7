/** The only place that throws: a failed assertion is a bug of ours, never a peer's or a person's fault. */
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
