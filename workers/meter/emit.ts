/**
 * Writes a function with its charges. What is not touched is copied as it stands; code that nothing reaches is left out,
 * because after a branch any operands are taken for granted up to the end of the block.
 */
import { canonicalise } from './canonical.ts';
import type { DecodedFunction, Instruction } from './decode.ts';
import { nextU32, op } from './decode.ts';
import type { Emitter, FunctionPlan } from './emitter.ts';
import {
  copy,
  createEmitter,
  depthLocal,
  flush,
  insert,
  isMovedLocal,
  localFor,
  lookFar,
  publish,
  publishDepth,
  pushLeft,
  put,
  putLeft,
  reload,
  settle,
} from './emitter.ts';
import { enter, keepDepth, leave } from './entry.ts';
import { isTailCall } from './facts.ts';
import { isHandedDepth, isHandedOn } from './handing.ts';
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

/**
 * Where something must be given back on the way out, the body becomes a block, so that there is one way out, behind its
 * end. A trap need not give anything back.
 */
function emitCode(emitter: Emitter): void {
  const { fn, of, out, plan } = emitter;
  if (of.depth !== null) enter(emitter, of.depth);
  else if (emitter.hasDepth && !emitter.isDeep) keepDepth(emitter);
  if (!emitter.isHanded) reload(emitter);
  if (isWrapped(emitter)) {
    writeByte(out, op.block);
    writeSigned(out, blockTypeFor(plan, [], fn.type.results));
  }
  const isTouched = touchedBy(of);
  fn.code.forEach((instruction, at) => {
    if (of.flow.isLive[at] === 0) return;
    if (isTouched[at] === 0 && isPlain(emitter, instruction)) copy(emitter, instruction);
    else emitInstruction(emitter, instruction, at);
  });
  flush(emitter);
}

/** The instructions before or behind which something is written. */
function touchedBy({ fn, placement, canonical }: FunctionPlan): Uint8Array {
  const isTouched = new Uint8Array(fn.code.length);
  for (const at of placement.charges.keys()) isTouched[at] = 1;
  for (const at of placement.checks.keys()) isTouched[at] = 1;
  for (const at of canonical.before.keys()) isTouched[at] = 1;
  for (const at of canonical.after.keys()) isTouched[at] = 1;
  return isTouched;
}

/** Neither control, nor a call, nor anything that a helper does: most of all code. */
function isPlain(emitter: Emitter, instruction: Instruction): boolean {
  const { code } = instruction;
  if (isMovedLocal(emitter, instruction)) return false;
  return (code >= op.drop && code < op.refNull && code !== op.memoryGrow) || code >= op.v128Load;
}

function isWrapped({ of, hasDepth }: Emitter): boolean {
  return of.depth !== null || of.placement.isMirrored || hasDepth;
}

function emitInstruction(emitter: Emitter, instruction: Instruction, at: number): void {
  const { of, fn } = emitter;
  const shown = of.canonical.before.get(at);
  if (shown !== undefined) canonicalise(emitter, shown);
  const isAnchor = of.costs.isAnchor(instruction, at);
  const isTail = isTailCall(instruction.code);
  const isLast = at === fn.code.length - 1;
  const units = of.placement.charges.get(at) ?? 0;
  const look = of.placement.checks.get(at);
  if (instruction.code === op.far) {
    settle(emitter, units, null);
    return lookFar(emitter, at, look ?? 0);
  }
  if (look !== undefined || !(isAnchor || isTail)) settle(emitter, units, look ?? null);
  const isAnyCall = isAnchor || isTail;
  if (isHandedDepth(emitter.plan, instruction)) handDepthOn(emitter);
  else if (isAnyCall && !isHandedOn(emitter.plan, instruction)) publishDepth(emitter);
  const isHanding = handedBy(emitter, instruction) !== undefined;
  if (isHanding) handOn(emitter, look === undefined ? units : 0);
  else if (isAnchor || isTail) publish(emitter, look === undefined ? units : 0);
  if (isLast && isWrapped(emitter)) {
    insert(emitter, op.end);
    if (!emitter.isHanded) publish(emitter, 0);
  }
  if ((isLast || isTail) && !emitter.isDeep) leave(emitter);
  if (isLast && emitter.isHanded) handOn(emitter, 0);
  if (!emitSpecial(emitter, instruction, at)) copy(emitter, instruction);
  const made = of.canonical.after.get(at);
  if (made !== undefined) canonicalise(emitter, made);
  if (isHanding) putLeft(emitter);
  else if (isAnchor) reload(emitter);
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
    case op.br:
    case op.leave:
      return emitBranch(emitter, op.br, instruction.index);
    case op.return:
      return isWrapped(emitter) && emitBranch(emitter, op.br, open.length - 1);
    case op.brIf:
      return emitBranchIf(emitter, instruction, at);
    case op.brTable:
      return emitBranchTable(emitter, instruction, at);
    case op.localGet:
    case op.localSet:
    case op.localTee:
      return isMovedLocal(emitter, instruction) && emitIndex(emitter, instruction, emitter.added);
    case op.call:
    case op.returnCall:
    case op.refFunc: {
      const place = handedBy(emitter, instruction) ?? moved(plan, instruction.index);
      return emitIndex(emitter, instruction, place - instruction.index);
    }
    default: {
      const helper = of.costs.isShort(instruction, at) ? null : helperFor(plan, instruction);
      if (helper === null) return false;
      insert(emitter, op.call);
      writeU32(emitter.out, helper);
      return true;
    }
  }
}

