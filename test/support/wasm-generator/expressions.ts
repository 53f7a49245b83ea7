/** Code that puts values on the stack. */
import { laneAccesses, loads, stores } from '../wasm-interpreter/memory-operations.ts';
import '../wasm-interpreter/numeric.ts';
import { operations } from '../wasm-interpreter/operations.ts';
import '../wasm-interpreter/vector-float.ts';
import '../wasm-interpreter/vector.ts';
import type { FunctionWriter } from './function-writer.ts';
import {
  emit,
  emitConstant,
  emitEnd,
  emitGuard,
  emitI32,
  emitOpen,
  emitTake,
  localsOf,
} from './function-writer.ts';
import { letters, typeIndexOf } from './module-plan.ts';

const isFloatVector = (code: number) => {
  const second = code & 0xff;
  if (code < 0xfd00) return false;
  if (second >= 0xe0 || (second >= 0x41 && second <= 0x4c)) return true;
  return [0x13, 0x14, 0x5e, 0x5f, 0x67, 0x68, 0x69, 0x6a, 0x74, 0x75, 0x7a, 0x94].includes(second);
};

const isFloat = (types: string) => /[fF]/.test(types);

/** The instructions that give a type, with and without floating-point numbers. */
function pool(hasFloats: boolean): ReadonlyMap<string, readonly number[]> {
  const byType = new Map<string, number[]>();
  for (const [code, { takes, gives }] of operations) {
    if (!hasFloats && (isFloat(takes + gives) || isFloatVector(code))) continue;
    byType.set(gives, [...(byType.get(gives) ?? []), code]);
  }
  return byType;
}

const pools = { floats: pool(true), wholes: pool(false) };
const loadsOf = (type: string) =>
  [...loads].flatMap(([code, { gives }]) => (gives === type ? [code] : []));
const loadPools = new Map([...'iIfFv'].map((type) => [type, loadsOf(type)]));
const laneLoads = [...laneAccesses].flatMap(([code, { isStore }]) => (isStore ? [] : [code]));

/** Puts values of these types on the stack. */
export function writeValues(writer: FunctionWriter, types: string, depth: number): void {
  if (types.length > 1 && writer.choices.rarely(6) && writer.budget > 0)
    return writeBlock(writer, types, depth);
  for (const type of types) writeValue(writer, type, depth);
}

/** Puts one value on the stack; `depth` bounds how far expressions stand inside each other. */
export function writeValue(writer: FunctionWriter, type: string, depth: number): void {
  const { choices } = writer;
  writer.budget -= 1;
  if (depth <= 0 || writer.budget <= 0) return writeSimple(writer, type);
  const way = choices.below(20);
  if (way < 4) writeSimple(writer, type);
  else if (way < 10) writeOperation(writer, type, depth);
  else if (way === 10) writeLoad(writer, type, depth);
  else if (way === 11) writeBlock(writer, type, depth);
  else if (way === 12) writeSelect(writer, type, depth);
  else if (way === 13) writeCallFor(writer, type, depth);
  else if (way === 14) writeTee(writer, type, depth);
  else if (way === 15) writeBranchIf(writer, type, depth);
  else if (way === 16) writeSize(writer, type, depth);
  else if (way === 17) writeIf(writer, type, depth);
  else writeOperation(writer, type, depth);
}

function writeSimple(writer: FunctionWriter, type: string): void {
  const { choices, plan } = writer;
  const locals = localsOf(writer, type);
  const globals = plan.globals.flatMap((each, index) => (each.type === type ? [index] : []));
  const way = choices.below(3);
  if (way === 1 && locals.length > 0) emit(writer, 0x20, choices.oneOf(locals));
  else if (way === 2 && globals.length > 0) emit(writer, 0x23, choices.oneOf(globals));
  else emitConstant(writer, type);
}

function writeOperation(writer: FunctionWriter, type: string, depth: number): void {
  const { choices, plan } = writer;
  const codes = (plan.hasFloats ? pools.floats : pools.wholes).get(type);
  if (codes === undefined) return writeReference(writer, depth);
  // Most instructions that give an i32 or vector are rare ones: the common ones are preferred.
  const code =
    choices.below(2) === 0
      ? codes[choices.below(Math.min(codes.length, 30))]!
      : choices.oneOf(codes);
  const { takes, lanes } = operations.get(code)!;
  writeValues(writer, takes, depth - 1);
  if (dividing.has(code) && choices.below(4) > 0) {
    // A division by an odd number does not trap for its divisor.
    emitConstantOne(writer, type);
    emit(writer, type === 'i' ? 0x72 : 0x84);
  }
  emit(writer, code);
  if (lanes > 0) writer.bytes.push(choices.below(lanes));
}

const dividing = new Set([0x6d, 0x6e, 0x6f, 0x70, 0x7f, 0x80, 0x81, 0x82]);

