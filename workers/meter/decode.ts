/**
 * The code of an admitted module as lists of instructions: what the meter's passes work on.
 *
 * Everything that could be wrong with the bytes was refused before (`sandbox/admission.ts`, V8's validation),
 * so nothing is checked here. An instruction's number is its opcode, or behind a prefix byte
 * `prefix * 4096 + second opcode`, as in `sandbox/instructions.ts`.
 */
import type { FunctionType } from '../sandbox/module-layout.ts';

export interface Instruction {
  readonly code: number;
  /** Where it stands in the module's bytes; -1 for what the meter has added. */
  readonly start: number;
  readonly end: number;
  /**
   * The first immediate: a label's depth; the index of a function, type, local, global, table or segment;
   * a block's type (an index, or below zero: -64 empty, -1 i32, -2 i64, -3 f32, -4 f64, -5 v128, -16 funcref);
   * the value of an `i32.const`; the offset of a load or store; a lane; the value type of a `select` or
   * `ref.null`. For `call_indirect` the type, for `memory.init` and `table.init` the segment, for `table.copy` the table
   * that is written. Zero where there is none; the other constants stay in the bytes.
   */
  readonly index: number;
  /** The second immediate: the table of `call_indirect` and `table.init`, the table `table.copy` reads; a lane. */
  readonly second: number;
  /** The labels of a `br_table`, the default one last; empty for all others. */
  readonly targets: readonly number[];
}

export interface DecodedFunction {
  /** Index among all functions, imported ones first. */
  readonly index: number;
  readonly typeIndex: number;
  readonly type: FunctionType;
  /** Value types of all locals, the parameters first. */
  readonly locals: readonly number[];
  /** Where its declarations of locals stand in the module's bytes. */
  readonly localsStart: number;
  readonly localsEnd: number;
  /** With the `end` of the function as the last. */
  readonly code: readonly Instruction[];
}

export const op = {
  /** The meter's own, in no module: a branch that is taken when little is left of the allowance; see `unroll.ts`. */
  far: -1,
  /** As well: a `br` that costs nothing, because the module as it was falls through there. */
  leave: -2,
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  drop: 0x1a,
  select: 0x1b,
  selectTyped: 0x1c,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  tableGet: 0x25,
  tableSet: 0x26,
  /** The first of the loads and stores. */
  i32Load: 0x28,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  /** The first of the comparisons, calculations and conversions. */
  i32EqualsZero: 0x45,
  refNull: 0xd0,
  refIsNull: 0xd1,
  refFunc: 0xd2,
  /** The first of the conversions that saturate. */
  i32SaturatedF32: 0xfc * 4096,
  memoryInit: 0xfc * 4096 + 8,
  dataDrop: 0xfc * 4096 + 9,
  memoryCopy: 0xfc * 4096 + 10,
  memoryFill: 0xfc * 4096 + 11,
  tableInit: 0xfc * 4096 + 12,
  elemDrop: 0xfc * 4096 + 13,
  tableCopy: 0xfc * 4096 + 14,
  tableGrow: 0xfc * 4096 + 15,
  tableSize: 0xfc * 4096 + 16,
  tableFill: 0xfc * 4096 + 17,
  /** The first of the vector instructions. */
  v128Load: 0xfd * 4096,
  v128Const: 0xfd * 4096 + 12,
} as const;

/** The second immediate of a `block` that the meter has added: what is known of the branches to its end. */
export const hints = {
  /** They begin the next round of a loop. */
  round: 1,
  /** They are hardly ever taken. */
  hardlyLedTo: 2,
} as const;

const prefixMiscellaneous = 0xfc;
const prefixVectors = 0xfd;
const prefixSpan = 4096;
const noTargets: readonly number[] = [];

/** A position in bytes that are known to be well formed. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** An unsigned LEB128 number of at most 32 bits. */
export function nextU32(cursor: Cursor): number {
  const byte = nextByte(cursor);
  if (byte < 0x80) return byte;
  let value = byte & 0x7f;
  for (let factor = 0x80; ; factor *= 0x80) {
    const more = nextByte(cursor);
    value += (more & 0x7f) * factor;
    if (more < 0x80) return value;
  }
}

/** A signed LEB128 number of at most 33 bits. */
export function nextS33(cursor: Cursor): number {
  let value = 0;
  for (let factor = 1; ; factor *= 0x80) {
    const byte = nextByte(cursor);
    value += (byte & 0x7f) * factor;
    if (byte >= 0x80) continue;
    return (byte & 0x40) === 0 ? value : value - factor * 0x80;
  }
}

export function nextByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at] ?? 0;
  cursor.at += 1;
  return byte;
}

