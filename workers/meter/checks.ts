/**
 * Where the allowance is looked at, so that no execution goes further than `unitsMax` between two looks: at the heads
 * of loops (`loop-looks.ts`), at the turning points of recursion (when they are entered; `emit.ts`), and wherever code
 * without either would become too long. What is known of a function's callees is part of its own.
 *
 * Only what follows a recursive call cannot be known before; there `letGo` units are, so returning out of deep
 * recursion may take 2^15 times that many, as `contract.ts` says.
 */
import type { DecodedFunction, Instruction } from './decode.ts';
import { op } from './decode.ts';
import type { Edge, Flow } from './flow.ts';
import type { FunctionCosts } from './costs.ts';
import { headsThatLook, isEntry } from './loop-looks.ts';

/** Units that can pass without a look at the allowance. */
export interface Run {
  /** Since the function is entered. */
  readonly before: number;
  /** When it returns: since it was entered, or since it looked when it was. */
  readonly after: number;
  /** Whether it looks as soon as it is entered. */
  readonly looksFirst: boolean;
}

export const unitsMax = 10_000;
const letGo = 32;
/** Of a callee about which nothing is known yet: a turning point, which looks as soon as it is entered. */
export const unknownRun: Run = { before: 0, after: unitsMax - letGo, looksFirst: true };
export const noRun: Run = { before: 0, after: 0, looksFirst: false };

export interface Looks {
  /** Gaps, by the instruction behind them. */
  readonly gaps: ReadonlySet<number>;
  readonly run: Run;
}

export function looksOf(
  fn: DecodedFunction,
  flow: Flow,
  costs: FunctionCosts,
  calleeRun: (instruction: Instruction) => Run,
): Looks {
  const looking = headsThatLook(fn, flow);
  /** By the head of a loop that does not look: the longest run that leads back to it. */
  const back = new Map<number, number>();
  for (let round = 0; looking.size < flow.heads.size && round < roundsMax; round += 1) {
    const { isSettled, looks } = passFlow({ fn, flow, costs, calleeRun, looking, back });
    if (isSettled) return looks;
  }
  const all = new Set(flow.heads.values());
  return passFlow({ fn, flow, costs, calleeRun, looking: all, back: new Map() }).looks;
}

/** Runs that lead back through several heads that do not look become longer with each of them. */
const roundsMax = 4;

interface Pass {
  readonly fn: DecodedFunction;
  readonly flow: Flow;
  readonly costs: FunctionCosts;
  readonly calleeRun: (instruction: Instruction) => Run;
  readonly looking: ReadonlySet<number>;
  readonly back: Map<number, number>;
}

/** It is not settled when a run that leads back turned out longer than was taken for granted; `back` then knows it. */
function passFlow({ fn, flow, costs, calleeRun, looking, back }: Pass) {
  const gaps = new Set<number>();
  const runs = new Float64Array(flow.nodeCount);
  back.forEach((run, head) => (runs[head] = run));
  const heads = new Set(flow.heads.values());
  const leadsBack = (edge: Edge) =>
    heads.has(edge.to) && !looking.has(edge.to) && !isEntry(flow, edge);
  /** Behind a call, by the gap there. */
  const behind = new Map<number, number>();
  let [longest, after] = [0, 0];
  let isSettled = true;
  for (const edge of flow.edges) {
    let run = edge.from === 0 ? (behind.get(edge.first) ?? 0) : (runs[edge.from] ?? 0);
    if (looking.has(edge.from) && edge.kind === 'stretch') {
      gaps.add(fn.code[edge.last]?.code === op.far ? edge.last : edge.first);
      run = 0;
    }
    run = edge.kind === 'stretch' ? passStretch(fn, edge, costs, run, gaps) : run;
    longest = Math.max(longest, run);
    if (edge.to !== 0) {
      if (leadsBack(edge) && run > (back.get(edge.to) ?? 0)) {
        back.set(edge.to, run);
        isSettled = false;
      }
      runs[edge.to] = Math.max(runs[edge.to] ?? 0, run);
      continue;
    }
    const reached = edge.kind === 'stretch' ? fn.code[edge.last] : undefined;
    const callee = reached === undefined ? noRun : calleeRun(reached);
    if (callee.looksFirst) run = 0;
    else if (run + callee.before > unitsMax) {
      gaps.add(edge.last);
      run = 0;
    }
    longest = Math.max(longest, run + callee.before);
    if (reached !== undefined && costs.isAnchor(reached, edge.last))
      behind.set(edge.last + 1, run + callee.after);
    else after = Math.max(after, run + callee.after);
  }
  const before = Math.min(longest, unitsMax);
  const run: Run = { before, after: Math.min(after, unitsMax), looksFirst: false };
  return { isSettled, looks: { gaps, run } };
}

/** Looks within a stretch wherever it would become too long; answers the run at its end. */
function passStretch(
  fn: DecodedFunction,
  { first, last, cost }: Edge,
  costs: FunctionCosts,
  before: number,
  gaps: Set<number>,
): number {
  if (before + cost <= unitsMax) return before + cost;
  let run = before;
  for (let at = first; at <= last; at += 1) {
    const instruction = fn.code[at];
    const units = instruction === undefined ? 0 : costs.unitsOf(instruction, at);
    if (run + units > unitsMax) {
      gaps.add(at);
      run = 0;
    }
    run += units;
  }
  return run;
}