function emitConstantOne(writer: FunctionWriter, type: string): void {
  writer.bytes.push(type === 'i' ? 0x41 : 0x42, 1);
}

function writeReference(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  if (plan.tables.length === 0) return writeSimple(writer, 'r');
  const table = choices.below(plan.tables.length);
  writeIndex(writer, plan.tables[table]!.initial, depth);
  emit(writer, 0x25, table);
}

/** An index below a size, mostly. */
export function writeIndex(writer: FunctionWriter, size: number, depth: number): void {
  const { choices } = writer;
  if (choices.rarely(12)) writeValue(writer, 'i', depth - 1);
  else if (choices.below(2) === 0) emitI32(writer, choices.below(size + 1));
  else {
    writeValue(writer, 'i', depth - 1);
    emitI32(writer, 3);
    emit(writer, 0x71);
  }
}

/** An address that is inside of the memory, mostly. */
export function writeAddress(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  const bytes = (plan.memory?.initial ?? 0) * 65_536;
  const way = choices.below(30);
  if (way < 15) emitI32(writer, choices.below(64));
  else if (way === 28) emitI32(writer, bytes - choices.below(50));
  else {
    writeValue(writer, 'i', depth - 1);
    if (way === 29) return;
    emitI32(writer, 0xff);
    emit(writer, 0x71);
  }
}

/** Alignment and offset. */
export function emitMemoryArgument(writer: FunctionWriter, bytes: number): void {
  const { choices } = writer;
  const alignment = choices.below(Math.log2(bytes) + 1);
  const offset = choices.rarely(100) ? choices.below(2 ** 32) : choices.below(40);
  emitIndices(writer, alignment, offset);
}

function emitIndices(writer: FunctionWriter, ...indices: readonly number[]): void {
  for (let index of indices) {
    for (; index >= 128; index = Math.floor(index / 128)) writer.bytes.push((index % 128) + 128);
    writer.bytes.push(index);
  }
}

function writeLoad(writer: FunctionWriter, type: string, depth: number): void {
  const { choices, plan } = writer;
  const codes = loadPools.get(type);
  if (plan.memory === null || codes === undefined) return writeSimple(writer, type);
  writeAddress(writer, depth);
  if (type === 'v' && choices.below(3) === 0) {
    writeValue(writer, 'v', depth - 1);
    const code = choices.oneOf(laneLoads);
    const { bytes } = laneAccesses.get(code)!;
    emit(writer, code);
    emitMemoryArgument(writer, bytes);
    writer.bytes.push(choices.below(16 / bytes));
    return;
  }
  const code = choices.oneOf(codes);
  emit(writer, code);
  emitMemoryArgument(writer, loads.get(code)!.bytes);
}

const laneStores = [...laneAccesses].flatMap(([code, { isStore }]) => (isStore ? [code] : []));
const wholeStores = [...stores].flatMap(([code, { takes }]) => (isFloat(takes) ? [] : [code]));
const allStores = [...stores.keys()];

export function writeStore(writer: FunctionWriter, depth: number): void {
  const { choices, plan } = writer;
  writeAddress(writer, depth);
  const codes = plan.hasFloats ? allStores : wholeStores;
  if (choices.rarely(10)) {
    const code = choices.oneOf(laneStores);
    const { bytes } = laneAccesses.get(code)!;
    writeValue(writer, 'v', depth);
    emit(writer, code);
    emitMemoryArgument(writer, bytes);
    writer.bytes.push(choices.below(16 / bytes));
    return;
  }
  const code = choices.oneOf(codes);
  writeValue(writer, stores.get(code)!.takes, depth);
  emit(writer, code);
  emitMemoryArgument(writer, stores.get(code)!.bytes);
}

/** A block or a loop that gives values, maybe with parameters. */
function writeBlock(writer: FunctionWriter, results: string, depth: number): void {
  const { choices, plan } = writer;
  const parameters = choices.rarely(3) ? letters(choices, plan.hasFloats, 3) : '';
  writeValues(writer, parameters, depth - 1);
  const code = choices.rarely(3) ? 0x03 : 0x02;
  emitOpen(writer, code, parameters, results);
  writeTakenParameters(writer, parameters);
  writer.statements.body(writer, results, depth - 1);
  emitEnd(writer);
}

/** What a block does first with its parameters; they may also stay where they are, for a while. */
export function writeTakenParameters(writer: FunctionWriter, parameters: string): void {
  if (parameters !== '' && writer.choices.rarely(3)) writer.statements.statement(writer, 0);
  emitTake(writer, parameters);
}

