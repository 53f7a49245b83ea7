import type { Instruction } from './decode.ts';
import type { LocalValues } from './local-values.ts';

/**
 * Who wants to know where values go. A value is known by a number; zero is a value of which nothing needs to be
 * known. The function's results, arguments of calls and values of globals are `observe`d.
 */
export interface ValueFlow extends LocalValues {
  /** A new value that is one of several: the result of a block, a parameter of a loop. */
  readonly join: (type: number) => number;
  /** One of two values of the same type, by a condition. */
  readonly either: (type: number, first: number, second: number) => number;
  readonly move: (from: number, to: number) => void;
  /** `at`: the instruction that is looked at, if the value is on top of the stack before it; otherwise null. */
  readonly observe: (value: number, at: number | null) => void;
  /** A value that comes from outside of the function. */
  readonly foreign: number;
  /** The value that an instruction makes of `values[base]` and those above it. */
  readonly apply: (
    at: number,
    instruction: Instruction,
    values: readonly number[],
    base: number,
  ) => number;
}
