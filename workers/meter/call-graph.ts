/**
 * Who calls whom, as far as the module itself tells, and which functions every recursion passes through.
 *
 * A call through a table may reach every function of that type whose reference the module takes anywhere. Of
 * each cycle of calls at least one function is a turning point: the target of an edge that leads back in one search
 * through the graph. Only turning points count the depth and look at the allowance when they are entered; what
 * lies between them is a graph without cycles, about which everything is known in advance.
 */
import type { FunctionType } from '../sandbox/module-layout.ts';

export interface Calls {
  /** Indices of functions that are called by name, each once. */
  readonly direct: readonly number[];
  /** Types that are called through tables, each once. */
  readonly indirect: readonly number[];
}

export interface CallGraph {
  /** By function index. */
  readonly isTurningPoint: Uint8Array;
  /** The module's own functions, callees before their callers, but for calls of turning points. */
  readonly order: readonly number[];
  /** What a call through a table may reach. */
  readonly reachableBy: (typeIndex: number) => readonly number[];
}

export function callGraphOf(
  calls: readonly (Calls | null)[],
  types: readonly FunctionType[],
  typeOfFunction: readonly number[],
  addressTaken: ReadonlySet<number>,
): CallGraph {
  const keys = types.map(({ parameters, results }) => `${parameters.join()}>${results.join()}`);
  const byKey = new Map<string, number[]>();
  for (const index of addressTaken) {
    const key = keys[typeOfFunction[index] ?? -1] ?? '';
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [index]);
    else group.push(index);
  }
  const reachableBy = (typeIndex: number) => byKey.get(keys[typeIndex] ?? '') ?? [];
  // Each type that is called through a table is a node of its own, behind the functions: so edges stay few.
  const nodeOfKey = new Map([...byKey.keys()].map((key, order) => [key, calls.length + order]));
  const groups = [...byKey.values()];
  const next = (node: number): readonly number[] => {
    if (node >= calls.length) return groups[node - calls.length] ?? [];
    const { direct, indirect } = calls[node] ?? noCalls;
    const through = indirect.flatMap((type) => nodeOfKey.get(keys[type] ?? '') ?? []);
    return through.length === 0 ? direct : [...direct, ...new Set(through)];
  };
  const { turning, order } = search(calls.length + groups.length, next);
  const isTurningPoint = new Uint8Array(calls.length);
  for (const node of turning)
    for (const index of node < calls.length ? [node] : next(node)) isTurningPoint[index] = 1;
  const own = order.filter((node) => node < calls.length && calls[node] !== null);
  return { isTurningPoint, order: own, reachableBy };
}

const noCalls: Calls = { direct: [], indirect: [] };

/** Depth first, without recursion of ours: how deep a stranger's module calls has no limit. */
function search(count: number, next: (node: number) => readonly number[]) {
  const [unseen, onPath, left] = [0, 1, 2];
  const states = new Uint8Array(count);
  const turning = new Set<number>();
  const order: number[] = [];
  for (let start = 0; start < count; start += 1) {
    if (states[start] !== unseen) continue;
    states[start] = onPath;
    const path = [{ node: start, callees: next(start), at: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const callee = top.callees[top.at];
      top.at += 1;
      if (callee === undefined) {
        states[top.node] = left;
        order.push(top.node);
        path.pop();
      } else if (states[callee] === onPath) {
        turning.add(callee);
      } else if (states[callee] === unseen) {
        states[callee] = onPath;
        path.push({ node: callee, callees: next(callee), at: 0 });
      }
    }
  }
  return { turning, order };
}
