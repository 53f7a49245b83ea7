/**
 * Small loops of all shapes: they count up or down, by any step, over the end of the numbers or not, to a comparison of any
 * kind; with ways out and back in the middle, arms that cost differently, and traps in one of their rounds.
 */
import type { Choices } from './choices.ts';
import { writeStore, writeValue } from './expressions.ts';
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

interface Counting {
  readonly counter: number;
  readonly start: number;
  readonly step: number;
  /** From `i32.eq` to `i32.ge_u`. */
  readonly comparison: number;
  readonly bound: number;
  /** Whether it must be kept from running for ever. */
  readonly isEndless: boolean;
}

const edges = [0, 1, 2, 5, 12, 40, -1, -3, 2 ** 31 - 1, 2 ** 31 - 9, -(2 ** 31), -(2 ** 31) + 7];
const steps = [1, -1, 2, -2, 3, 4, -8, 2 ** 30, -(2 ** 31), 0];
const [firstComparison, comparisons] = [0x46, 10];
const roundsMax = 60;

export function writeSmallLoop(writer: FunctionWriter, depth: number): void {
  const { choices, locals } = writer;
  const isOwn = writer.loopDepth < writer.counters;
  const others = localsOf(writer, 'i');
  if (!isOwn && others.length === 0) return emit(writer, 0x01);
  const counter = isOwn ? locals.length + writer.loopDepth : choices.oneOf(others);
  const counting = countingOf(choices, counter, !isOwn);
  const result = choices.rarely(4) ? choices.oneOf(['i', 'I']) : '';
  emitI32(writer, counting.start);
  emit(writer, 0x21, counter);
  if (isOwn) writer.loopDepth += 1;
  emitOpen(writer, 0x02, '', '');
  emitOpen(writer, 0x03, '', result);
  const stepsFirst = choices.below(3) === 0;
  if (counting.isEndless) emitGuard(writer);
  if (stepsFirst) writeStep(writer, counting, true);
  for (let parts = choices.below(4); parts > 0; parts -= 1)
    writePart(writer, counting, stepsFirst, depth);
  if (stepsFirst) emitConstant(writer, 'i');
  else writeStep(writer, counting, false);
  emit(writer, 0x0d, 0);
  if (result !== '') emitConstant(writer, result);
  emitEnd(writer);
  emitTake(writer, result);
  emitEnd(writer);
  if (isOwn) writer.loopDepth -= 1;
}

function countingOf(choices: Choices, counter: number, isShared: boolean): Counting {
  const start = choices.oneOf(edges);
  const step = choices.oneOf(steps);
  const isToZero = choices.below(3) === 0;
  const comparison = isToZero ? firstComparison + 1 : firstComparison + choices.below(comparisons);
  const bound = isToZero ? 0 : choices.oneOf(edges);
  let [value, rounds] = [start, 0];
  do {
    value = (value + step) | 0;
    rounds += 1;
  } while (holds(comparison, value, bound) && rounds < roundsMax);
  const isEndless = isShared || rounds >= roundsMax;
  return { counter, start, step, comparison, bound, isEndless };
}

function holds(comparison: number, a: number, b: number): boolean {
  const [left, right] = [a >>> 0, b >>> 0];
  const answers = [a === b, a !== b, a < b, left < right, a > b, left > right];
  return [...answers, a <= b, left <= right, a >= b, left >= right][comparison - firstComparison]!;
}

/** Steps and compares: whether to go on, or, when it comes first, leaves if not. */
function writeStep(writer: FunctionWriter, counting: Counting, isFirst: boolean): void {
  const { counter, step, comparison, bound } = counting;
  emit(writer, 0x20, counter);
  if (writer.choices.below(2) === 0) {
    emitI32(writer, step);
    emit(writer, 0x6a);
  } else {
    emitI32(writer, -step);
    emit(writer, 0x6b);
  }
  emit(writer, 0x22, counter);
  const isZero = comparison === firstComparison + 1 && bound === 0;
  if (!isZero || writer.choices.below(2) === 0) {
    emitI32(writer, bound);
    emit(writer, comparison);
  }
  if (!isFirst) return;
  emit(writer, 0x45);
  emit(writer, 0x0d, 1);
}

/** `goesBack`: whether it may lead back to the head, which has stepped already. */
function writePart(
  ...[writer, counting, goesBack, depth]: [FunctionWriter, Counting, boolean, number]
): void {
  const { choices, plan } = writer;
  const { counter } = counting;
  const way = choices.below(8);
  if (way < 2) writeChange(writer, depth);
  else if (way === 2 && plan.memory !== null) writeStore(writer, 1);
  else if (way === 3) {
    writeComparison(writer, counting);
    emitOpen(writer, 0x04, '', '');
    writeChange(writer, depth);
    if (choices.below(2) === 0) emit(writer, 0x05);
    if (choices.below(2) === 0) emit(writer, 0x01);
    emitEnd(writer);
  } else if (way === 4) {
    writeComparison(writer, counting);
    emit(writer, 0x0d, goesBack && choices.below(2) === 0 ? 0 : 1);
  } else if (way === 5) {
    const targets = [1, goesBack ? 0 : 1, 1];
    emitOpen(writer, 0x02, '', '');
    emit(writer, 0x20, counter);
    emit(writer, 0x0e, 3, ...targets.map((label) => label + 1), 0);
    emitEnd(writer);
  } else if (way === 6 && choices.rarely(3)) {
    for (const code of [0x41, 0x20]) emit(writer, code, code === 0x41 ? 7 : counter);
    emitI32(writer, choices.oneOf(edges));
    for (const code of [0x6b, 0x6d, 0x1a]) emit(writer, code);
  } else if (way === 7) writer.statements.statement(writer, Math.min(depth - 1, 1));
  else emit(writer, 0x01);
}

function writeComparison(writer: FunctionWriter, { counter }: Counting): void {
  const { choices } = writer;
  emit(writer, 0x20, counter);
  emitI32(writer, choices.oneOf(edges));
  emit(writer, firstComparison + choices.below(comparisons));
}

function writeChange(writer: FunctionWriter, depth: number): void {
  const { locals, choices } = writer;
  if (locals === '') return emit(writer, 0x01);
  const index = choices.below(locals.length);
  writeValue(writer, locals[index]!, Math.min(depth, choices.below(3)));
  emit(writer, 0x21, index);
}
