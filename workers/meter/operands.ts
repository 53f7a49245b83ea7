/** How much room a function's operands need: part of what its frame is counted for. */
import type { ModuleLayout } from '../sandbox/module-layout.ts';
import type { DecodedFunction } from './decode.ts';
import { walkOperands } from './operand-walk.ts';
import type { ValueFlow } from './value-flow.ts';

/** The most bytes that the operands of this function have at once: 8 for each, 16 for a vector. */
export function maxHeightBytes(fn: DecodedFunction, layout: ModuleLayout): number {
  return walkOperands(fn, layout, nothingFlows);
}

const nothingFlows: ValueFlow = {
  foreign: 0,
  join: () => 0,
  either: () => 0,
  local: () => 0,
  assign: () => undefined,
  enter: () => 0,
  reach: () => undefined,
  otherwise: () => undefined,
  leave: () => undefined,
  move: () => undefined,
  observe: () => undefined,
  apply: () => 0,
};
