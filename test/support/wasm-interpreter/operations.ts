/**
 * The instructions that only compute: what each takes and gives, by type, and how it is computed. The
 * types are written as letters: `i` i32, `I` i64, `f` f32, `F` f64, `v` v128.
 */
import type { Value } from './value.ts';

export type TypeLetter = 'i' | 'I' | 'f' | 'F' | 'v';

export interface Operation {
  readonly takes: string;
  readonly gives: TypeLetter;
  /** Values in the order in which they were pushed, then the lane for an instruction that names one. */
  readonly compute: (...values: never[]) => Value;
  /** How many lanes an instruction with a lane may name, else zero. */
  readonly lanes: number;
}

/** By opcode; behind a prefix byte, `prefix * 256 + second opcode`. */
export const operations = new Map<number, Operation>();

/** Adds one instruction; `signature` is like `ii:i`. */
export function define(
  code: number,
  signature: string,
  compute: Operation['compute'],
  lanes = 0,
): void {
  const [takes, gives] = signature.split(':');
  operations.set(code, { takes: takes!, gives: gives as TypeLetter, compute, lanes });
}

/** Adds instructions that follow each other in the numbering; a null leaves a number out. */
export function defineAll(
  first: number,
  signature: string,
  computes: readonly (Operation['compute'] | null)[],
): void {
  computes.forEach((compute, index) => {
    if (compute !== null) define(first + index, signature, compute);
  });
}
