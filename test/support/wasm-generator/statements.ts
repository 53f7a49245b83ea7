/** Code that leaves the stack as it was. */
import {
  writeAddress,
  writeCall,
  writeCallee,
  writeIndex,
  writeStore,
  writeTakenParameters,
  writeValue,
  writeValues,
} from './expressions.ts';
import type { Choices } from './choices.ts';
import type { FunctionWriter, StatementWriters } from './function-writer.ts';
import { emit, emitEnd, emitGuard, emitI32, emitOpen, emitTake } from './function-writer.ts';
import { writeSmallLoop } from './loops.ts';
import { letters, typeIndexOf } from './module-plan.ts';

export const statementWriters: StatementWriters = { body: writeBody, statement: writeStatement };

/** Some statements and then the values that a block gives, or code that never comes so far. */
export function writeBody(writer: FunctionWriter, results: string, depth: number): void {
  const { choices } = writer;
  const isOutermost = writer.labels.length === 1;
  const count = isOutermost ? 2 + choices.below(9) : choices.below(depth <= 0 ? 2 : 4);
  for (let index = 0; index < count; index += 1) writeStatement(writer, depth);
  if (choices.rarely(isOutermost ? 30 : 10)) writeLeaving(writer, depth);
  else writeValues(writer, results, depth);
}

export function writeStatement(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  writer.budget -= 1;
  if (writer.budget <= 0) return emit(writer, 0x01);
  const way = choices.below(29);
  const hasMemory = plan.memory !== null;
  if (way < 4) writeLocalSet(writer, depth);
  else if (way < 6) writeGlobalSet(writer, depth);
  else if (way < 9 && hasMemory) writeStore(writer, depth);
  else if (way < 11) writeDropped(writer, depth);
  else if (depth <= 0) emit(writer, 0x01);
  else if (way < 13) writeCounted(writer, depth);
  else if (way === 13) writePlainBlock(writer, depth);
  else if (way < 16) writeConditional(writer, depth);
  else if (way < 18) writeBranchWithValues(writer, depth);
  else if (way < 20) writeDroppedCall(writer, depth);
  else if (way < 22 && hasMemory) writeBulkMemory(writer, depth);
  else if (way === 22 && plan.tables.length > 0) writeTableStatement(writer, depth);
  else if (way === 23) writeLeavingInside(writer, depth);
  else if (way === 24) writeSwitch(writer, depth);
  else if (way > 25) writeSmallLoop(writer, depth);
  else emit(writer, 0x01);
}

function writeLocalSet(writer: FunctionWriter, depth: number): void {
  const { locals, choices } = writer;
  if (locals === '') return emit(writer, 0x01);
  const index = choices.below(locals.length);
  writeValue(writer, locals[index]!, depth);
  emit(writer, 0x21, index);
}

function writeGlobalSet(writer: FunctionWriter, depth: number): void {
  const { plan, choices } = writer;
  const settable = plan.globals.flatMap(({ isMutable }, index) =>
    isMutable && index > 0 ? [index] : [],
  );
  if (settable.length === 0) return writeDropped(writer, depth);
  const index = choices.oneOf(settable);
  writeValue(writer, plan.globals[index]!.type, depth);
  emit(writer, 0x24, index);
}

function writeDropped(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  const types = letters(choices, plan.hasFloats, 3);
  writeValues(writer, types, depth);
  emitTake(writer, types);
}

/** A loop that a counter of its own ends, if nothing else does; the first few have one. */
function writeCounted(writer: FunctionWriter, depth: number): void {
  const { choices, locals } = writer;
  if (writer.loopDepth >= writer.counters) return writePlainBlock(writer, depth);
  const counter = locals.length + writer.loopDepth;
  const most = writer.loopDepth === 0 && choices.rarely(12) ? 2000 : 6;
  emitI32(writer, 1 + choices.below(most));
  emit(writer, 0x21, counter);
  writer.loopDepth += 1;
  emitOpen(writer, 0x03, '', '');
  writeBody(writer, '', depth - 1);
  emit(writer, 0x20, counter);
  emitI32(writer, 1);
  emit(writer, 0x6b);
  emit(writer, 0x22, counter);
  emit(writer, 0x0d, 0);
  emitEnd(writer);
  writer.loopDepth -= 1;
}

function writePlainBlock(writer: FunctionWriter, depth: number): void {
  emitOpen(writer, writer.choices.below(3) === 0 ? 0x03 : 0x02, '', '');
  writeBody(writer, '', depth - 1);
  emitEnd(writer);
}

