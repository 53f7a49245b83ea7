/** Where recursion passes through: what a function does to count its stack when it is entered and when it is left. */
import { op } from './decode.ts';
import type { Emitter } from './emitter.ts';
import {
  depthLocal,
  flush,
  localFor,
  openUnlikely,
  publish,
  publishDepth,
  pushLeft,
  put,
  reload,
} from './emitter.ts';
import { writeByte, writeSigned } from './writer.ts';

const i32 = 0x7f;
const [lessSigned, subtract, extendSigned, less64, or64] = [0x48, 0x6b, 0xac, 0x53, 0x84];

/** Counts the stack, and looks at it and at the allowance with one branch. */
export function enter(
  emitter: Emitter,
  { frame, chain }: { readonly frame: number; readonly chain: number },
): void {
  const { out, plan, isHanded } = emitter;
  const pushLess = (bytes: number) => {
    pushInt(emitter, bytes);
    writeByte(out, subtract);
  };
  if (emitter.isDeep) {
    put(emitter, op.localGet, depthLocal(emitter));
    pushLess(frame);
    put(emitter, op.localTee, depthLocal(emitter));
    pushLess(chain);
  } else {
    const before = localFor(emitter, 'depth', i32);
    put(emitter, op.globalGet, plan.depth);
    put(emitter, op.localTee, before);
    pushLess(frame);
    if (emitter.hasDepth) put(emitter, op.localTee, depthLocal(emitter));
    put(emitter, op.globalSet, plan.depth);
    put(emitter, op.localGet, before);
    pushLess(frame + chain);
  }
  writeByte(out, extendSigned);
  if (isHanded) pushLeft(emitter, 0);
  else put(emitter, op.globalGet, plan.left);
  writeByte(out, or64);
  pushNegative(emitter);
  openUnlikely(emitter);
  if (isHanded) publish(emitter, 0);
  publishDepth(emitter);
  put(emitter, op.globalGet, plan.depth);
  pushInt(emitter, chain);
  writeByte(out, lessSigned);
  callWhen(emitter, plan.tooDeep);
  put(emitter, op.globalGet, plan.left);
  pushNegative(emitter);
  callWhen(emitter, plan.slice);
  if (isHanded) reload(emitter);
  writeByte(out, op.end);
}

/** What is handed on to others is taken from the global once, by those who are not handed it and do not count. */
export function keepDepth(emitter: Emitter): void {
  put(emitter, op.globalGet, emitter.plan.depth);
  put(emitter, op.localSet, depthLocal(emitter));
}

/** What is given back is known, so that no call waits for what the one before it has stored. */
export function leave(emitter: Emitter): void {
  if (emitter.of.depth === null) return publishDepth(emitter);
  flush(emitter);
  put(emitter, op.localGet, localFor(emitter, 'depth', i32));
  put(emitter, op.globalSet, emitter.plan.depth);
}

function pushInt({ out }: Emitter, value: number): void {
  writeByte(out, op.i32Const);
  writeSigned(out, value);
}

/** Whether the top of the stack is below zero. */
function pushNegative({ out }: Emitter): void {
  writeByte(out, op.i64Const);
  writeSigned(out, 0);
  writeByte(out, less64);
}

function callWhen(emitter: Emitter, what: number): void {
  openUnlikely(emitter);
  put(emitter, op.call, what);
  writeByte(emitter.out, op.end);
}
