/**
 * Where counting is cheapest: Knuth and Stevenson, "Optimal measurement points for program frequency counts" (BIT 13,
 * 1973); Ball and Larus, "Optimally profiling and tracing programs" (TOPLAS 16, 1994).
 *
 * Take any spanning tree of the flow graph, seen without directions. Give node 0 the potential 0, and every other node
 * the one that makes `potential(to) = potential(from) + cost` hold on each edge of the tree (against its direction
 * too). An edge of the tree charges nothing; every other edge, a chord, charges
 * `potential(from) + cost - potential(to)`, which may be below zero. Over a walk the potentials cancel out:
 * what was charged is what was executed, less the potential of the node where the walk stands. Node 0 has none,
 * so at every call and every way out of the function the count is exact, and anywhere else it is off by a number that
 * is known when the module is rewritten. A tree of the edges that are executed most leaves the chords rarely executed.
 */
import type { Edge, Flow } from './flow.ts';

export interface Charges {
  /** By node: units executed and not charged, whenever the walk stands there. */
  readonly potentials: Float64Array;
  /** By edge of the flow. */
  readonly units: Float64Array;
}

/** A branch that is charged needs a block of its own, so it should be in the tree sooner than its frequency tells. */
const branchWeight = 1.6;
/** Where a loop begins there is a check anyway, so a charge is cheapest there. */
const headWeight = 0.9;

export function chargesOf(flow: Flow): Charges {
  const { edges, nodeCount } = flow;
  const heads = new Set(flow.heads.values());
  const weights = Float64Array.from(edges, (edge) => weightOf(edge, heads));
  const order = Uint32Array.from(edges, (_, index) => index);
  order.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const isInTree = spanningTree(edges, order, nodeCount);
  const potentials = potentialsOf(edges, isInTree, nodeCount);
  const at = (node: number) => potentials[node] ?? 0;
  const units = Float64Array.from(edges, ({ from, to, cost }, index) =>
    isInTree[index] === 1 ? 0 : at(from) + cost - at(to),
  );
  return { potentials, units };
}

function weightOf({ kind, from, frequency }: Edge, heads: ReadonlySet<number>): number {
  if (kind !== 'stretch') return frequency * branchWeight;
  return heads.has(from) ? frequency * headWeight : frequency;
}

/** Kruskal's: whatever joins two parts that were apart, the heaviest first. */
function spanningTree(edges: readonly Edge[], order: Uint32Array, nodeCount: number): Uint8Array {
  const parents = Uint32Array.from({ length: nodeCount }, (_, node) => node);
  const rootOf = (node: number) => {
    let root = node;
    for (let up = parents[root] ?? root; up !== root; up = parents[root] ?? root) {
      parents[root] = parents[up] ?? up;
      root = up;
    }
    return root;
  };
  const isInTree = new Uint8Array(edges.length);
  for (const index of order) {
    const { from, to } = edges[index] as Edge;
    const [a, b] = [rootOf(from), rootOf(to)];
    if (a === b) continue;
    parents[a] = b;
    isInTree[index] = 1;
  }
  return isInTree;
}

function potentialsOf(
  edges: readonly Edge[],
  isInTree: Uint8Array,
  nodeCount: number,
): Float64Array {
  const neighbours: [node: number, cost: number][][] = Array.from({ length: nodeCount }, () => []);
  edges.forEach(({ from, to, cost }, index) => {
    if (isInTree[index] === 0) return;
    neighbours[from]?.push([to, cost]);
    neighbours[to]?.push([from, -cost]);
  });
  const potentials = new Float64Array(nodeCount).fill(NaN);
  potentials[0] = 0;
  const waiting = [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
    for (const [next, cost] of neighbours[node] ?? [])
      if (Number.isNaN(potentials[next])) {
        potentials[next] = (potentials[node] ?? 0) + cost;
        waiting.push(next);
      }
  return potentials;
}
