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
import { real, whole } from './elements.ts';
import { incidenceOf } from './incidence.ts';
import type { Ends, Incidence } from './incidence.ts';
import {
  clearDistances,
  createDistances,
  createQueue,
  dequeue,
  distanceOf,
  enqueue,
  offerNode,
  takeNearest,
} from './search-order.ts';
import type { Distances, Queue } from './search-order.ts';

/** Arcs with room for so many units each. */
export interface Network extends Ends {
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
  /** Pushes and relabels that are left of what was allowed. */
  readonly workLeft: number;
  /** Whether the work ran out: then it is a circulation, the best of a coarser ε, and not the cheapest. */
  readonly isExhausted: boolean;
}

/** By how much ε falls from phase to phase. */
const step = 8;

/** What a search may begin from: a circulation that was good to within `epsilon` in the units of its costs. */
export interface Beginning extends Pick<Circulation, 'flows' | 'prices'> {
  readonly epsilon: number;
}

/**
 * `mostWork` bounds the pushes and relabels, so that whoever must end does, everywhere after the same step: what
 * the last whole phase found is taken then, and what it began with where there was none.
 */
export function cheapestCirculation(
  network: Network,
  marginals: Marginals,
  { mostWork = Infinity, from = null }: { mostWork?: number; from?: Beginning | null } = {},
): Circulation {
  const search = createSearch(network, marginals, mostWork);
  search.epsilon = from?.epsilon ?? Math.max(1, marginals.most);
  if (from !== null) {
    search.flows.set(from.flows);
    search.prices.set(from.prices);
  }
  let [flows, prices] = [search.flows.slice(), search.prices.slice()];
  for (;;) {
    search.epsilon = Math.max(1, Math.floor(search.epsilon / step));
    if (!refine(search)) return { flows, prices, workLeft: 0, isExhausted: true };
    if (search.epsilon === 1) {
      const { flows: found, prices: proof, work: workLeft } = search;
      return { flows: found, prices: proof, workLeft, isExhausted: false };
    }
    flows = search.flows.slice();
    prices = search.prices.slice();
  }
}

/** All that the search knows, in one place, so that what works on it is compiled once and for all searches. */
interface Search extends Network, Incidence {
  readonly marginals: Marginals;
  readonly flows: Float64Array;
  readonly prices: Float64Array;
  readonly excess: Float64Array;
  /** By node, the place at which it goes on. */
  readonly current: Int32Array;
  /** By place: what a unit costs that leaves the node there, and one that comes in; endless where none can. */
  readonly leaving: Float64Array;
  readonly entering: Float64Array;
  readonly active: Queue;
  readonly distances: Distances;
  epsilon: number;
  relabels: number;
  /** Pushes and relabels that are left. */
  work: number;
}

function createSearch(network: Network, marginals: Marginals, work: number): Search {
  const { nodes, tails } = network;
  return {
    ...network,
    ...incidenceOf(network),
    marginals,
    flows: new Float64Array(tails.length),
    prices: new Float64Array(nodes),
    excess: new Float64Array(nodes),
    current: new Int32Array(nodes),
    leaving: new Float64Array(2 * tails.length),
    entering: new Float64Array(2 * tails.length),
    active: createQueue(nodes),
    distances: createDistances(nodes, tails.length),
    epsilon: 1,
    relabels: 0,
    work,
  };
}

/**
 * Makes the circulation that is here good to within ε: moves what must move, then balances the nodes. Answers false
 * where the work ran out before that.
 */
function refine(search: Search): boolean {
  const { nodes, excess, active } = search;
  settleArcs(search);
  updatePrices(search);
  for (let node = 0; node < nodes; node += 1) if (real(excess, node) > 0) enqueue(active, node);
  for (let node = dequeue(active); node >= 0; node = dequeue(active)) {
    discharge(search, node);
    if (search.work < 0) return false;
    if (search.relabels > nodes) updatePrices(search);
  }
  return true;
}

