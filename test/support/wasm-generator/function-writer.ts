/** What the body of a function is written with: its bytes, labels and locals, and simple pieces of code. */
import type { Choices } from './choices.ts';
import { opcode, signed, typeByte, unsigned } from './encode.ts';
import type { ModulePlan, Signature } from './module-plan.ts';
import { typeIndexOf } from './module-plan.ts';

export interface Label {
  /** What a branch to it takes along. */
  readonly types: string;
  readonly isLoop: boolean;
}

/** How statements are written inside of expressions, which know nothing else of them. */
export interface StatementWriters {
  /** Statements, and then values of these types. */
  readonly body: (writer: FunctionWriter, results: string, depth: number) => void;
  readonly statement: (writer: FunctionWriter, depth: number) => void;
}

export interface FunctionWriter {
  readonly statements: StatementWriters;
  readonly choices: Choices;
  readonly plan: ModulePlan;
  readonly self: number;
  readonly signature: Signature;
  /** Types of parameters and locals; behind them are those of `counters`. */
  readonly locals: string;
  readonly counters: number;
  readonly bytes: number[];
  /** The outermost first: that of the function itself. */
  readonly labels: Label[];
  /** How many pieces may still be written, so that no function becomes endless. */
  budget: number;
  loopDepth: number;
}

export function emit(writer: FunctionWriter, code: number, ...indices: number[]): void {
  writer.bytes.push(...opcode(code));
  for (const index of indices) writer.bytes.push(...unsigned(index));
}

export function emitI32(writer: FunctionWriter, value: number): void {
  writer.bytes.push(0x41, ...signed(BigInt(value | 0)));
}

const wholes = [
  0,
  1,
  -1,
  2,
  7,
  31,
  32,
  63,
  64,
  127,
  128,
  255,
  32767,
  65535,
  2 ** 31 - 1,
  -(2 ** 31),
];
const singles = [
  0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7fa12345,
  0xff812345, 0x7fe00001, 1, 0x7f7fffff, 0x4f000000, 0x5f000000, 0x3f000000, 0x40200000,
];
const doubles = [
  0n,
  0x8000000000000000n,
  0x3ff0000000000000n,
  0xbff0000000000000n,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0x7ff8000000000000n,
  0xfff8000000000000n,
  0x7ff4123456789abcn,
  0xfff0000000000001n,
  0x7fefffffffffffffn,
  1n,
  0x41e0000000000000n,
  0x43e0000000000000n,
  0x3fe0000000000000n,
  0x4004000000000000n,
];

const any32 = ({ below }: Choices) => below(2 ** 32);
const any64 = (choices: Choices) => (BigInt(any32(choices)) << 32n) | BigInt(any32(choices));
const bytesOf = (value: bigint, count: number) =>
  Array.from({ length: count }, (_, at) => Number((value >> BigInt(at * 8)) & 255n));

function whole32(choices: Choices): number {
  return choices.rarely(5) ? any32(choices) | 0 : choices.oneOf(wholes);
}

function whole64(choices: Choices): bigint {
  if (choices.rarely(5)) return BigInt.asIntN(64, any64(choices));
  const value = BigInt(choices.oneOf(wholes));
  return choices.rarely(4) ? BigInt.asIntN(64, value << 32n) : value;
}

function single(choices: Choices): bigint {
  return BigInt(choices.rarely(5) ? any32(choices) : choices.oneOf(singles));
}

function double(choices: Choices): bigint {
  return choices.rarely(5) ? any64(choices) : choices.oneOf(doubles);
}

/** A constant expression of a type; numbers that are at the edge of something are preferred. */
export function constantOf(choices: Choices, type: string, functions: number): number[] {
  if (type === 'i') return [0x41, ...signed(BigInt(whole32(choices)))];
  if (type === 'I') return [0x42, ...signed(whole64(choices))];
  if (type === 'f') return [0x43, ...bytesOf(single(choices), 4)];
  if (type === 'F') return [0x44, ...bytesOf(double(choices), 8)];
  if (type === 'r')
    return choices.below(3) === 0 ? [0xd0, 0x70] : [0xd2, ...unsigned(choices.below(functions))];
  const lanes =
    choices.below(2) === 0
      ? [double(choices), double(choices)]
      : [single(choices) | (single(choices) << 32n), single(choices) | (single(choices) << 32n)];
  return [...opcode(0xfd0c), ...lanes.flatMap((lane) => bytesOf(lane, 8))];
}

export function emitConstant(writer: FunctionWriter, type: string): void {
  writer.bytes.push(...constantOf(writer.choices, type, writer.plan.referable));
}

/** Opens a block, loop or if with parameters and results. */
export function emitOpen(
  writer: FunctionWriter,
  code: number,
  parameters: string,
  results: string,
): void {
  const isShort = parameters === '' && results.length <= 1 && !writer.choices.rarely(4);
  const type = isShort
    ? [results === '' ? 0x40 : typeByte(results)]
    : signed(BigInt(typeIndexOf(writer.plan, parameters, results)));
  writer.bytes.push(code, ...type);
  writer.labels.push({ types: code === 0x03 ? parameters : results, isLoop: code === 0x03 });
}

export function emitEnd(writer: FunctionWriter): void {
  writer.bytes.push(0x0b);
  writer.labels.pop();
}

/**
 * Takes one unit of fuel, or leaves the function when there is none: stands before whatever could run for ever. It
 * leaves the operands below as they are.
 */
export function emitGuard(writer: FunctionWriter): void {
  emit(writer, 0x23, 0);
  emit(writer, 0x45);
  emitOpen(writer, 0x04, '', '');
  for (const type of writer.signature.results) emitConstant(writer, type);
  emit(writer, 0x0f);
  emitEnd(writer);
  emit(writer, 0x23, 0);
  emitI32(writer, 1);
  emit(writer, 0x6b);
  emit(writer, 0x24, 0);
}

/** Indices of locals of a type, without the counters. */
export function localsOf({ locals }: FunctionWriter, type: string): number[] {
  return [...locals].flatMap((each, index) => (each === type ? [index] : []));
}

/** Takes values of these types from the stack, into locals or nowhere. */
export function emitTake(writer: FunctionWriter, types: string): void {
  for (const type of [...types].reverse()) {
    const locals = localsOf(writer, type);
    if (locals.length > 0 && writer.choices.below(2) === 1)
      emit(writer, 0x21, writer.choices.oneOf(locals));
    else emit(writer, 0x1a);
  }
}
