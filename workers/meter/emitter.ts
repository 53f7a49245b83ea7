/**
 * What a function is written with: copying what stays as it is, and the few instructions of the meter.
 *
 * Where a local holds what is left, the global is behind until a call, the way out, or the next time that the function
 * calls out for more. Storing it at every charge would make a trap find it settled too, and cost loops of a
 * few instructions a tenth of their speed.
 */
import type { DecodedFunction, Instruction } from './decode.ts';
import { op } from './decode.ts';
import type { FunctionCosts } from './costs.ts';
import type { Flow } from './flow.ts';
import { isHandedDepth } from './handing.ts';
import type { CanonicalSites } from './nan-sites.ts';
import type { Placement } from './placement.ts';
import type { Plan } from './plan.ts';
import type { Writer } from './writer.ts';
import { createWriter, writeByte, writeRange, writeSigned, writeU32 } from './writer.ts';

export interface FunctionPlan {
  readonly fn: DecodedFunction;
  readonly flow: Flow;
  readonly costs: FunctionCosts;
  readonly placement: Placement;
  /** By the `far` instruction: units that must be left beyond those that are pending. */
  readonly ahead: ReadonlyMap<number, number>;
  /** Instructions before or behind which a NaN is made canonical. */
  readonly canonical: CanonicalSites;
  /** Bytes of stack that are counted when it is entered; null where they need not be. */
  readonly depth: { readonly frame: number; readonly chain: number } | null;
}

export interface Emitter {
  readonly plan: Plan;
  readonly fn: DecodedFunction;
  readonly of: FunctionPlan;
  readonly out: Writer;
  /** Whether what is left is its last parameter and its last result. */
  readonly isHanded: boolean;
  /** Whether the depth is its parameter before that. */
  readonly isDeep: boolean;
  /** Whether a local holds the depth that its callees find; the global may be another then, but for callouts. */
  readonly hasDepth: boolean;
  /** How many parameters it has beyond its own. */
  readonly added: number;
  /** Types of the locals that are added. */
  readonly extra: number[];
  /** The locals that are added, by what they are for. */
  readonly locals: Map<string, number>;
  /** Where the blocks that are open begin; the function itself, at -1, first. */
  readonly open: number[];
  /** Positions in `out` of branches that are hardly ever taken. */
  readonly unlikely: number[];
  /** Untouched bytes that are not copied yet. */
  from: number;
  to: number;
}

const [i32, i64] = [0x7f, 0x7e];
const emptyBlock = -64;

export function createEmitter(plan: Plan, of: FunctionPlan): Emitter {
  const { fn } = of;
  const out = createWriter((fn.code.at(-1)?.end ?? 0) - fn.localsStart + 256);
  const isHanded = plan.handed.has(fn.index);
  const locals = new Map<string, number>();
  const isDeep = plan.deep.has(fn.index);
  const parameters = fn.type.parameters.length;
  const added = (isHanded ? 1 : 0) + (isDeep ? 1 : 0);
  if (isHanded) locals.set('left', parameters + added - 1);
  if (isDeep) locals.set('own depth', parameters);
  const hasDepth = isDeep || fn.code.some((each) => isHandedDepth(plan, each));
  return {
    ...{ plan, fn, of, out, isHanded, isDeep, hasDepth, added, extra: [], locals },
    ...{ open: [-1], unlikely: [], from: 0, to: 0 },
  };
}

/** A local of the meter's own, made at the first need. */
export function localFor(
  { fn, added, extra, locals }: Emitter,
  what: string,
  type: number,
): number {
  const known = locals.get(what);
  if (known !== undefined) return known;
  const index = fn.locals.length + added + extra.length;
  extra.push(type);
  locals.set(what, index);
  return index;
}

/** Its parameters stay where they are, and its locals make room for one more. */
export function isMovedLocal({ fn, isHanded }: Emitter, { code, index }: Instruction): boolean {
  const isLocal = code >= op.localGet && code <= op.localTee;
  return isHanded && isLocal && index >= fn.type.parameters.length;
}

/** One instruction with one index. */
export function put({ out }: Emitter, code: number, index: number): void {
  writeByte(out, code);
  writeU32(out, index);
}

const leftLocal = (emitter: Emitter) => localFor(emitter, 'left', i64);

/** Charges, then looks whether what is left is less than `pending`; null for no look. */
export function settle(emitter: Emitter, units: number, pending: number | null): void {
  if (units === 0 && pending === null) return;
  flush(emitter);
  pushLeft(emitter, units);
  if (pending === null) return putLeft(emitter);
  const { isMirrored } = emitter.of.placement;
  const local = leftLocal(emitter);
  if (units !== 0 || !isMirrored) put(emitter, op.localTee, local);
  if (units !== 0 && !isMirrored) {
    put(emitter, op.globalSet, emitter.plan.left);
    put(emitter, op.localGet, local);
  }
  look(emitter, pending);
}

