/**
 * Walks over a function the way validation does (the appendix "Validation Algorithm" of the WebAssembly
 * specification): a stack of operands with their types, and a stack of the blocks that are open. It answers how high
 * the operands grow, and tells a `ValueFlow` which value goes where.
 *
 * Behind a branch that is always taken the stack is polymorphic: whatever is taken from it is there. Such code never
 * runs, so it needs no room, and every value in it is zero. Each instruction is looked at once.
 */
import type { ModuleLayout } from '../sandbox/module-layout.ts';
import type { DecodedFunction, Instruction } from './decode.ts';
import { op } from './decode.ts';
import type { Effect } from './effects.ts';
import { effectOf, valueTypes } from './effects.ts';
import type { ValueFlow } from './value-flow.ts';

interface Frame {
  readonly code: number;
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  /** Operands below the block. */
  readonly height: number;
  isDead: boolean;
  /** What a branch to the block hands over: its results, or the parameters of a loop. */
  readonly labels: readonly number[];
  /** What the block was given, for the `else`. */
  readonly given: readonly number[];
  /** Where the local variables stand; below zero for the function itself. */
  readonly place: number;
}

interface Walk {
  readonly fn: DecodedFunction;
  readonly layout: ModuleLayout;
  readonly flow: ValueFlow;
  readonly types: number[];
  readonly values: number[];
  readonly frames: Frame[];
  at: number;
  frame: Frame;
  bytes: number;
  bytesMax: number;
}

/** The most bytes that the operands have at once: 8 for each, 16 for a vector. */
export function walkOperands(fn: DecodedFunction, layout: ModuleLayout, flow: ValueFlow): number {
  const { results } = fn.type;
  const frame: Frame = {
    ...{ code: op.block, parameters: [], results, height: 0 },
    ...{ isDead: false, labels: results.map(() => observedValue), given: [], place: -1 },
  };
  const walk: Walk = {
    ...{ fn, layout, flow, types: [], values: [] },
    ...{ frames: [frame], at: 0, frame, bytes: 0, bytesMax: 0 },
  };
  for (let at = 0; at < fn.code.length; at += 1) {
    const instruction = fn.code[at];
    if (instruction === undefined) break;
    walk.at = at;
    const effect = effectOf(instruction.code);
    if (effect !== undefined) applyEffect(walk, at, instruction, effect);
    else if (instruction.code >= op.drop) moveValue(walk, instruction);
    else control(walk, instruction);
  }
  return walk.bytesMax;
}

/** The label of the function itself: what is returned can be seen by whoever called. */
const observedValue = -1;

function applyEffect(walk: Walk, at: number, instruction: Instruction, effect: Effect): void {
  const { types, values, frame, flow } = walk;
  const base = values.length - effect.pops.length;
  const [type] = effect.pushes;
  if (frame.isDead) {
    popMany(walk, effect.pops.length);
    if (type !== undefined) push(walk, type, 0);
    return;
  }
  const value = flow.apply(at, instruction, values, base);
  for (let left = values.length; left > base; left -= 1) pop(walk);
  if (type === undefined) return;
  types.push(type);
  values.push(value);
  grow(walk, type);
}

/** `drop`, `select`, locals and globals. */
function moveValue(walk: Walk, { code, index }: Instruction): void {
  const { flow, fn, layout } = walk;
  switch (code) {
    case op.drop:
      pop(walk);
      return;
    case op.select:
    case op.selectTyped:
      return select(walk, code === op.selectTyped ? index : undefined);
    case op.localGet:
      return push(walk, fn.locals[index] ?? 0, walk.frame.isDead ? 0 : flow.local(index));
    case op.localSet:
      return assign(walk, index, pop(walk));
    case op.localTee: {
      const value = pop(walk);
      assign(walk, index, value);
      return push(walk, fn.locals[index] ?? 0, value);
    }
    case op.globalGet:
      return push(walk, layout.globals[index] ?? 0, outside(walk));
    case op.globalSet:
      return observe(walk, pop(walk), walk.at);
    default:
  }
}

function assign({ frame, flow }: Walk, index: number, value: number): void {
  if (!frame.isDead) flow.assign(index, value);
}

function select(walk: Walk, declared: number | undefined): void {
  const { types, flow } = walk;
  pop(walk);
  const typeOfSecond = types.length > walk.frame.height ? types.at(-1) : undefined;
  const second = pop(walk);
  const typeOfFirst = types.length > walk.frame.height ? types.at(-1) : undefined;
  const first = pop(walk);
  const type = declared ?? (typeOfFirst || typeOfSecond || 0);
  push(walk, type, walk.frame.isDead ? 0 : flow.either(type, first, second));
}

function control(walk: Walk, instruction: Instruction): void {
  const { code, index } = instruction;
  switch (code) {
    case op.block:
    case op.loop:
    case op.if:
      if (code === op.if) pop(walk);
      return open(walk, code, index);
    case op.else:
      return openElse(walk);
    case op.end:
      return close(walk);
    case op.br:
      branch(walk, walk.frames.at(-1 - index));
      return die(walk);
    case op.brIf:
      pop(walk);
      return branch(walk, walk.frames.at(-1 - index));
    case op.brTable:
      pop(walk);
      for (const depth of new Set(instruction.targets)) branch(walk, walk.frames.at(-1 - depth));
      return die(walk);
    case op.return:
      branch(walk, walk.frames[0]);
      return die(walk);
    case op.unreachable:
      return die(walk);
    default:
      return call(walk, instruction);
  }
}

