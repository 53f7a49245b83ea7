/**
 * Which values reach which, within one function: nodes are values made by arithmetic and places where values join; an
 * edge leads from a value to what it becomes. What is asked at the end is who can be seen, so the edges are
 * followed backwards from the observers. Time is linear in the number of edges.
 */
export interface ValueGraph {
  readonly from: number[];
  readonly to: number[];
  nodes: number;
}

/**
 * Nodes that every graph has: who sees all bits; who takes vectors for lanes of a width; who could make what it sees
 * canonical itself.
 */
export const observers = { bits: 3, asF32: 4, asF64: 5, atSight: 6 } as const;
/** A value of which nothing is known: loaded, passed, put together. Its bits are the program's own. */
export const foreign = 7;
export const firstNode = 8;

export function createValueGraph(): ValueGraph {
  return { from: [], to: [], nodes: firstNode };
}

export function addNode(graph: ValueGraph): number {
  graph.nodes += 1;
  return graph.nodes - 1;
}

/** What is no node is a number of which it is known that it is none of interest. */
export function addEdge(graph: ValueGraph, from: number, to: number): void {
  if (from < foreign || to < observers.bits) return;
  graph.from.push(from);
  graph.to.push(to);
}

/** For each node 1 if it can be reached from the one that is asked about. */
export type Reach = (start: number) => Uint8Array;

export function forwards({ from, to, nodes }: ValueGraph): Reach {
  return reachOf(from, to, nodes);
}

export function backwards({ from, to, nodes }: ValueGraph): Reach {
  return reachOf(to, from, nodes);
}

function reachOf(from: readonly number[], to: readonly number[], nodes: number): Reach {
  const starts = new Uint32Array(nodes + 1);
  for (const node of from) starts[node + 1] = (starts[node + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node += 1)
    starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const free = starts.slice();
  const targets = new Uint32Array(from.length);
  from.forEach((node, edge) => {
    const place = free[node] ?? 0;
    targets[place] = to[edge] ?? 0;
    free[node] = place + 1;
  });
  return (start) => {
    const isReached = new Uint8Array(nodes);
    const open = [start];
    for (let node = open.pop(); node !== undefined; node = open.pop())
      for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge += 1) {
        const target = targets[edge] ?? 0;
        if (isReached[target] === 1) continue;
        isReached[target] = 1;
        open.push(target);
      }
    return isReached;
  };
}

/** By node, one of all the nodes that hang together with it, whatever the direction; observers hold none together. */
export function groupsOf({ from, to, nodes }: ValueGraph): Uint32Array {
  const parent = Uint32Array.from({ length: nodes }, (_, node) => node);
  const rootOf = (node: number) => {
    let root = node;
    for (let next = parent[root] ?? root; next !== root; next = parent[root] ?? root) {
      parent[root] = parent[next] ?? next; // halves the way for whoever asks next
      root = next;
    }
    return root;
  };
  from.forEach((node, edge) => {
    const target = to[edge] ?? 0;
    if (node >= firstNode && target >= firstNode) parent[rootOf(node)] = rootOf(target);
  });
  return parent.map((_, node) => rootOf(node));
}