function emitIndex(emitter: Emitter, { code, index }: Instruction, more: number): true {
  flush(emitter);
  put(emitter, code, index + more);
  return true;
}

/** Where the function is that a call hands on what is left to; undefined for everything else. */
function handedBy({ plan }: Emitter, instruction: Instruction): number | undefined {
  return isHandedOn(plan, instruction) ? plan.handed.get(instruction.index)?.index : undefined;
}

function handDepthOn(emitter: Emitter): void {
  flush(emitter);
  put(emitter, op.localGet, depthLocal(emitter));
}

function handOn(emitter: Emitter, units: number): void {
  flush(emitter);
  pushLeft(emitter, units);
}

/** An `if` without `else` gets one when not to enter it is charged. */
function emitEnd(emitter: Emitter): boolean {
  const opened = emitter.open.pop() ?? -1;
  const units = emitter.of.placement.notEntered.get(opened) ?? 0;
  if (units === 0) return false;
  insert(emitter, op.else);
  settle(emitter, units, null);
  insert(emitter, op.end);
  return true;
}

/** Branches are never copied: in a loop that was made longer they lead over more blocks than before. */
function emitBranch(emitter: Emitter, code: number, depth: number): true {
  flush(emitter);
  put(emitter, code, depth);
  return true;
}

function emitBranchIf(emitter: Emitter, instruction: Instruction, at: number): boolean {
  const depth = instruction.index;
  const units = emitter.of.placement.taken.get(at)?.get(depth) ?? 0;
  if (units === 0) return emitBranch(emitter, op.brIf, depth);
  insert(emitter, op.if);
  const types = labelTypes(emitter, depth);
  writeSigned(emitter.out, blockTypeFor(emitter.plan, types, types));
  settle(emitter, units, null);
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
  const charges = emitter.of.placement.taken.get(at) ?? new Map<number, number>();
  flush(emitter);
  if (charges.size === 0) return writeTable(emitter, targets, (depth) => depth);
  const { out, plan } = emitter;
  const labels = [...charges.keys()];
  const types = labelTypes(emitter, targets[0] ?? 0);
  const index = localFor(emitter, 'table', i32);
  writeByte(out, op.localSet);
  writeU32(out, index);
  for (let count = labels.length; count > 0; count -= 1) {
    writeByte(out, op.block);
    writeSigned(out, blockTypeFor(plan, types, types));
  }
  writeByte(out, op.localGet);
  writeU32(out, index);
  const place = new Map(labels.map((depth, order) => [depth, order]));
  writeTable(emitter, targets, (depth) => place.get(depth) ?? depth + labels.length);
  labels.forEach((depth, order) => {
    writeByte(out, op.end);
    settle(emitter, charges.get(depth) ?? 0, null);
    writeByte(out, op.br);
    writeU32(out, depth + labels.length - 1 - order);
  });
  return true;
}

function writeTable(
  { out }: Emitter,
  targets: readonly number[],
  labelOf: (depth: number) => number,
): true {
  writeByte(out, op.brTable);
  writeU32(out, targets.length - 1);
  for (const depth of targets) writeU32(out, labelOf(depth));
  return true;
}

/** What a branch to a label takes along. */
function labelTypes({ open, plan, fn }: Emitter, depth: number): readonly number[] {
  const block = fn.code[open[open.length - 1 - depth] ?? -1];
  if (block === undefined) return fn.type.results;
  const type = blockTypeOf(plan, block.index);
  return block.code === op.loop ? type.parameters : type.results;
}