function call(walk: Walk, { code, index }: Instruction): void {
  const { layout } = walk;
  const isDirect = code === op.call || code === op.returnCall;
  const type = layout.types[isDirect ? (layout.functions[index] ?? -1) : index];
  if (!isDirect) pop(walk);
  const count = type?.parameters.length ?? 0;
  for (let left = count; left > 0; left -= 1)
    observe(walk, pop(walk), isDirect && left === count ? walk.at : null);
  if (code === op.returnCall || code === op.returnCallIndirect) return die(walk);
  for (const result of type?.results ?? []) push(walk, result, outside(walk));
}

function open(walk: Walk, code: number, blockType: number): void {
  const { flow, layout, frame } = walk;
  const type = blockType >= 0 ? layout.types[blockType] : undefined;
  const parameters = type?.parameters ?? [];
  const results = type?.results ?? (blockType === emptyBlock ? [] : [blockType & 0x7f]);
  const given = popMany(walk, parameters.length);
  const labels = (code === op.loop ? parameters : results).map((one) =>
    frame.isDead ? 0 : flow.join(one),
  );
  const height = walk.values.length;
  const place = flow.enter(code, walk.at);
  walk.frame = { code, parameters, results, height, isDead: frame.isDead, labels, given, place };
  walk.frames.push(walk.frame);
  const isLoop = code === op.loop;
  parameters.forEach((one, order) => {
    const value = given[order] ?? 0;
    const label = labels[order] ?? 0;
    if (isLoop) move(walk, value, label);
    push(walk, one, isLoop ? label : value);
  });
}

const emptyBlock = -64;

/** The other arm is given the same; it is dead only where the whole block is. */
function openElse(walk: Walk): void {
  const { frame, frames } = walk;
  hand(walk, frame);
  walk.flow.otherwise(frame.place);
  popMany(walk, walk.values.length - frame.height);
  const isDead = frames.at(-2)?.isDead ?? false;
  walk.frame = { ...frame, code: op.else, isDead };
  frames[frames.length - 1] = walk.frame;
  frame.parameters.forEach((one, order) => push(walk, one, frame.given[order] ?? 0));
}

function close(walk: Walk): void {
  const { frame, frames, values } = walk;
  const { code, results, labels, given, height } = frame;
  const isLoop = code === op.loop;
  // The arm that an `if` does not have hands over what the block was given.
  if (code === op.if) given.forEach((value, order) => moveTo(walk.flow, value, labels[order] ?? 0));
  if (!isLoop) hand(walk, frame);
  if (frame.place >= 0) walk.flow.leave(frame.place);
  const fromAbove = isLoop && !frame.isDead ? values.slice(values.length - results.length) : labels;
  popMany(walk, values.length - height);
  frames.pop();
  const outer = frames.at(-1);
  if (outer === undefined) return;
  walk.frame = outer;
  const isKnown = !isLoop || !frame.isDead;
  results.forEach((one, order) => push(walk, one, isKnown ? (fromAbove[order] ?? 0) : 0));
}

function branch(walk: Walk, target: Frame | undefined): void {
  if (target !== undefined) hand(walk, target);
}

/** What is on top of the stack reaches the label of a block, and so do the variables; it stays where it is. */
function hand(walk: Walk, { labels, place }: Frame): void {
  const { frame, values, flow } = walk;
  if (frame.isDead) return;
  if (place >= 0) flow.reach(place);
  const base = values.length - labels.length;
  for (let order = 0; order < labels.length; order += 1) {
    const value = values[base + order] ?? 0;
    const label = labels[order] ?? 0;
    if (label !== observedValue) moveTo(flow, value, label);
    else observe(walk, value, labels.length === 1 && isOnTop(walk) ? walk.at : null);
  }
}

/** Whether what a branch hands over is on top of the stack, and not below a condition or the index of a label. */
function isOnTop({ fn, at }: Walk): boolean {
  const code = fn.code[at]?.code;
  return code === op.return || code === op.br || code === op.end;
}

function observe({ frame, flow }: Walk, value: number, at: number | null): void {
  if (value !== 0 && !frame.isDead) flow.observe(value, at);
}

function outside({ frame, flow }: Walk): number {
  return frame.isDead ? 0 : flow.foreign;
}

function move(walk: Walk, value: number, to: number): void {
  if (!walk.frame.isDead) moveTo(walk.flow, value, to);
}

function moveTo(flow: ValueFlow, value: number, to: number): void {
  if (value !== 0 && to !== 0 && value !== to) flow.move(value, to);
}

/** What follows in this block is never run. */
function die(walk: Walk): void {
  popMany(walk, walk.values.length - walk.frame.height);
  walk.frame.isDead = true;
}

function push(walk: Walk, type: number, value: number): void {
  walk.types.push(type);
  walk.values.push(value);
  grow(walk, type);
}

function grow(walk: Walk, type: number): void {
  walk.bytes += type === valueTypes.v128 ? 16 : 8;
  if (walk.bytes > walk.bytesMax && !walk.frame.isDead) walk.bytesMax = walk.bytes;
}

function pop(walk: Walk): number {
  const { types, values, frame } = walk;
  if (values.length <= frame.height) return 0;
  walk.bytes -= types.pop() === valueTypes.v128 ? 16 : 8;
  return values.pop() ?? 0;
}

function popMany(walk: Walk, count: number): readonly number[] {
  const popped = new Array<number>(count);
  for (let order = count - 1; order >= 0; order -= 1) popped[order] = pop(walk);
  return popped;
}
