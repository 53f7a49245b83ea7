/**
 * A circulation of least cost over a network whose arcs have convex costs: the machine under the settlement of an
 * epoch, where every arc costs the same, and fit for a round of the stake market, where each unit of an arc costs
 * more than the one before.
 *
 * The way is Goldberg and Tarjan's cost scaling with push and relabel: prices stand at the nodes, and in each phase
 * no unit that could still move pays more than ε. ε falls until it is 1. Costs are integers that the caller has
 * multiplied by more than the number of nodes: then a cycle of units that each pay less than 2 would save less than
 * one of the caller's own units, hence nothing, and the circulation is the cheapest.
 *
 * Everything is an integer below 2^53 in a double, which is exact; the caller guards that the capacities together
 * stay below. Nothing depends on time, on chance or on the order of a hash table, so all nodes find the same
 * circulation where several cost the same. Push by augmenting paths was rejected: a chain of ten thousand members
 * makes ten thousand phases of it.
 */

/** Arcs by number, from a tail to a head, both below `nodes`. */
export interface Network {
  readonly nodes: number;
  readonly tails: Int32Array;
  readonly heads: Int32Array;
  readonly capacities: Float64Array;
}

/** What the units of an arc cost: never less than the unit before. */
export interface Marginals {
  /** How many units cost less than a price. */
  readonly below: (arc: number, price: number) => number;
  /** What the next unit costs, of an arc that is not full. */
  readonly next: (arc: number, flow: number) => number;
  /** What the last unit costs, of an arc that is not empty. */
  readonly last: (arc: number, flow: number) => number;
  /** No unit costs more, nor less than the negative of it. */
  readonly most: number;
}

/** Units on each arc, and the prices that prove that none can be moved at a gain of more than 1. */
export interface Circulation {
  readonly flows: Float64Array;
  readonly prices: Float64Array;
}

/** By how much ε falls from phase to phase. */
const step = 8;

export function cheapestCirculation(network: Network, marginals: Marginals): Circulation {
  const phase = createPhases(network, marginals);
  let epsilon = Math.max(1, marginals.most);
  for (;;) {
    epsilon = Math.max(1, Math.floor(epsilon / step));
    phase.refine(epsilon);
    if (epsilon === 1) return { flows: phase.flows, prices: phase.prices };
  }
}

function createPhases(network: Network, { below, next, last }: Marginals) {
  const { nodes, tails, heads, capacities } = network;
  const { first, incident } = incidenceOf(network);
  const flows = new Float64Array(tails.length);
  const prices = new Float64Array(nodes);
  const excess = new Float64Array(nodes);
  const current = new Int32Array(nodes);
  const active = createQueue(nodes);
  const distances = createDistances(nodes);
  let [epsilon, relabels] = [1, 0];

  /** Makes the circulation that is here good to within ε: moves what must move, then balances the nodes. */
  function refine(to: number): void {
    epsilon = to;
    settleArcs();
    updatePrices();
    for (let node = 0; node < nodes; node += 1) if (at(excess, node) > 0) active.add(node);
    for (let node = active.take(); node >= 0; node = active.take()) {
      discharge(node);
      if (relabels > nodes) updatePrices();
    }
  }

  /** Fills each arc up to its price, and lets the nodes run over or short by it. */
  function settleArcs(): void {
    excess.fill(0);
    for (let arc = 0; arc < tails.length; arc += 1) {
      const [tail, head] = [at(tails, arc), at(heads, arc)];
      const price = at(prices, head) - at(prices, tail);
      const flow = Math.max(below(arc, price), Math.min(at(flows, arc), below(arc, price + 1)));
      flows[arc] = flow;
      excess[tail] = at(excess, tail) - flow;
      excess[head] = at(excess, head) + flow;
    }
  }

  function discharge(node: number): void {
    const end = at(first, node + 1);
    while (at(excess, node) > 0) {
      const index = at(current, node);
      if (index < end) {
        push(node, at(incident, index));
        if (at(excess, node) > 0) current[node] = index + 1;
      } else {
        relabel(node);
        current[node] = at(first, node);
      }
    }
  }

  /** Moves what a node has too much over one arc, forward or back, as far as that saves something. */
  function push(node: number, incidence: number): void {
    const arc = incidence >> 1;
    const isForward = (incidence & 1) === 0;
    const other = isForward ? at(heads, arc) : at(tails, arc);
    const flow = at(flows, arc);
    const price = isForward
      ? at(prices, other) - at(prices, node)
      : at(prices, node) - at(prices, other) + 1;
    const room = isForward ? below(arc, price) - flow : flow - below(arc, price);
    if (room <= 0) return;
    const moved = Math.min(room, at(excess, node));
    flows[arc] = isForward ? flow + moved : flow - moved;
    excess[node] = at(excess, node) - moved;
    excess[other] = at(excess, other) + moved;
    if (at(excess, other) > 0) active.add(other);
  }

  function relabel(node: number): void {
    relabels += 1;
    let best = -Infinity;
    for (let index = at(first, node); index < at(first, node + 1); index += 1) {
      const incidence = at(incident, index);
      const arc = incidence >> 1;
      const flow = at(flows, arc);
      if ((incidence & 1) === 0) {
        if (flow < at(capacities, arc)) {
          best = Math.max(best, at(prices, at(heads, arc)) - next(arc, flow));
        }
      } else if (flow > 0) best = Math.max(best, at(prices, at(tails, arc)) + last(arc, flow));
    }
    prices[node] = best - epsilon;
  }

  /**
   * Lowers all prices at once by how far each node is from one that runs short, counted in ε. Without it a surplus
   * finds its way by one relabel at a time.
   */
  function updatePrices(): void {
    relabels = 0;
    distances.clear();
    let waiting = 0;
    for (let node = 0; node < nodes; node += 1) {
      if (at(excess, node) < 0) distances.offer(node, 0);
      else if (at(excess, node) > 0) waiting += 1;
    }
    if (waiting === 0) return;
    for (let node = distances.take(); node >= 0; node = distances.take()) {
      if (at(excess, node) > 0) waiting -= 1;
      if (waiting === 0) break;
      reachBack(node);
    }
    for (let node = 0; node < nodes; node += 1) {
      prices[node] = at(prices, node) - epsilon * distances.of(node);
      current[node] = at(first, node);
    }
  }

  function reachBack(node: number): void {
    const reached = distances.of(node);
    for (let index = at(first, node); index < at(first, node + 1); index += 1) {
      const incidence = at(incident, index);
      const arc = incidence >> 1;
      const flow = at(flows, arc);
      const isInto = (incidence & 1) === 1;
      if (isInto ? flow >= at(capacities, arc) : flow <= 0) continue;
      const from = isInto ? at(tails, arc) : at(heads, arc);
      const cost = isInto ? next(arc, flow) : -last(arc, flow);
      const reduced = cost + at(prices, from) - at(prices, node);
      distances.offer(from, reached + Math.max(0, Math.floor(reduced / epsilon) + 1));
    }
  }

  return { flows, prices, refine };
}

