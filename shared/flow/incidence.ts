import { whole } from './elements.ts';

/** Arcs by number, from a tail to a head, both below `nodes`. */
export interface Ends {
  readonly nodes: number;
  readonly tails: Int32Array;
  readonly heads: Int32Array;
}

/**
 * The ends of arcs by their nodes: a node has its places side by side from `first`, and each says which arc it is an
 * end of and which node is at the other end. An arc has a place at its start and one at its end.
 */
export interface Incidence {
  readonly first: Int32Array;
  readonly arcs: Int32Array;
  readonly others: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export function incidenceOf({ nodes, tails, heads }: Ends): Incidence {
  const first = new Int32Array(nodes + 1);
  for (const ends of [tails, heads]) {
    for (const node of ends) first[node + 1] = whole(first, node + 1) + 1;
  }
  for (let node = 0; node < nodes; node += 1)
    first[node + 1] = whole(first, node + 1) + whole(first, node);
  const free = first.slice();
  const [arcs, others] = [new Int32Array(2 * tails.length), new Int32Array(2 * tails.length)];
  const [starts, ends] = [new Int32Array(tails.length), new Int32Array(tails.length)];
  const put = (places: Int32Array, arc: number, node: number, other: number) => {
    const place = whole(free, node);
    free[node] = place + 1;
    arcs[place] = arc;
    others[place] = other;
    places[arc] = place;
  };
  for (let arc = 0; arc < tails.length; arc += 1) {
    const [tail, head] = [whole(tails, arc), whole(heads, arc)];
    put(starts, arc, tail, head);
    put(ends, arc, head, tail);
  }
  return { first, arcs, others, starts, ends };
}
