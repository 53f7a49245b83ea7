/**
 * In which order a search goes on from node to node. It does so millions of times, so all is numbers in flat arrays,
 * and functions that take them: what is made anew for each search, as closures are, the engine compiles anew.
 */
import { whole } from './elements.ts';

/** Nodes that wait, each once, in the order in which they came. */
export interface Queue {
  readonly ring: Int32Array;
  readonly isWaiting: Uint8Array;
  head: number;
  tail: number;
}

export function createQueue(nodes: number): Queue {
  return { ring: new Int32Array(nodes + 1), isWaiting: new Uint8Array(nodes), head: 0, tail: 0 };
}

export function enqueue(queue: Queue, node: number): void {
  if (queue.isWaiting[node] === 1) return;
  queue.isWaiting[node] = 1;
  queue.ring[queue.tail] = node;
  queue.tail = queue.tail + 1 === queue.ring.length ? 0 : queue.tail + 1;
}

/** -1 where none waits. */
export function dequeue(queue: Queue): number {
  if (queue.head === queue.tail) return -1;
  const node = whole(queue.ring, queue.head);
  queue.head = queue.head + 1 === queue.ring.length ? 0 : queue.head + 1;
  queue.isWaiting[node] = 0;
  return node;
}

/**
 * Nodes by how far away they are, in whole numbers. Buckets, as in Dial's version of Dijkstra's search: each is a
 * stack of offers.
 */
export interface Distances {
  /** By node; one more than the longest for those that were not offered. */
  readonly known: Int32Array;
  readonly isTaken: Uint8Array;
  /** By distance, one more than the number of the last offer; 0 for none. */
  readonly tops: Int32Array;
  /** By the number of an offer: its node, and what `tops` was before it. */
  readonly offered: Int32Array;
  readonly below: Int32Array;
  count: number;
  nearest: number;
  end: number;
}

/** No way that matters is longer, per node; the bound keeps the buckets few whatever the prices are. */
const mostPerNode = 64;

/** Each arc may be offered twice between two clears, once from either end. */
export function createDistances(nodes: number, arcs: number): Distances {
  return {
    known: new Int32Array(nodes),
    isTaken: new Uint8Array(nodes),
    tops: new Int32Array(mostPerNode * (nodes + 1) + 1),
    offered: new Int32Array(nodes + 2 * arcs),
    below: new Int32Array(nodes + 2 * arcs),
    count: 0,
    nearest: 0,
    end: 0,
  };
}

export function clearDistances(distances: Distances): void {
  distances.known.fill(distances.tops.length);
  distances.isTaken.fill(0);
  distances.tops.fill(0, 0, distances.end);
  distances.count = distances.nearest = distances.end = 0;
}

/** Does nothing where the node is known to be as near, or the way is too long to matter. */
export function offerNode(distances: Distances, node: number, distance: number): void {
  const { known, offered, below, tops, count } = distances;
  if (distance >= whole(known, node)) return;
  known[node] = distance;
  offered[count] = node;
  below[count] = whole(tops, distance);
  distances.count = tops[distance] = count + 1;
  if (distance >= distances.end) distances.end = distance + 1;
}

/** The nearest node that was not taken yet, of several the one that was offered last; -1 where there is none. */
export function takeNearest(distances: Distances): number {
  const { tops, below, offered, isTaken, end } = distances;
  for (; distances.nearest < end; distances.nearest += 1) {
    const { nearest } = distances;
    for (let top = whole(tops, nearest); top > 0; top = whole(tops, nearest)) {
      tops[nearest] = whole(below, top - 1);
      const node = whole(offered, top - 1);
      if (isTaken[node] === 1) continue;
      isTaken[node] = 1;
      return node;
    }
  }
  return -1;
}

/** Of a node that was not reached: as far away as the last one that was. */
export function distanceOf({ known, nearest }: Distances, node: number): number {
  return Math.min(whole(known, node), nearest);
}