/** Fills each arc up to its price, and lets the nodes run over or short by it. */
function settleArcs(search: Search): void {
  const { tails, heads, flows, prices, excess, marginals } = search;
  excess.fill(0);
  for (let arc = 0; arc < tails.length; arc += 1) {
    const [tail, head] = [whole(tails, arc), whole(heads, arc)];
    const price = real(prices, head) - real(prices, tail);
    const most = marginals.below(arc, price + 1);
    const flow = Math.max(marginals.below(arc, price), Math.min(real(flows, arc), most));
    setFlow(search, arc, flow);
    excess[tail] = real(excess, tail) - flow;
    excess[head] = real(excess, head) + flow;
  }
}

function setFlow(search: Search, arc: number, flow: number): void {
  const { flows, capacities, leaving, entering, marginals } = search;
  const [start, end] = [whole(search.starts, arc), whole(search.ends, arc)];
  flows[arc] = flow;
  const forth = flow < real(capacities, arc) ? marginals.next(arc, flow) : Infinity;
  leaving[start] = forth;
  entering[end] = forth;
  const back = flow > 0 ? -marginals.last(arc, flow) : Infinity;
  entering[start] = back;
  leaving[end] = back;
}

function discharge(search: Search, node: number): void {
  const { others, prices, excess, current, leaving } = search;
  const [begin, end] = [whole(search.first, node), whole(search.first, node + 1)];
  let place = whole(current, node);
  while (real(excess, node) > 0) {
    if (place < end) {
      const price = real(prices, whole(others, place)) - real(prices, node);
      if (real(leaving, place) < price) push(search, node, place);
      if (real(excess, node) > 0) place += 1;
    } else {
      relabel(search, node);
      place = begin;
    }
  }
  current[node] = place;
}

/** Moves what a node has too much over one arc, forward or back, as far as that saves something. */
function push(search: Search, node: number, place: number): void {
  const { flows, prices, excess, marginals } = search;
  const [arc, other] = [whole(search.arcs, place), whole(search.others, place)];
  const isForward = place === whole(search.starts, arc);
  const price = real(prices, other) - real(prices, node);
  const flow = real(flows, arc);
  const room = isForward
    ? marginals.below(arc, price) - flow
    : flow - marginals.below(arc, 1 - price);
  const moved = Math.min(room, real(excess, node));
  search.work -= 1;
  setFlow(search, arc, isForward ? flow + moved : flow - moved);
  excess[node] = real(excess, node) - moved;
  excess[other] = real(excess, other) + moved;
  if (real(excess, other) > 0) enqueue(search.active, other);
}

function relabel(search: Search, node: number): void {
  const { others, prices, leaving } = search;
  search.relabels += 1;
  search.work -= 1;
  let best = -Infinity;
  const end = whole(search.first, node + 1);
  for (let place = whole(search.first, node); place < end; place += 1) {
    const price = real(prices, whole(others, place)) - real(leaving, place);
    if (price > best) best = price;
  }
  prices[node] = best - search.epsilon;
}

/**
 * Lowers all prices at once by how far each node is from one that runs short, counted in ε. Without it a surplus
 * finds its way by one relabel at a time.
 */
function updatePrices(search: Search): void {
  const { nodes, first, prices, excess, current, distances, epsilon } = search;
  search.relabels = 0;
  clearDistances(distances);
  let waiting = 0;
  for (let node = 0; node < nodes; node += 1) {
    if (real(excess, node) < 0) offerNode(distances, node, 0);
    else if (real(excess, node) > 0) waiting += 1;
  }
  if (waiting === 0) return;
  for (let node = takeNearest(distances); node >= 0; node = takeNearest(distances)) {
    if (real(excess, node) > 0) waiting -= 1;
    if (waiting === 0) break;
    reachBack(search, node);
  }
  for (let node = 0; node < nodes; node += 1) {
    prices[node] = real(prices, node) - epsilon * distanceOf(distances, node);
    current[node] = whole(first, node);
  }
}

function reachBack(search: Search, node: number): void {
  const { others, prices, entering, distances, epsilon } = search;
  const reached = distanceOf(distances, node);
  const price = real(prices, node);
  const end = whole(search.first, node + 1);
  for (let place = whole(search.first, node); place < end; place += 1) {
    const cost = real(entering, place);
    if (cost === Infinity) continue;
    const from = whole(others, place);
    const steps = Math.floor((cost + real(prices, from) - price) / epsilon) + 1;
    offerNode(distances, from, steps > 0 ? reached + steps : reached);
  }
}
