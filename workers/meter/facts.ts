/** What must be known of all functions before one of them is rewritten: their calls, and the stack they need. */
import type { Calls } from './call-graph.ts';
import type { DecodedFunction } from './decode.ts';
import { nextInstruction, nextU32, op } from './decode.ts';
import { sectionOf } from './sections.ts';
import type { Plan } from './plan.ts';
import { sectionIds } from '../sandbox/module-layout.ts';

export interface FunctionFacts extends Calls {
  /** Functions whose reference it takes. */
  readonly references: readonly number[];
  readonly hasTailCalls: boolean;
  /** No loop, no call, nothing that a helper does, and no more than some hundred instructions. */
  readonly isShort: boolean;
}

const elementSection = 9;

export function factsOf(fn: DecodedFunction): FunctionFacts {
  const direct = new Set<number>();
  const indirect = new Set<number>();
  const references = new Set<number>();
  const hasTailCalls = fn.code.some(({ code }) => isTailCall(code));
  for (const { code, index } of fn.code)
    if (code === op.call || code === op.returnCall) direct.add(index);
    else if (code === op.callIndirect || code === op.returnCallIndirect) indirect.add(index);
    else if (code === op.refFunc) references.add(index);
  const calls = { direct: [...direct], indirect: [...indirect] };
  const isShort = fn.code.length <= shortMax && !fn.code.some(({ code }) => goesOn(code));
  return { ...calls, references: [...references], hasTailCalls, isShort };
}

const shortMax = 300;

function goesOn(code: number): boolean {
  const isCall = code >= op.call && code <= op.returnCallIndirect;
  const isBulk = code >= op.memoryInit && code < op.v128Load;
  return code === op.loop || isCall || isBulk || code === op.memoryGrow;
}

export function isTailCall(code: number): boolean {
  return code === op.returnCall || code === op.returnCallIndirect;
}

/** All functions that can come into a table: those that segments, globals or functions refer to. */
export function addressTaken(plan: Plan, facts: readonly (FunctionFacts | null)[]): Set<number> {
  const taken = new Set<number>();
  for (const one of facts) for (const index of one?.references ?? []) taken.add(index);
  const { bytes, layout } = plan;
  const globals = sectionOf(layout, sectionIds.global);
  if (globals !== undefined) {
    const cursor = { bytes, at: globals.content };
    for (let count = nextU32(cursor); count > 0; count -= 1) {
      cursor.at += 2;
      takeFromExpression(cursor, taken);
    }
  }
  const elements = sectionOf(layout, elementSection);
  if (elements !== undefined) {
    const cursor = { bytes, at: elements.content };
    for (let count = nextU32(cursor); count > 0; count -= 1) takeFromSegment(cursor, taken);
  }
  return taken;
}

type Cursor = Parameters<typeof nextU32>[0];

function takeFromExpression(cursor: Cursor, taken: Set<number>): void {
  for (;;) {
    const { code, index } = nextInstruction(cursor);
    if (code === op.refFunc) taken.add(index);
    if (code === op.end) return;
  }
}

/** The eight forms are explained where they are copied, in `sections.ts`. */
function takeFromSegment(cursor: Cursor, taken: Set<number>): void {
  const flags = nextU32(cursor);
  const isActive = (flags & 1) === 0;
  if (isActive && (flags & 2) !== 0) nextU32(cursor);
  if (isActive) takeFromExpression(cursor, new Set());
  if ((flags & 3) !== 0) cursor.at += 1;
  for (let count = nextU32(cursor); count > 0; count -= 1)
    if ((flags & 4) === 0) taken.add(nextU32(cursor));
    else takeFromExpression(cursor, taken);
}
