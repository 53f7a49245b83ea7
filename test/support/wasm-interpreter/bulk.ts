/**
 * Instructions of memory and tables as wholes. Those that move bytes or elements cost as many units more, once it is
 * known that they will.
 */
import type { Instruction } from './read-module.ts';
import type { State } from './state.ts';
import { constant, pageBytes } from './state.ts';
import type { TrapKind, Value } from './value.ts';
import { Trap } from './value.ts';

type Refs = readonly (number | null)[];

function within(start: number, length: number, total: number, kind: TrapKind): void {
  if (start + length > total) throw new Trap(kind);
}

const pop = (stack: Value[]) => (stack.pop() as number) >>> 0;

/** Runs one of `memory.init` (0xfc08) to `table.fill` (0xfc11). */
export function runBulk(state: State, { code, x, y }: Instruction, stack: Value[]): void {
  if (code === 0xfc09) state.datas[x] = new Uint8Array(0);
  else if (code === 0xfc0d) state.elements[x] = [];
  else if (code === 0xfc10) stack.push(state.tables[x]!.elements.length);
  else if (code === 0xfc0f) growTable(state, x, stack);
  else if (code === 0xfc11) fillTable(state, x, stack);
  else {
    const [length, source, target] = [pop(stack), pop(stack), pop(stack)];
    if (code === 0xfc08) initMemory(state, x, target, source, length);
    else if (code === 0xfc0a) copyMemory(state, target, source, length);
    else if (code === 0xfc0b) fillMemory(state, target, source, length);
    else if (code === 0xfc0c) initTable(state, y, state.elements[x]!, target, source, length);
    else copyTable(state, x, y, target, source, length);
  }
}

function charge(state: State, units: number): void {
  const { countMax, stopsAtBulk } = state.surroundings;
  state.count += units;
  const isUsedUp = stopsAtBulk === true && units > 0 && state.count === countMax;
  if (isUsedUp || state.count > countMax) throw new Trap('too_long');
}

function initMemory(state: State, x: number, target: number, source: number, length: number) {
  const data = state.datas[x]!;
  within(source, length, data.length, 'memory');
  within(target, length, state.bytes.length, 'memory');
  charge(state, length);
  state.bytes.set(data.subarray(source, source + length), target);
}

function copyMemory(state: State, target: number, source: number, length: number): void {
  within(source, length, state.bytes.length, 'memory');
  within(target, length, state.bytes.length, 'memory');
  charge(state, length);
  state.bytes.copyWithin(target, source, source + length);
}

function fillMemory(state: State, target: number, byte: number, length: number): void {
  within(target, length, state.bytes.length, 'memory');
  charge(state, length);
  state.bytes.fill(byte & 255, target, target + length);
}

function initTable(
  state: State,
  table: number,
  from: Refs,
  target: number,
  source: number,
  length: number,
): void {
  const { elements } = state.tables[table]!;
  within(source, length, from.length, 'table');
  within(target, length, elements.length, 'table');
  charge(state, length);
  for (let index = 0; index < length; index += 1) elements[target + index] = from[source + index]!;
}

function copyTable(
  state: State,
  to: number,
  from: number,
  target: number,
  source: number,
  length: number,
): void {
  const elements = state.tables[from]!.elements;
  within(source, length, elements.length, 'table');
  within(target, length, state.tables[to]!.elements.length, 'table');
  charge(state, length);
  const moved = elements.slice(source, source + length);
  moved.forEach((ref, index) => (state.tables[to]!.elements[target + index] = ref));
}

function fillTable(state: State, x: number, stack: Value[]): void {
  const { elements } = state.tables[x]!;
  const length = pop(stack);
  const ref = stack.pop() as number | null;
  const target = pop(stack);
  within(target, length, elements.length, 'table');
  charge(state, length);
  elements.fill(ref, target, target + length);
}

/** A unit for each KiB; and as much for a growth itself. */
const unitsPerPage = 64;

/** Answers the pages before, or -1 when the growth is refused. */
export function growMemory(state: State, pages: number): number {
  const before = state.bytes.length / pageBytes;
  if (before + pages > state.pagesDeclared) return -1;
  if (before + pages > state.surroundings.pagesMax) {
    state.growthRefused = true;
    return -1;
  }
  charge(state, (pages + 1) * unitsPerPage);
  if (pages === 0) return before;
  const grown = new Uint8Array((before + pages) * pageBytes);
  grown.set(state.bytes);
  state.bytes = grown;
  state.view = new DataView(grown.buffer);
  return before;
}

function growTable(state: State, x: number, stack: Value[]): void {
  const table = state.tables[x]!;
  const more = pop(stack);
  const ref = stack.pop() as number | null;
  const before = table.elements.length;
  if (before + more > table.maximum) {
    if (before + more > state.surroundings.tableElementsMax) state.tableGrowthRefused = true;
    return void stack.push(-1);
  }
  charge(state, more);
  for (let index = 0; index < more; index += 1) table.elements.push(ref);
  stack.push(before);
}

/** Writes the active segments, tables first, each until the first that does not fit. They cost nothing. */
export function writeSegments(state: State): void {
  const { module, globals } = state;
  const at = (offset: readonly Instruction[]) => (constant(offset, globals) as number) >>> 0;
  for (const { mode, target, offset, content } of module.elements) {
    if (mode !== 'active') continue;
    const refs = content.map((each) => constant(each, globals) as number | null);
    initTable(state, target, refs, at(offset), 0, refs.length);
  }
  for (const { mode, offset, content } of module.datas) {
    if (mode !== 'active') continue;
    within(at(offset), content.length, state.bytes.length, 'memory');
    state.bytes.set(content, at(offset));
  }
}
