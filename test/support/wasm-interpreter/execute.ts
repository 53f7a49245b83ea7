/**
 * Runs functions, one instruction after the other, as the specification of WebAssembly tells it: with a stack of
 * values and one of labels. It is slow and plain on purpose.
 */
import { growMemory, runBulk } from './bulk.ts';
import { laneAccesses, loads, stores } from './memory-operations.ts';
import './numeric.ts';
import { operations } from './operations.ts';
import type { Code, FunctionType, Instruction } from './read-module.ts';
import type { State } from './state.ts';
import { pageBytes } from './state.ts';
import type { Value } from './value.ts';
import { Trap } from './value.ts';
import './vector-float.ts';
import './vector.ts';

interface Label {
  /** How high the stack is below what a branch to this label takes along. */
  readonly height: number;
  readonly arity: number;
  /** Where to go on. */
  readonly to: number;
  readonly isLoop: boolean;
}

/** A call that is running; `tail` is the function that takes its place, or -1. */
interface Frame {
  readonly state: State;
  readonly stack: Value[];
  readonly base: number;
  readonly locals: Value[];
  readonly labels: Label[];
  readonly body: readonly Instruction[];
  readonly type: FunctionType;
  at: number;
  tail: number;
}

/** Takes the parameters of a function from the stack and puts its results there. */
export function callFunction(state: State, index: number, stack: Value[]): void {
  const { module, surroundings } = state;
  state.depth += 1;
  if (state.depth > surroundings.depthMax) throw new Trap('too_deep');
  for (let next = index; next >= 0;) {
    const host = module.imports[next];
    if (host === undefined) next = runCode(state, next, stack);
    else {
      const { parameters } = module.types[host.typeIndex]!;
      const values = takeTop(stack, parameters.length);
      for (const value of surroundings.callHost(host.name, values, state.count)) stack.push(value);
      next = -1;
    }
  }
  state.depth -= 1;
}

function takeTop(stack: Value[], count: number): Value[] {
  return stack.splice(stack.length - count, count);
}

/** Answers the function that a tail call named, or -1. */
function runCode(state: State, index: number, stack: Value[]): number {
  const { module } = state;
  const code: Code = module.codes[index - module.imports.length]!;
  const type = module.types[code.typeIndex]!;
  const locals = takeTop(stack, type.parameters.length);
  for (const local of code.locals) locals.push(zeroOf(local));
  const { body } = code;
  const base = stack.length;
  const frame: Frame = { state, stack, base, locals, labels: [], body, type, at: 0, tail: -1 };
  while (frame.at < body.length) {
    const next = body[frame.at]!;
    frame.at += 1;
    state.count += next.cost;
    if (state.count > state.surroundings.countMax) throw new Trap('too_long');
    step(frame, next);
  }
  const count = frame.tail < 0 ? type.results.length : typeOf(state, frame.tail).parameters.length;
  const kept = takeTop(stack, count);
  stack.length = base;
  for (const value of kept) stack.push(value);
  return frame.tail;
}

function typeOf({ module }: State, index: number): FunctionType {
  return module.types[module.functions[index]!]!;
}

export function zeroOf(type: number): Value {
  if (type === 0x7e || type === 0x7c) return 0n;
  if (type === 0x7b) return new Uint8Array(16);
  return type === 0x70 ? null : 0;
}

function step(frame: Frame, next: Instruction): void {
  const { stack } = frame;
  const operation = operations.get(next.code);
  if (operation !== undefined) {
    const count = operation.takes.length;
    const values = takeTop(stack, count);
    if (operation.lanes > 0) values.push(next.x);
    stack.push((operation.compute as (...values: readonly Value[]) => Value)(...values));
  } else if (next.code <= 0x13) control(frame, next);
  else if (next.code <= 0x24 || next.code === 0xd1) plain(frame, next);
  else if (next.code >= 0xfc00 && next.code < 0xfd00) runBulk(frame.state, next, stack);
  else memory(frame, next);
}

function control(frame: Frame, next: Instruction): void {
  const { stack, labels, state } = frame;
  switch (next.code) {
    case 0x00:
      throw new Trap('unreachable');
    case 0x01:
      return;
    case 0x02:
    case 0x03:
      return open(frame, next);
    case 0x04: {
      const isTrue = stack.pop() !== 0;
      if (!isTrue && next.elseAt === 0) frame.at = next.endAt + 1;
      else {
        open(frame, next);
        if (!isTrue) frame.at = next.elseAt + 1;
      }
      return;
    }
    case 0x05:
      labels.pop();
      frame.at = next.endAt + 1;
      return;
    case 0x0b:
      labels.pop();
      return;
    case 0x0c:
      return branch(frame, next.x);
    case 0x0d:
      return stack.pop() === 0 ? undefined : branch(frame, next.x);
    case 0x0e: {
      const index = (stack.pop() as number) >>> 0;
      return branch(frame, next.targets[index] ?? next.x);
    }
    case 0x0f:
      return leave(frame, -1);
    case 0x10:
      return callFunction(state, next.x, stack);
    case 0x11:
      return callFunction(state, chosen(frame, next), stack);
    case 0x12:
      return leave(frame, next.x);
    case 0x13:
      return leave(frame, chosen(frame, next));
  }
}

