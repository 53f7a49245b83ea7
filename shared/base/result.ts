/** The answer of something that may fail for a reason the caller must handle: never thrown, always checked. */
export type Result<Value, Problem> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Problem };

/** A `Result` that holds a value. */
export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** A `Result` that holds the reason why there is no value. */
export function err<Problem>(error: Problem): { readonly ok: false; readonly error: Problem } {
  return { ok: false, error };
}

/** Why something was not done: a name that programs compare, and one sentence that people read. */
export interface Refusal<Name extends string = string> {
  readonly name: Name;
  readonly detail: string;
}

/** A `Result` that refuses by name, with a sentence that says what was wrong and what to do. */
export function refuse<Name extends string>(
  name: Name,
  detail: string,
): { readonly ok: false; readonly error: Refusal<Name> } {
  return { ok: false, error: { name, detail } };
}
