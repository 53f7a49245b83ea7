/** What each instruction of a function costs, as `contract.ts` says. */
import type { DecodedFunction, Instruction } from './decode.ts';
import { op } from './decode.ts';

export interface FunctionCosts {
  readonly unitsOf: (instruction: Instruction, at: number) => number;
  readonly isAnchor: (instruction: Instruction, at: number) => boolean;
  /** A bulk operation whose length is known and small: it is done as it stands, and paid for in advance. */
  readonly isShort: (instruction: Instruction, at: number) => boolean;
}

const shortBytesMax = 4096;

export function costsOf(fn: DecodedFunction): FunctionCosts {
  /** The length that the instruction before pushed, when that is known; -1 otherwise. */
  const knownLength = (instruction: Instruction, at: number) => {
    const { code } = instruction;
    if (code !== op.memoryFill && code !== op.memoryCopy && code !== op.memoryInit) return -1;
    const before = fn.code[at - 1];
    const isKnown = before?.code === op.i32Const && before.index <= shortBytesMax;
    return isKnown ? before.index : -1;
  };
  const isShort = (instruction: Instruction, at: number) => knownLength(instruction, at) >= 0;
  return {
    isShort,
    unitsOf: (instruction, at) => unitsOf(instruction) + Math.max(0, knownLength(instruction, at)),
    isAnchor: (instruction, at) => isCall(instruction.code) && !isShort(instruction, at),
  };
}

function unitsOf({ code }: Instruction): number {
  const marksPlace = code === op.block || code === op.loop || code === op.else || code === op.end;
  return marksPlace || code === op.far || code === op.leave ? 0 : 1;
}

function isCall(code: number): boolean {
  switch (code) {
    case op.call:
    case op.callIndirect:
    case op.memoryGrow:
    case op.tableGrow:
    case op.tableFill:
    case op.tableCopy:
    case op.tableInit:
    case op.memoryFill:
    case op.memoryCopy:
    case op.memoryInit:
      return true;
    default:
      return false;
  }
}
