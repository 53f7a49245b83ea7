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
const branchWeight = 1.05;
/** Where the allowance is looked at, a charge is cheapest: what is left is at hand there. */
const lookWeight = 0.9;

/** `looks`: the gaps in which the allowance is looked at. */
export function chargesOf(flow: Flow, looks: ReadonlySet<number>): Charges {
  const { edges, nodeCount } = flow;
  const parts = createParts(nodeCount);
  const isInTree = new Uint8Array(edges.length);
  // Kruskal's: whatever joins two parts that were apart, the heaviest first.
  for (const index of heaviestFirst(flow, looks)) {
    const { from, to, cost } = edges[index] as Edge;
    if (join(parts, from, to, cost)) isInTree[index] = 1;
  }
  const { offsets } = parts;
  for (let node = 0; node < nodeCount; node += 1) rootOf(parts, node);
  const base = offsets[0] ?? 0;
  const potentials = offsets.map((offset) => offset - base);
  const units = new Float64Array(edges.length);
  edges.forEach(({ from, to, cost }, index) => {
    if (isInTree[index] === 0)
      units[index] = (potentials[from] ?? 0) + cost - (potentials[to] ?? 0);
  });
  return { potentials, units };
}

const edgesMax = 2 ** 21;

/**
 * Sorts numbers of which the upper bits are the weight and the lower ones the edge: no two are the same, so the order is
 * the same everywhere. The first 31 bits of a positive double are ordered as the double itself.
 */
function heaviestFirst({ edges }: Flow, looks: ReadonlySet<number>): Float64Array {
  const weight = new Float64Array(1);
  const bits = new DataView(weight.buffer);
  const keys = new Float64Array(edges.length);
  edges.forEach((edge, index) => {
    bits.setFloat64(0, weightOf(edge, looks));
    keys[index] = (2 ** 31 - bits.getUint32(0)) * edgesMax + index;
  });
  return keys.sort().map((key) => key % edgesMax);
}

/** Nodes that are joined already, as trees: each node knows one above it, and the potential between the two. */
interface Parts {
  readonly above: Uint32Array;
  readonly offsets: Float64Array;
}

function createParts(nodeCount: number): Parts {
  const above = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node += 1) above[node] = node;
  return { above, offsets: new Float64Array(nodeCount) };
}

/** The root above a node; afterwards it stands right below it, and `offsets` says by how much. */
function rootOf({ above, offsets }: Parts, node: number): number {
  let root = node;
  let offset = 0;
  for (let next = above[root] ?? root; next !== root; next = above[root] ?? root) {
    offset += offsets[root] ?? 0;
    root = next;
  }
  for (let at = node; at !== root;) {
    const next = above[at] ?? root;
    const own = offsets[at] ?? 0;
    above[at] = root;
    offsets[at] = offset;
    offset -= own;
    at = next;
  }
  return root;
}

function join(parts: Parts, from: number, to: number, cost: number): boolean {
  const [a, b] = [rootOf(parts, from), rootOf(parts, to)];
  if (a === b) return false;
  const { above, offsets } = parts;
  above[b] = a;
  // potential(to) = offset(to) + offset(b) must be potential(from) + cost.
  offsets[b] = (offsets[from] ?? 0) + cost - (offsets[to] ?? 0);
  return true;
}

function weightOf({ kind, first, last, frequency }: Edge, looks: ReadonlySet<number>): number {
  if (kind !== 'stretch') return frequency * branchWeight;
  return looks.has(first) || looks.has(last) ? frequency * lookWeight : frequency;
}