function open(frame: Frame, next: Instruction): void {
  const isLoop = next.code === 0x03;
  const { parameters, results } = next.type;
  frame.labels.push({
    height: frame.stack.length - parameters.length,
    arity: isLoop ? parameters.length : results.length,
    to: isLoop ? frame.at : next.endAt + 1,
    isLoop,
  });
}

function branch(frame: Frame, depth: number): void {
  const { labels, stack } = frame;
  const position = labels.length - 1 - depth;
  if (position < 0) return leave(frame, -1);
  const { height, arity, to, isLoop } = labels[position]!;
  labels.length = isLoop ? position + 1 : position;
  const kept = takeTop(stack, arity);
  stack.length = height;
  for (const value of kept) stack.push(value);
  frame.at = to;
}

function leave(frame: Frame, tail: number): void {
  frame.tail = tail;
  frame.at = frame.body.length;
}

/** The function that an indirect call calls. */
function chosen({ state, stack }: Frame, { x, y }: Instruction): number {
  const { elements } = state.tables[y]!;
  const at = (stack.pop() as number) >>> 0;
  if (at >= elements.length) throw new Trap('table');
  const index = elements[at]!;
  if (index === null) throw new Trap('call');
  const expected = state.module.types[x]!;
  const found = typeOf(state, index);
  const sign = ({ parameters, results }: FunctionType) => `${parameters.join()}:${results.join()}`;
  if (expected !== found && sign(expected) !== sign(found)) throw new Trap('call');
  return index;
}

function plain({ stack, locals, state }: Frame, { code, x }: Instruction): void {
  switch (code) {
    case 0x1a:
      return void stack.pop();
    case 0x1b:
    case 0x1c: {
      const isFirst = stack.pop() !== 0;
      const second = stack.pop()!;
      if (!isFirst) stack[stack.length - 1] = second;
      return;
    }
    case 0x20:
      return void stack.push(locals[x]!);
    case 0x21:
      return void (locals[x] = stack.pop()!);
    case 0x22:
      return void (locals[x] = stack.at(-1)!);
    case 0x23:
      return void stack.push(state.globals[x]!);
    case 0x24:
      return void (state.globals[x] = stack.pop()!);
    case 0xd1:
      return void stack.push(stack.pop() === null ? 1 : 0);
  }
}

function memory(frame: Frame, next: Instruction): void {
  const { stack, state } = frame;
  const { code, x, value } = next;
  const [load, store] = [loads.get(code), stores.get(code)];
  if (load !== undefined) stack.push(load.read(state.view, address(frame, x, load.bytes)));
  else if (store !== undefined) {
    const written = stack.pop()!;
    store.write(state.view, address(frame, x, store.bytes), written as never);
  } else if (laneAccesses.has(code)) accessLane(frame, next);
  else if (code === 0x25 || code === 0x26) accessTable(frame, next);
  else if (code === 0x3f) stack.push(state.bytes.length / pageBytes);
  else if (code === 0x40) stack.push(growMemory(state, (stack.pop() as number) >>> 0));
  else if (code === 0xd0) stack.push(null);
  else if (code === 0xd2) stack.push(x);
  else if (code === 0xfd0d) shuffle(stack, value as Uint8Array);
  else stack.push(value);
}

function address({ stack, state }: Frame, offset: number, bytes: number): number {
  const at = ((stack.pop() as number) >>> 0) + offset;
  if (at + bytes > state.bytes.length) throw new Trap('memory');
  return at;
}

function accessLane(frame: Frame, { code, x, y }: Instruction): void {
  const { bytes, isStore } = laneAccesses.get(code)!;
  const vector = frame.stack.pop() as Uint8Array;
  const memoryBytes = frame.state.bytes;
  const at = address(frame, x, bytes);
  if (isStore) memoryBytes.set(vector.subarray(y * bytes, (y + 1) * bytes), at);
  else {
    const out = vector.slice();
    out.set(memoryBytes.subarray(at, at + bytes), y * bytes);
    frame.stack.push(out);
  }
}

function accessTable({ stack, state }: Frame, { code, x }: Instruction): void {
  const { elements } = state.tables[x]!;
  const value = code === 0x26 ? stack.pop()! : null;
  const at = (stack.pop() as number) >>> 0;
  if (at >= elements.length) throw new Trap('table');
  if (code === 0x26) elements[at] = value as number | null;
  else stack.push(elements[at]!);
}

function shuffle(stack: Value[], lanes: Uint8Array): void {
  const [second, first] = [stack.pop() as Uint8Array, stack.pop() as Uint8Array];
  stack.push(lanes.map((lane) => (lane < 16 ? first[lane]! : second[lane - 16]!)));
}