function writeConditional(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  const types = choices.rarely(5) ? letters(choices, plan.hasFloats, 2) : '';
  writeValues(writer, types, depth - 1);
  writeValue(writer, 'i', depth - 1);
  emitOpen(writer, 0x04, types, types);
  writeTakenParameters(writer, types);
  writeBody(writer, types, depth - 1);
  if (choices.below(2) === 1) {
    emit(writer, 0x05);
    writeBody(writer, '', depth - 1);
  }
  emitEnd(writer);
  emitTake(writer, types);
}

function depthOf({ labels }: FunctionWriter, label: number): number {
  return labels.length - 1 - label;
}

function writeBranchWithValues(writer: FunctionWriter, depth: number): void {
  const { labels, choices } = writer;
  const label = choices.below(labels.length);
  const { types, isLoop } = labels[label]!;
  writeValues(writer, types, depth - 1);
  if (isLoop) emitGuard(writer);
  writeValue(writer, 'i', depth - 1);
  emit(writer, 0x0d, depthOf(writer, label));
  emitTake(writer, types);
}

/** A table of branches inside of some blocks, which it chooses from. */
function writeSwitch(writer: FunctionWriter, depth: number): void {
  const { choices } = writer;
  const blocks = choices.below(4);
  for (let index = 0; index < blocks; index += 1) emitOpen(writer, 0x02, '', '');
  writeTableOfBranches(writer, depth, '');
  for (let index = 0; index < blocks; index += 1) {
    emitEnd(writer);
    writeStatement(writer, depth - 1);
  }
}

function writeTableOfBranches(writer: FunctionWriter, depth: number, wanted: string | null): void {
  const { labels, choices } = writer;
  const types =
    wanted !== null && labels.some((each) => each.types === wanted)
      ? wanted
      : choices.oneOf(labels).types;
  const fitting = labels.flatMap((each, index) => (each.types === types ? [index] : []));
  const count = choices.rarely(30) ? 1000 : choices.below(6);
  const targets = Array.from({ length: count + 1 }, () => choices.oneOf(fitting));
  writeValues(writer, types, depth - 1);
  if (targets.some((each) => labels[each]!.isLoop)) emitGuard(writer);
  writeIndex(writer, count, depth);
  emit(writer, 0x0e, count, ...targets.map((each) => depthOf(writer, each)));
}

function writeDroppedCall(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  const callee = choices.below(plan.functions.length);
  writeCall(writer, callee, depth);
  emitTake(writer, plan.functions[callee]!.results);
}

/** Leaves only under a condition, so that what follows lives. */
function writeLeavingInside(writer: FunctionWriter, depth: number): void {
  writeValue(writer, 'i', depth - 1);
  emitOpen(writer, 0x04, '', '');
  writeLeaving(writer, depth - 1);
  emitEnd(writer);
}

/** Code that goes elsewhere, and dead code behind it, which asks the stack for anything. */
function writeLeaving(writer: FunctionWriter, depth: number): void {
  const { choices, labels } = writer;
  const way = choices.below(6);
  if (way === 0) writeReturn(writer, depth);
  else if (way === 1 || way === 2) {
    const label = choices.below(labels.length);
    writeValues(writer, labels[label]!.types, depth);
    if (labels[label]!.isLoop) emitGuard(writer);
    emit(writer, 0x0c, depthOf(writer, label));
  } else if (way === 3) writeTableOfBranches(writer, depth, null);
  else if (way === 4 && writer.plan.hasTailCalls) writeTailCall(writer, depth);
  else if (choices.below(3) === 0) emit(writer, 0x00);
  else writeReturn(writer, depth);
  writeDead(writer, depth);
}

function writeReturn(writer: FunctionWriter, depth: number): void {
  writeValues(writer, writer.signature.results, depth);
  emit(writer, 0x0f);
}

function writeTailCall(writer: FunctionWriter, depth: number): void {
  const { choices, plan, signature } = writer;
  const fitting = plan.functions.flatMap(({ results }, index) =>
    results === signature.results ? [index] : [],
  );
  const callee = choices.oneOf(fitting);
  const { parameters, results } = plan.functions[callee]!;
  writeValues(writer, parameters, depth);
  const type = typeIndexOf(plan, parameters, results);
  if (choices.rarely(3)) {
    const table = writeCallee(writer, callee, depth);
    if (table !== null) return emit(writer, 0x13, type, table);
  }
  if (callee <= writer.self && callee >= plan.imports.length) emitGuard(writer);
  emit(writer, 0x12, callee);
}

