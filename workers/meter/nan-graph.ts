/**
 * Which values reach which, within one function: nodes are values made by arithmetic, local variables and places where
 * values join; an edge leads from a value to what it becomes. What is asked at the end is who can be seen, so
 * the edges are followed backwards from the observers. Time is linear in the number of edges.
 */
export interface ValueGraph {
  readonly from: number[];
  readonly to: number[];
  nodes: number;
}

/** The observers, which are nodes too: of all bits, and of vectors that are taken for lanes of a width. */
export const observers = { bits: 3, asF32: 4, asF64: 5 } as const;
const firstNode = 6;

export function createValueGraph(): ValueGraph {
  return { from: [], to: [], nodes: firstNode };
}

export function addNode(graph: ValueGraph): number {
  graph.nodes += 1;
  return graph.nodes - 1;
}

/** Values below the first node are numbers of which it is known that they are none, or that they do not matter. */
export function addEdge(graph: ValueGraph, from: number, to: number): void {
  if (from < firstNode || to < observers.bits) return;
  graph.from.push(from);
  graph.to.push(to);
}

/** For each node 1 if it reaches the observer. */
export type Seen = (observer: number) => Uint8Array;

export function seenBy({ from, to, nodes }: ValueGraph): Seen {
  const starts = new Uint32Array(nodes + 1);
  for (const target of to) starts[target + 1] = (starts[target + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node += 1)
    starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const free = starts.slice();
  const sources = new Uint32Array(from.length);
  to.forEach((target, edge) => {
    const place = free[target] ?? 0;
    sources[place] = from[edge] ?? 0;
    free[target] = place + 1;
  });
  return (observer) => {
    const isSeen = new Uint8Array(nodes);
    const open = [observer];
    for (let node = open.pop(); node !== undefined; node = open.pop())
      for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge += 1) {
        const source = sources[edge] ?? 0;
        if (isSeen[source] === 1) continue;
        isSeen[source] = 1;
        open.push(source);
      }
    return isSeen;
  };
}
