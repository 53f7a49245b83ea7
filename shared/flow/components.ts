/**
 * The strongly connected components of a network, by Tarjan's search. What leads from one component to another lies
 * on no ring, so it can never be cleared; leaving it out first spares the clearing all of it.
 */

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
    const low = at(lowest, node);
    if (above !== undefined) lowest[above] = Math.min(at(lowest, above), low);
    if (low !== at(seenAt, node)) return;
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      component[member] = found;
      if (member === node) break;
    }
    found += 1;
  };

  for (let root = 0; root < nodes; root += 1) {
    if (at(seenAt, root) < 0) enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const index = at(next, node);
      if (index === at(first, node + 1)) {
        leave(node);
        continue;
      }
      next[node] = index + 1;
      const target = at(targets, index);
      if (at(seenAt, target) < 0) enter(target);
      else if (at(component, target) < 0) {
        lowest[node] = Math.min(at(lowest, node), at(seenAt, target));
      }
    }
  }
  return component;
}

/** Where the arcs of each node lead, those of one node side by side. */
function targetsOf(nodes: number, tails: Int32Array, heads: Int32Array) {
  const first = new Int32Array(nodes + 1);
  for (const tail of tails) first[tail + 1] = at(first, tail + 1) + 1;
  for (let node = 0; node < nodes; node += 1)
    first[node + 1] = at(first, node + 1) + at(first, node);
  const place = first.slice();
  const targets = new Int32Array(tails.length);
  for (const [arc, tail] of tails.entries()) {
    targets[at(place, tail)] = at(heads, arc);
    place[tail] = at(place, tail) + 1;
  }
  return { first, targets };
}

function at(array: Int32Array, index: number): number {
  return array[index] ?? 0;
}