function writeDead(writer: FunctionWriter, depth: number): void {
  const { choices } = writer;
  const way = choices.below(10);
  if (way === 1) [0x6a, 0x1a].forEach((code) => emit(writer, code));
  else if (way === 2) [0x1a, 0x1a].forEach((code) => emit(writer, code));
  else if (way === 3) [0x1b, 0x1a].forEach((code) => emit(writer, code));
  else if (way === 4) writeStatement(writer, depth);
  else if (way === 5) emit(writer, 0x0d, 0);
  else if (way === 6) emit(writer, 0x0e, 1, 0, 0);
  else if (way === 7) emit(writer, 0xa3);
  else return;
  if (way === 5) emit(writer, 0x00);
  if (way === 7) emit(writer, 0x1a);
}

function writeLength(writer: FunctionWriter, depth: number): void {
  const { choices } = writer;
  const way = choices.below(15);
  if (way === 13) emitI32(writer, choices.below(300));
  else if (way === 14 && choices.rarely(2)) emitI32(writer, 65_300 + choices.below(600));
  else if (way === 14) writeValue(writer, 'i', depth - 1);
  else emitI32(writer, choices.below(20));
}

/** A passive one, mostly: the others are empty once the module runs. */
function segmentOf(choices: Choices, segments: readonly { readonly isPassive: boolean }[]): number {
  const passive = segments.flatMap(({ isPassive }, index) => (isPassive ? [index] : []));
  if (passive.length > 0 && !choices.rarely(10)) return choices.oneOf(passive);
  return choices.below(Math.max(1, segments.length));
}

function writeBulkMemory(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  const way = choices.below(5);
  const segment = segmentOf(choices, plan.datas);
  if (way >= 3 && plan.datas.length === 0) return emit(writer, 0x01);
  if (way === 4 && choices.below(2) === 0) return emit(writer, 0xfc09, segment);
  writeAddress(writer, depth);
  if (way === 1 && choices.rarely(6)) return writeLongCopy(writer);
  if (way === 0) writeValue(writer, 'i', depth - 1);
  else if (way >= 3) emitI32(writer, choices.below(3));
  else writeAddress(writer, depth);
  if (way >= 3 && !choices.rarely(10))
    emitI32(writer, choices.below(Math.max(1, plan.datas[segment]!.bytes - 2)));
  else writeLength(writer, depth);
  if (way === 0) emit(writer, 0xfc0b, 0);
  else if (way >= 3) emit(writer, 0xfc08, segment, 0);
  else emit(writer, 0xfc0a, 0, 0);
}

/** A copy onto itself of more than is done at once; its target is on the stack. */
function writeLongCopy(writer: FunctionWriter): void {
  const { choices, plan } = writer;
  if (plan.memory !== null && plan.memory.initial > 1) {
    // Where the first piece ends there must be something to be lost.
    for (const value of [65_450, 77, 90]) emitI32(writer, value);
    emit(writer, 0xfc0b, 0);
  }
  emitI32(writer, choices.below(2) * 200);
  emitI32(writer, 65_400 + choices.below(400));
  emit(writer, 0xfc0a, 0, 0);
}

function writeTableStatement(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  const [first, second] = [choices.below(plan.tables.length), choices.below(plan.tables.length)];
  const { initial } = plan.tables[first]!;
  const segment = plan.tables.length + segmentOf(choices, plan.elements);
  const way = choices.below(5);
  if (way === 4) return emit(writer, 0xfc0d, segment);
  const most = way === 0 ? 1 : 4;
  if (choices.rarely(8)) writeIndex(writer, initial, depth);
  else emitI32(writer, choices.below(Math.max(1, initial - most)));
  if (way === 0) {
    writeValue(writer, 'r', depth - 1);
    return emit(writer, 0x26, first);
  }
  if (way === 1) writeValue(writer, 'r', depth - 1);
  else emitI32(writer, choices.below(2));
  if (choices.rarely(20)) writeValue(writer, 'i', depth - 1);
  else emitI32(writer, choices.below(3));
  if (way === 1) emit(writer, 0xfc11, first);
  else if (way === 2) emit(writer, 0xfc0e, first, second);
  else emit(writer, 0xfc0c, segment, first);
}