function writeIf(writer: FunctionWriter, results: string, depth: number): void {
  const { choices, plan } = writer;
  const parameters = choices.rarely(4) ? letters(choices, plan.hasFloats, 2) : '';
  writeValues(writer, parameters, depth - 1);
  writeValue(writer, 'i', depth - 1);
  emitOpen(writer, 0x04, parameters, results);
  writeTakenParameters(writer, parameters);
  writer.statements.body(writer, results, depth - 1);
  emit(writer, 0x05);
  writeTakenParameters(writer, parameters);
  writer.statements.body(writer, results, depth - 1);
  emitEnd(writer);
}

function writeSelect(writer: FunctionWriter, type: string, depth: number): void {
  writeValues(writer, type + type, depth - 1);
  writeValue(writer, 'i', depth - 1);
  if (type !== 'r' && writer.choices.below(3) > 0) return emit(writer, 0x1b);
  emit(writer, 0x1c, 1);
  writer.bytes.push({ i: 0x7f, I: 0x7e, f: 0x7d, F: 0x7c, v: 0x7b }[type] ?? 0x70);
}

/** Calls a function whose first result is of the type, and drops its further ones. */
function writeCallFor(writer: FunctionWriter, type: string, depth: number): void {
  const { choices, plan } = writer;
  const fitting = plan.functions.flatMap(({ results }, index) =>
    results.startsWith(type) ? [index] : [],
  );
  if (fitting.length === 0) return writeSimple(writer, type);
  const callee = choices.oneOf(fitting);
  writeCall(writer, callee, depth);
  for (let rest = plan.functions[callee]!.results.length; rest > 1; rest -= 1) emit(writer, 0x1a);
}

/** Calls a function by its index or through a table, with the arguments that it takes. */
export function writeCall(writer: FunctionWriter, callee: number, depth: number): void {
  const { plan, choices } = writer;
  const { parameters, results } = plan.functions[callee]!;
  writeValues(writer, parameters, depth - 1);
  const type = typeIndexOf(plan, parameters, results);
  if (choices.rarely(3)) {
    const table = writeCallee(writer, callee, depth);
    if (table !== null) return emit(writer, 0x11, type, table);
  }
  if (callee <= writer.self && callee >= plan.imports.length) emitGuard(writer);
  emit(writer, 0x10, callee);
}

/** The place of a function in some table, or of any other; answers the table, or null when there is none. */
export function writeCallee(writer: FunctionWriter, callee: number, depth: number): number | null {
  const { plan, choices } = writer;
  const signOf = (index: number) => {
    const { parameters, results } = plan.functions[index]!;
    return `${parameters}:${results}`;
  };
  const places = plan.tables.flatMap(({ content }, table) =>
    content.flatMap((each, at) =>
      each !== null && signOf(each) === signOf(callee) ? [{ table, at }] : [],
    ),
  );
  if (plan.tables.length === 0) return null;
  if (places.length > 0 && !choices.rarely(12)) {
    const { table, at } = choices.oneOf(places);
    emitGuard(writer);
    emitI32(writer, at);
    return table;
  }
  if (!choices.rarely(6)) return null;
  emitGuard(writer);
  const table = choices.below(plan.tables.length);
  writeIndex(writer, plan.tables[table]!.initial, depth);
  return table;
}

function writeTee(writer: FunctionWriter, type: string, depth: number): void {
  writeValue(writer, type, depth - 1);
  const locals = localsOf(writer, type);
  if (locals.length > 0) emit(writer, 0x22, writer.choices.oneOf(locals));
}

/** A branch that may take the value along, or leave it. */
function writeBranchIf(writer: FunctionWriter, type: string, depth: number): void {
  const { labels, choices } = writer;
  const fitting = labels.flatMap(({ types }, index) => (types === type ? [index] : []));
  writeValue(writer, type, depth - 1);
  if (fitting.length === 0) return;
  const label = choices.oneOf(fitting);
  if (labels[label]!.isLoop) emitGuard(writer);
  writeValue(writer, 'i', depth - 1);
  emit(writer, 0x0d, labels.length - 1 - label);
}

function writeSize(writer: FunctionWriter, type: string, depth: number): void {
  const { plan, choices } = writer;
  if (type !== 'i') return writeOperation(writer, type, depth);
  const way = choices.below(6);
  if (way === 0 && plan.memory !== null) emit(writer, 0x3f, 0);
  else if (way === 1 && plan.memory !== null) {
    if (choices.rarely(5)) writeValue(writer, 'i', depth - 1);
    else emitI32(writer, choices.below(3));
    emit(writer, 0x40, 0);
  } else if (way === 2 && plan.tables.length > 0)
    emit(writer, 0xfc10, choices.below(plan.tables.length));
  else if (way === 3 && plan.tables.length > 0) {
    writeValue(writer, 'r', depth - 1);
    emitI32(writer, choices.below(4));
    emit(writer, 0xfc0f, choices.below(plan.tables.length));
  } else if (way === 4) {
    writeValue(writer, 'r', depth - 1);
    emit(writer, 0xd1);
  } else writeSimple(writer, 'i');
}