/** One function of the code section; `start` is where its declarations of locals begin. */
export function decodeFunction(
  bytes: Uint8Array,
  start: number,
  end: number,
  declared: { readonly index: number; readonly typeIndex: number; readonly type: FunctionType },
): DecodedFunction {
  const cursor: Cursor = { bytes, at: start };
  const locals = [...declared.type.parameters];
  for (let groups = nextU32(cursor); groups > 0; groups -= 1) {
    const count = nextU32(cursor);
    const type = nextByte(cursor);
    for (let one = 0; one < count; one += 1) locals.push(type);
  }
  const localsEnd = cursor.at;
  const code: Instruction[] = [];
  while (cursor.at < end) code.push(nextInstruction(cursor));
  return { ...declared, locals, localsStart: start, localsEnd, code };
}

export function nextInstruction(cursor: Cursor): Instruction {
  const start = cursor.at;
  const opcode = nextByte(cursor);
  if (opcode === prefixMiscellaneous) return nextMiscellaneous(cursor, start);
  if (opcode === prefixVectors) return nextVector(cursor, start);
  let index = 0;
  let second = 0;
  let targets = noTargets;
  switch (immediatesOf[opcode]) {
    case 'index':
      index = nextU32(cursor);
      break;
    case 'two indices':
      index = nextU32(cursor);
      second = nextU32(cursor);
      break;
    case 'signed':
      index = nextS33(cursor);
      break;
    case 'access':
      nextU32(cursor);
      index = nextU32(cursor);
      break;
    case 'targets':
      targets = nextTargets(cursor);
      break;
    case 'types':
      index = nextTypes(cursor);
      break;
    case 'wide':
      while (nextByte(cursor) >= 0x80);
      break;
    case 'four bytes':
      cursor.at += 4;
      break;
    case 'eight bytes':
      cursor.at += 8;
      break;
    default:
  }
  return { code: opcode, start, end: cursor.at, index, second, targets };
}

function nextTargets(cursor: Cursor): readonly number[] {
  const targets: number[] = [];
  for (let count = nextU32(cursor) + 1; count > 0; count -= 1) targets.push(nextU32(cursor));
  return targets;
}

/** Of a `select` with types: exactly one in every valid module. */
function nextTypes(cursor: Cursor): number {
  let type = 0;
  for (let count = nextU32(cursor); count > 0; count -= 1) type = nextByte(cursor);
  return type;
}

function nextMiscellaneous(cursor: Cursor, start: number): Instruction {
  const second = nextU32(cursor);
  const code = prefixMiscellaneous * prefixSpan + second;
  const count =
    second < 8 ? 0 : second === 8 || second === 10 || second === 12 || second === 14 ? 2 : 1;
  const first = count > 0 ? nextU32(cursor) : 0;
  const other = count > 1 ? nextU32(cursor) : 0;
  return { code, start, end: cursor.at, index: first, second: other, targets: noTargets };
}

function nextVector(cursor: Cursor, start: number): Instruction {
  const opcode = nextU32(cursor);
  const code = prefixVectors * prefixSpan + opcode;
  let index = 0;
  let second = 0;
  const isAccess = opcode <= 11 || (opcode >= 84 && opcode <= 93);
  if (isAccess) {
    nextU32(cursor);
    index = nextU32(cursor);
  }
  if (opcode === 12 || opcode === 13) cursor.at += 16;
  else if (opcode >= 21 && opcode <= 34) index = nextByte(cursor);
  else if (opcode >= 84 && opcode <= 91) second = nextByte(cursor);
  return { code, start, end: cursor.at, index, second, targets: noTargets };
}

type Immediates =
  | 'none' | 'index' | 'two indices' | 'signed' | 'access' | 'targets' | 'types' | 'wide'
  | 'four bytes' | 'eight bytes'; // prettier-ignore

const immediatesOf: readonly Immediates[] = Array.from({ length: 256 }, (_, opcode) => {
  if (opcode >= op.localGet && opcode <= op.tableSet) return 'index';
  if (opcode >= 0x28 && opcode <= 0x3e) return 'access';
  switch (opcode) {
    case op.block:
    case op.loop:
    case op.if:
    case op.i32Const:
    case op.refNull:
      return 'signed';
    case op.br:
    case op.brIf:
    case op.call:
    case op.returnCall:
    case op.refFunc:
    case op.memorySize:
    case op.memoryGrow:
      return 'index';
    case op.callIndirect:
    case op.returnCallIndirect:
      return 'two indices';
    case op.brTable:
      return 'targets';
    case op.selectTyped:
      return 'types';
    case op.i64Const:
      return 'wide';
    case op.f32Const:
      return 'four bytes';
    case op.f64Const:
      return 'eight bytes';
    default:
      return 'none';
  }
});
