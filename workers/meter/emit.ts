/**
 * Writes a function with its charges. What is not touched is copied as it stands; code that nothing reaches is left out,
 * because after a branch any operands are taken for granted up to the end of the block.
 */
import type { DecodedFunction, Instruction } from './decode.ts';
import { nextU32, op } from './decode.ts';
import type { Emitter, FunctionPlan } from './emitter.ts';
import {
  charge,
  copy,
  createEmitter,
  emitCheck,
  flush,
  insert,
  load,
  pushLess,
  store,
} from './emitter.ts';
import { helperFor } from './helpers.ts';
import type { Plan } from './plan.ts';
import { blockTypeFor, blockTypeOf, moved } from './plan.ts';
import type { Writer } from './writer.ts';
import { createWriter, writeByte, writeRange, writeSigned, writeU32 } from './writer.ts';

const i32 = 0x7f;

/** Writes the function with its length, and answers where its unlikely branches are, from its first byte. */
export function emitFunction(writer: Writer, plan: Plan, of: FunctionPlan): readonly number[] {
  const emitter = createEmitter(plan, of);
  emitCode(emitter);
  const { out, extra, fn } = emitter;
  const head = createWriter(64);
  writeLocals(head, fn, plan.bytes, extra);
  writeU32(writer, head.length + out.length);
  writeRange(writer, head.bytes, 0, head.length);
  writeRange(writer, out.bytes, 0, out.length);
  return emitter.unlikely.map((at) => at + head.length);
}

function writeLocals(
  writer: Writer,
  fn: DecodedFunction,
  bytes: Uint8Array,
  extra: readonly number[],
): void {
  const cursor = { bytes, at: fn.localsStart };
  const groups = nextU32(cursor);
  writeU32(writer, groups + extra.length);
  writeRange(writer, bytes, cursor.at, fn.localsEnd);
  for (const type of extra) {
    writeU32(writer, 1);
    writeByte(writer, type);
  }
}

function emitCode(emitter: Emitter): void {
  const { fn, out, mirror, of } = emitter;
  if (mirror >= 0) {
    load(emitter);
    // One way out: whoever leaves, leaves this block, behind which what is left is put back.
    writeByte(out, op.block);
    writeSigned(out, blockTypeFor(emitter.plan, [], fn.type.results));
  }
  fn.code.forEach((instruction, at) => {
    if (of.flow.isLive[at] === 1) emitInstruction(emitter, instruction, at);
  });
  flush(emitter);
}

function emitInstruction(emitter: Emitter, instruction: Instruction, at: number): void {
  const { of, out, fn } = emitter;
  const isAnchor = of.isAnchor(instruction, at);
  emitGap(emitter, at, isAnchor || isTailCall(instruction.code));
  const isLast = at === fn.code.length - 1;
  if (isLast && emitter.mirror >= 0) {
    flush(emitter);
    writeByte(out, op.end);
    store(emitter);
  }
  if (!emitSpecial(emitter, instruction, at)) copy(emitter, instruction);
  if (isAnchor && emitter.mirror >= 0) load(emitter);
  if (of.flow.isDeadAfter[at] === 1) insert(emitter, op.unreachable);
}

/** Writes an instruction that changes; false for one that is copied. */
function emitSpecial(emitter: Emitter, instruction: Instruction, at: number): boolean {
  const { plan, of, open } = emitter;
  switch (instruction.code) {
    case op.block:
    case op.loop:
    case op.if:
      open.push(at);
      return false;
    case op.end:
      return emitEnd(emitter);
    case op.return:
      if (emitter.mirror < 0) return false;
      insert(emitter, op.br);
      writeU32(emitter.out, open.length - 1);
      return true;
    case op.brIf:
      return emitBranchIf(emitter, instruction, at);
    case op.brTable:
      return emitBranchTable(emitter, instruction, at);
    case op.call:
    case op.returnCall:
    case op.refFunc:
      insert(emitter, instruction.code);
      writeU32(emitter.out, moved(plan, instruction.index));
      return true;
    default: {
      const helper = of.isShort(instruction, at) ? null : helperFor(plan, instruction);
      if (helper === null) return false;
      insert(emitter, op.call);
      writeU32(emitter.out, helper);
      return true;
    }
  }
}

