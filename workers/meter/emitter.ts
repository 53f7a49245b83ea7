/**
 * What a function is written with: copying what stays as it is, and the few instructions of the meter.
 */
import type { DecodedFunction, Instruction } from './decode.ts';
import { op } from './decode.ts';
import type { Flow } from './flow.ts';
import { yieldHelper } from './helpers.ts';
import type { Placement } from './placement.ts';
import type { Plan } from './plan.ts';
import type { Writer } from './writer.ts';
import { createWriter, writeByte, writeRange, writeSigned, writeU32 } from './writer.ts';

export interface FunctionPlan {
  readonly fn: DecodedFunction;
  readonly flow: Flow;
  readonly placement: Placement;
  /** Whether what is left is kept in a local, and in the global only while others look at it. */
  readonly isMirrored: boolean;
  /** Calls and operations around which it must be in the global. */
  readonly isAnchor: (instruction: Instruction, at: number) => boolean;
  /** Operations of a length that is known, which stay as they are. */
  readonly isShort: (instruction: Instruction, at: number) => boolean;
}

export interface Emitter {
  readonly plan: Plan;
  readonly fn: DecodedFunction;
  readonly of: FunctionPlan;
  readonly out: Writer;
  /** Types of the locals that are added. */
  readonly extra: number[];
  /** Local that holds what is left, or -1. */
  readonly mirror: number;
  /** Where the blocks that are open begin; the function itself, at -1, first. */
  readonly open: number[];
  /** Positions in `out` of branches that are hardly ever taken. */
  readonly unlikely: number[];
  /** Untouched bytes that are not copied yet. */
  from: number;
  to: number;
}

const i64 = 0x7e;
const emptyBlock = -64;

export function createEmitter(plan: Plan, of: FunctionPlan): Emitter {
  const { fn } = of;
  const out = createWriter((fn.code.at(-1)?.end ?? 0) - fn.localsStart + 256);
  const extra = of.isMirrored ? [i64] : [];
  const mirror = of.isMirrored ? fn.locals.length : -1;
  return { plan, fn, of, out, extra, mirror, open: [-1], unlikely: [], from: 0, to: 0 };
}

export function charge(emitter: Emitter, units: number): void {
  flush(emitter);
  pushLess(emitter, units);
  setLeft(emitter);
}

/** Pushes what is left, less `units`. */
export function pushLess({ out, mirror, plan }: Emitter, units: number): void {
  writeByte(out, mirror >= 0 ? op.localGet : op.globalGet);
  writeU32(out, mirror >= 0 ? mirror : plan.left);
  if (units === 0) return;
  writeByte(out, op.i64Const);
  writeSigned(out, units);
  writeByte(out, 0x7d); // i64.sub
}

function setLeft({ out, mirror, plan }: Emitter): void {
  writeByte(out, mirror >= 0 ? op.localSet : op.globalSet);
  writeU32(out, mirror >= 0 ? mirror : plan.left);
}

export function emitCheck(emitter: Emitter, pending: number): void {
  flush(emitter);
  const { out, mirror, plan } = emitter;
  pushLess(emitter, 0);
  writeByte(out, op.i64Const);
  writeSigned(out, pending);
  writeByte(out, 0x53); // i64.lt_s
  openUnlikely(emitter);
  if (mirror >= 0) {
    pushLess(emitter, 0);
    writeByte(out, op.call);
    writeU32(out, yieldHelper(plan));
    setLeft(emitter);
  } else {
    writeByte(out, op.call);
    writeU32(out, plan.slice);
  }
  writeByte(out, op.end);
}

function openUnlikely(emitter: Emitter): void {
  emitter.unlikely.push(emitter.out.length);
  writeByte(emitter.out, op.if);
  writeSigned(emitter.out, emptyBlock);
}

/** From the global to the local. */
export function load(emitter: Emitter): void {
  flush(emitter);
  writeByte(emitter.out, op.globalGet);
  writeU32(emitter.out, emitter.plan.left);
  setLeft(emitter);
}

/** From the local to the global. */
export function store(emitter: Emitter): void {
  flush(emitter);
  pushLess(emitter, 0);
  writeByte(emitter.out, op.globalSet);
  writeU32(emitter.out, emitter.plan.left);
}

export function copy(emitter: Emitter, { start, end }: Instruction): void {
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