/** The arcs at each node: twice the number of an arc that leaves it, and one more for an arc that enters. */
function incidenceOf({ nodes, tails, heads }: Network) {
  const first = new Int32Array(nodes + 1);
  for (const ends of [tails, heads]) {
    for (const node of ends) first[node + 1] = at(first, node + 1) + 1;
  }
  for (let node = 0; node < nodes; node += 1)
    first[node + 1] = at(first, node + 1) + at(first, node);
  const place = first.slice();
  const incident = new Int32Array(2 * tails.length);
  const put = (node: number, incidence: number) => {
    const index = at(place, node);
    incident[index] = incidence;
    place[node] = index + 1;
  };
  for (let arc = 0; arc < tails.length; arc += 1) {
    put(at(tails, arc), 2 * arc);
    put(at(heads, arc), 2 * arc + 1);
  }
  return { first, incident };
}

/** Nodes that have too much, each once, in the order in which they came. */
function createQueue(nodes: number) {
  const ring = new Int32Array(nodes + 1);
  const isWaiting = new Uint8Array(nodes);
  let [head, tail] = [0, 0];
  return {
    add(node: number): void {
      if (isWaiting[node] === 1) return;
      isWaiting[node] = 1;
      ring[tail] = node;
      tail = tail === nodes ? 0 : tail + 1;
    },
    take(): number {
      if (head === tail) return -1;
      const node = at(ring, head);
      head = head === nodes ? 0 : head + 1;
      isWaiting[node] = 0;
      return node;
    },
  };
}

/**
 * The nodes by their distance, nearest first: buckets, as in Dial's version of Dijkstra's search. A node that was
 * not reached is as far away as the last one that was.
 */
function createDistances(nodes: number) {
  const known = new Float64Array(nodes);
  const isDone = new Uint8Array(nodes);
  let buckets: number[][] = [];
  let nearest = 0;
  /** No way that matters is longer; the bound keeps the buckets few whatever the prices are. */
  const most = 64 * (nodes + 1);
  return {
    clear(): void {
      known.fill(Infinity);
      isDone.fill(0);
      buckets = [];
      nearest = 0;
    },
    offer(node: number, distance: number): void {
      if (distance >= at(known, node) || distance > most) return;
      known[node] = distance;
      (buckets[distance] ??= []).push(node);
    },
    take(): number {
      for (; nearest < buckets.length; nearest += 1) {
        for (let node = buckets[nearest]?.pop(); node !== undefined;) {
          if (isDone[node] === 0) {
            isDone[node] = 1;
            return node;
          }
          node = buckets[nearest]?.pop();
        }
      }
      return -1;
    },
    of(node: number): number {
      return Math.min(at(known, node), nearest);
    },
  };
}

/** An element that is there: every index here is below a length that this file made. */
function at(array: Float64Array | Int32Array, index: number): number {
  return array[index] ?? 0;
}