function isTailCall(code: number): boolean {
  return code === op.returnCall || code === op.returnCallIndirect;
}

/** What stands in the gap before an instruction; with `isSettled`, what is left goes to the global. */
function emitGap(emitter: Emitter, at: number, isSettled: boolean): void {
  const { placement } = emitter.of;
  const units = placement.charges.get(at) ?? 0;
  const check = placement.checks.get(at);
  if (check === undefined && isSettled && emitter.mirror >= 0) {
    flush(emitter);
    pushLess(emitter, units);
    writeByte(emitter.out, op.globalSet);
    writeU32(emitter.out, emitter.plan.left);
    return;
  }
  if (units !== 0) charge(emitter, units);
  if (check !== undefined) emitCheck(emitter, check);
  if (isSettled && emitter.mirror >= 0) store(emitter);
}

/** An `if` without `else` gets one when not to enter it is charged. */
function emitEnd(emitter: Emitter): boolean {
  const opened = emitter.open.pop() ?? -1;
  const units = emitter.of.placement.notEntered.get(opened) ?? 0;
  if (units === 0) return false;
  insert(emitter, op.else);
  charge(emitter, units);
  insert(emitter, op.end);
  return true;
}

function emitBranchIf(emitter: Emitter, instruction: Instruction, at: number): boolean {
  const depth = instruction.index;
  const units = emitter.of.placement.taken.get(at)?.get(depth) ?? 0;
  if (units === 0) return false;
  insert(emitter, op.if);
  const types = labelTypes(emitter, depth);
  writeSigned(emitter.out, blockTypeFor(emitter.plan, types, types));
  charge(emitter, units);
  writeByte(emitter.out, op.br);
  writeU32(emitter.out, depth + 1);
  writeByte(emitter.out, op.end);
  return true;
}

/**
 * Each label whose branch is charged gets a block of its own around the table; behind its end stand the charge and the
 * branch to where the table led. What the label takes goes along as parameters.
 */
function emitBranchTable(emitter: Emitter, { targets }: Instruction, at: number): boolean {
  const charges = emitter.of.placement.taken.get(at);
  if (charges === undefined || charges.size === 0) return false;
  flush(emitter);
  const { out, plan, extra, fn } = emitter;
  const labels = [...charges.keys()];
  const types = labelTypes(emitter, targets[0] ?? 0);
  const index = fn.locals.length + extra.length;
  extra.push(i32);
  writeByte(out, op.localSet);
  writeU32(out, index);
  for (let count = labels.length; count > 0; count -= 1) {
    writeByte(out, op.block);
    writeSigned(out, blockTypeFor(plan, types, types));
  }
  writeByte(out, op.localGet);
  writeU32(out, index);
  writeByte(out, op.brTable);
  writeU32(out, targets.length - 1);
  const place = new Map(labels.map((depth, order) => [depth, order]));
  for (const depth of targets) writeU32(out, place.get(depth) ?? depth + labels.length);
  labels.forEach((depth, order) => {
    writeByte(out, op.end);
    charge(emitter, charges.get(depth) ?? 0);
    writeByte(out, op.br);
    writeU32(out, depth + labels.length - 1 - order);
  });
  return true;
}

/** What a branch to a label takes along. */
function labelTypes({ open, plan, fn }: Emitter, depth: number): readonly number[] {
  const block = fn.code[open[open.length - 1 - depth] ?? -1];
  if (block === undefined) return fn.type.results;
  const type = blockTypeOf(plan, block.index);
  return block.code === op.loop ? type.parameters : type.results;
}
