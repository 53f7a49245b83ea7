/**
 * Rewrites all functions. The code is walked twice: once for what must be known of all functions together, then
 * function by function, callees first, because what a callee may cost decides where its callers must look.
 */
import { functionTypeOf, sectionIds } from '../sandbox/module-layout.ts';
import type { CallGraph } from './call-graph.ts';
import { callGraphOf } from './call-graph.ts';
import type { Run } from './checks.ts';
import { looksOf, noRun, unknownRun } from './checks.ts';
import { costsOf } from './costs.ts';
import type { DecodedFunction, Instruction } from './decode.ts';
import { decodeFunction, nextU32, op } from './decode.ts';
import { emitFunction } from './emit.ts';
import { addressTaken, factsOf } from './facts.ts';
import type { FunctionFacts } from './facts.ts';
import { flowOf } from './flow.ts';
import { isHandedOn, planHanding } from './handing.ts';
import { placementOf } from './placement.ts';
import { canonicalSites } from './nan.ts';
import type { Plan } from './plan.ts';
import { blockTypeOf } from './plan.ts';
import { sectionOf } from './sections.ts';
import type { StackNeeds } from './stack-depth.ts';
import { frameBytesOf, stackNeedsOf } from './stack-depth.ts';
import type { Room } from './unroll.ts';
import { roomOfModule, sitesIn, unrolled } from './unroll.ts';
import type { Writer } from './writer.ts';
import { createWriter } from './writer.ts';

export interface WrittenFunction {
  readonly index: number;
  /** Where it stands in the code that was written, with its length in front. */
  readonly start: number;
  readonly end: number;
  /** Branches that are hardly ever taken, counted from the first byte behind the length. */
  readonly unlikely: readonly number[];
}

export interface WrittenCode {
  readonly code: Writer;
  /** In the module's order, which is not the order in `code`. */
  readonly functions: readonly WrittenFunction[];
}

export function writeFunctions(plan: Plan): WrittenCode {
  const bodies = bodiesOf(plan);
  const total = plan.layout.functions.length;
  const facts = new Array<FunctionFacts | null>(total).fill(null);
  const frames = new Float64Array(total);
  for (const index of bodies.keys()) {
    const fn = decoded(plan, bodies, index);
    facts[index] = factsOf(fn);
    frames[index] = frameBytesOf(fn, plan.layout);
  }
  const { functions: typeOf } = plan.layout;
  const taken = addressTaken(plan, facts);
  const graph = callGraphOf(facts, plan.layout.types, typeOf, taken);
  const stack = stackNeedsOf(graph, facts, frames);
  planHanding(plan, facts, taken, stack.counted);
  const code = createWriter(plan.bytes.length * 2);
  const runs = createRuns(plan, graph);
  const room: Room = { left: roomOfModule };
  const functions = new Array<WrittenFunction>(bodies.size);
  for (const index of graph.order)
    functions[index - plan.importedFunctions] = rewrite(
      ...[plan, decoded(plan, bodies, index), stack, runs, code, room],
    );
  return { code, functions };
}

function rewrite(
  ...[plan, original, stack, runs, code, room]: [
    ...[Plan, DecodedFunction, StackNeeds, Runs, Writer, Room],
  ]
): WrittenFunction {
  const { index } = original;
  const hasParameters = (type: number) => blockTypeOf(plan, type).parameters.length > 0;
  const costsBefore = costsOf(original);
  const flowBefore = flowOf(original, costsBefore);
  const longer = unrolled(original, flowBefore.heads, costsBefore, hasParameters, room);
  const fn = longer?.fn ?? original;
  const ahead = longer?.ahead ?? new Map<number, number>();
  const costs = longer === null ? costsBefore : costsOf(fn);
  const flow = longer === null ? flowBefore : flowOf(fn, costs);
  const looks = looksOf(fn, flow, costs, runs.ofCall);
  runs.learn(index, looks.run);
  const isHanded = plan.handed.has(index);
  const handing = { isHanded, isHandedOn: (call: Instruction) => isHandedOn(plan, call) };
  const placement = placementOf(fn, flow, costs, looks.gaps, handing);
  const frame = stack.counted[index] ?? 0;
  const chain = stack.chains[index] ?? 0;
  const depth = frame > 0 ? { frame, chain } : null;
  const start = code.length;
  const sites = canonicalSites(original, plan.layout, plan.bytes);
  const canonical = longer === null ? sites : sitesIn(longer, sites);
  const of = { fn, flow, costs, placement, ahead, canonical, depth };
  const unlikely = emitFunction(code, plan, of);
  return { index, start, end: code.length, unlikely };
}

interface Runs {
  readonly ofCall: (instruction: Instruction) => Run;
  readonly learn: (functionIndex: number, run: Run) => void;
}

function createRuns(plan: Plan, graph: CallGraph): Runs {
  const known = new Map<number, Run>();
  const byType = new Map<number, Run>();
  const of = (index: number) =>
    index < plan.importedFunctions ? noRun : (known.get(index) ?? unknownRun);
  const through = (type: number): Run => {
    const run = byType.get(type) ?? longestOf(graph.reachableBy(type).map(of));
    byType.set(type, run);
    return run;
  };
  return {
    ofCall: ({ code, index }) => {
      if (code === op.call || code === op.returnCall) return of(index);
      return code === op.callIndirect || code === op.returnCallIndirect ? through(index) : noRun;
    },
    learn: (index, run) => {
      const isTurning = graph.isTurningPoint[index] === 1;
      known.set(index, isTurning ? { ...run, before: 0, looksFirst: true } : run);
    },
  };
}

function longestOf(runs: readonly Run[]): Run {
  const before = runs.reduce((most, run) => Math.max(most, run.before), 0);
  const after = runs.reduce((most, run) => Math.max(most, run.after), 0);
  return { before, after, looksFirst: runs.length > 0 && runs.every((run) => run.looksFirst) };
}

/** Where the bodies of the module's own functions stand, by function index. */
function bodiesOf({ bytes, layout, importedFunctions }: Plan): Map<number, [number, number]> {
  const bodies = new Map<number, [number, number]>();
  const section = sectionOf(layout, sectionIds.code);
  if (section === undefined) return bodies;
  const cursor = { bytes, at: section.content };
  const count = nextU32(cursor);
  for (let order = 0; order < count; order += 1) {
    const size = nextU32(cursor);
    bodies.set(importedFunctions + order, [cursor.at, cursor.at + size]);
    cursor.at += size;
  }
  return bodies;
}

function decoded(
  { bytes, layout }: Plan,
  bodies: ReadonlyMap<number, readonly [number, number]>,
  index: number,
): DecodedFunction {
  const [start, end] = bodies.get(index) ?? [0, 0];
  const type = functionTypeOf(layout, index) ?? { parameters: [], results: [] };
  const typeIndex = layout.functions[index] ?? 0;
  return decodeFunction(bytes, start, end, { index, typeIndex, type });
}
