/**
 * The strongly connected components of a network, by Tarjan's search. What leads from one component to another lies
 * on no ring, so it can never be cleared; leaving it out first spares the clearing all of it.
 */
import { whole } from './elements.ts';

/** For each node, the number of its component: two nodes have the same one if each can be reached from the other. */
export function componentsOf(nodes: number, tails: Int32Array, heads: Int32Array): Int32Array {
  const { first, targets } = targetsOf(nodes, tails, heads);
  const component = new Int32Array(nodes).fill(-1);
  const seenAt = new Int32Array(nodes).fill(-1);
  const lowest = new Int32Array(nodes);
  const next = first.slice();
  const open: number[] = [];
  // The search keeps its own path: a ring of ten thousand members would be too deep for the engine's stack.
  const path: number[] = [];
  let [seen, found] = [0, 0];

  const enter = (node: number) => {
    seenAt[node] = lowest[node] = seen;
    seen += 1;
    open.push(node);
    path.push(node);
  };
  const leave = (node: number) => {
    path.pop();
    const above = path.at(-1);
    const low = whole(lowest, node);
    if (above !== undefined) lowest[above] = Math.min(whole(lowest, above), low);
    if (low !== whole(seenAt, node)) return;
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      component[member] = found;
      if (member === node) break;
    }
    found += 1;
  };

  for (let root = 0; root < nodes; root += 1) {
    if (whole(seenAt, root) < 0) enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const index = whole(next, node);
      if (index === whole(first, node + 1)) {
        leave(node);
        continue;
      }
      next[node] = index + 1;
      const target = whole(targets, index);
      if (whole(seenAt, target) < 0) enter(target);
      else if (whole(component, target) < 0) {
        lowest[node] = Math.min(whole(lowest, node), whole(seenAt, target));
      }
    }
  }
  return component;
}

/** Where the arcs of each node lead, those of one node side by side. */
function targetsOf(nodes: number, tails: Int32Array, heads: Int32Array) {
  const first = new Int32Array(nodes + 1);
  for (const tail of tails) first[tail + 1] = whole(first, tail + 1) + 1;
  for (let node = 0; node < nodes; node += 1)
    first[node + 1] = whole(first, node + 1) + whole(first, node);
  const place = first.slice();
  const targets = new Int32Array(tails.length);
  for (const [arc, tail] of tails.entries()) {
    targets[whole(place, tail)] = whole(heads, arc);
    place[tail] = whole(place, tail) + 1;
  }
  return { first, targets };
}