/** Pushes what is left, less `units`. */
export function pushLeft(emitter: Emitter, units: number): void {
  const { out, plan, of } = emitter;
  if (of.placement.isMirrored) put(emitter, op.localGet, leftLocal(emitter));
  else put(emitter, op.globalGet, plan.left);
  if (units === 0) return;
  pushInt64(out, units);
  writeByte(out, 0x7d); // i64.sub
}

/** Keeps the top of the stack as what is left. */
export function putLeft(emitter: Emitter): void {
  if (emitter.of.placement.isMirrored) put(emitter, op.localSet, leftLocal(emitter));
  else put(emitter, op.globalSet, emitter.plan.left);
}

/** Branches to the innermost label when less than `pending` and what is ahead is left; and calls out as `look` does. */
export function lookFar(emitter: Emitter, at: number, pending: number): void {
  const { of, out } = emitter;
  flush(emitter);
  pushLeft(emitter, 0);
  if (!of.placement.isMirrored) put(emitter, op.localTee, leftLocal(emitter));
  openWhenLess(emitter, pending + (of.ahead.get(at) ?? 0));
  put(emitter, op.localGet, leftLocal(emitter));
  look(emitter, pending);
  settle(emitter, of.placement.taken.get(at)?.get(0) ?? 0, null);
  put(emitter, op.br, 1);
  writeByte(out, op.end);
}

/** What follows is done only when the top of the stack is less than `units`, which it hardly ever is. */
function openWhenLess(emitter: Emitter, units: number): void {
  pushInt64(emitter.out, units);
  writeByte(emitter.out, 0x53); // i64.lt_s
  openUnlikely(emitter);
}

/**
 * Calls out when what is left, which is on the stack, is less than `pending`: that is settled for this time. So whoever
 * grants finds the exact count, and grants the same whatever the portions are.
 *
 * It stands where it is needed: engines expand calls of small functions, only so many in each function, and none would be
 * left for those of the program itself.
 */
function look(emitter: Emitter, pending: number): void {
  const { out, plan, of } = emitter;
  const isSettled = pending === 0 && !of.placement.isMirrored;
  openWhenLess(emitter, pending);
  publishDepth(emitter);
  if (!isSettled) {
    pushLeft(emitter, pending);
    put(emitter, op.globalSet, plan.left);
  }
  put(emitter, op.call, plan.slice);
  if (!isSettled) {
    put(emitter, op.globalGet, plan.left);
    pushInt64(out, pending);
    writeByte(out, 0x7c); // i64.add
    putLeft(emitter);
  }
  writeByte(out, op.end);
}

function pushInt64(out: Writer, value: number): void {
  writeByte(out, op.i64Const);
  writeSigned(out, value);
}

/** Charges where the global must be right behind it: before a call, and on the way out. */
export function publish(emitter: Emitter, units: number): void {
  if (units === 0 && !emitter.of.placement.isMirrored) return;
  flush(emitter);
  pushLeft(emitter, units);
  put(emitter, op.globalSet, emitter.plan.left);
}

export const depthLocal = (emitter: Emitter) => localFor(emitter, 'own depth', i32);

/** Puts the depth where whoever is called finds it who is not handed it. */
export function publishDepth(emitter: Emitter): void {
  if (!emitter.hasDepth) return;
  flush(emitter);
  put(emitter, op.localGet, depthLocal(emitter));
  put(emitter, op.globalSet, emitter.plan.depth);
}

export function openUnlikely(emitter: Emitter): void {
  emitter.unlikely.push(emitter.out.length);
  writeByte(emitter.out, op.if);
  writeSigned(emitter.out, emptyBlock);
}

/** From the global to the local, where others may have changed it. */
export function reload(emitter: Emitter): void {
  if (!emitter.of.placement.isMirrored) return;
  flush(emitter);
  put(emitter, op.globalGet, emitter.plan.left);
  put(emitter, op.localSet, leftLocal(emitter));
}

export function copy(emitter: Emitter, instruction: Instruction): void {
  const { start, end, code, index } = instruction;
  if (start < 0) {
    insert(emitter, code);
    if (code === op.block) writeSigned(emitter.out, index);
    return;
  }
  if (emitter.to !== start) {
    flush(emitter);
    emitter.from = start;
  }
  emitter.to = end;
}

export function insert(emitter: Emitter, opcode: number): void {
  flush(emitter);
  writeByte(emitter.out, opcode);
}

export function flush(emitter: Emitter): void {
  if (emitter.to > emitter.from)
    writeRange(emitter.out, emitter.plan.bytes, emitter.from, emitter.to);
  emitter.from = emitter.to;
}
