/** The circulation of the greatest worth through the orders of a round, with whole potentials that prove it. */
import { assert } from '../base/assert.ts';
import { cheapestCirculation } from '../flow/cheapest-circulation.ts';
import type { Circulation, Marginals, Network } from '../flow/cheapest-circulation.ts';
import { real } from '../flow/elements.ts';
import { exactPrices } from '../flow/exact-prices.ts';
import type { ResidualCosts } from '../flow/exact-prices.ts';
import { unitsIn, worthOfUnit } from './book.ts';
import type { Book, Order } from './book.ts';

/** The orders as columns, which a search reads much more quickly than objects; capacities are their quantities. */
export interface Columns extends Network {
  readonly weights: Float64Array;
  readonly slices: number;
  readonly isFair: boolean;
}

export function columnsOf({ nodes, slices, objective }: Book, orders: readonly Order[]): Columns {
  const count = orders.length;
  const [tails, heads] = [new Int32Array(count), new Int32Array(count)];
  const [capacities, weights] = [new Float64Array(count), new Float64Array(count)];
  for (const [arc, { give, get, quantity, weight }] of orders.entries()) {
    tails[arc] = give;
    heads[arc] = get;
    capacities[arc] = quantity;
    weights[arc] = weight;
  }
  return { nodes, tails, heads, capacities, weights, slices, isFair: objective === 'fair' };
}

export interface Best extends Circulation {
  /** Whole potentials for these orders; null where the work ran out. */
  readonly potentials: Float64Array | null;
}

/** Costs times so much at first: mostly enough for the very best, with less work than what always is. */
const firstScale = 32;

/** A guess that is right but for dust settles sooner; where it is not, a larger scale costs less than more visits. */
const visitsPerNode = 50;

/**
 * A unit costs what it is worth, below zero, times a scale. Times more than there are nodes is always enough
 * (`cheapestCirculation`); less is tried first, and is enough where whole prices prove it.
 */
export function bestCirculation(columns: Columns, mostWork: number): Best {
  const { nodes } = columns;
  const quick = cheapestCirculation(columns, marginalsOf(columns, firstScale), { mostWork });
  const first = proved(columns, quick, firstScale, visitsPerNode * nodes);
  if (first.isExhausted || first.potentials !== null) return first;
  const factor = Math.ceil((nodes + 1) / firstScale);
  const scale = factor * firstScale;
  const slow = cheapestCirculation(columns, marginalsOf(columns, scale), {
    mostWork: quick.workLeft,
    from: {
      flows: quick.flows,
      prices: quick.prices.map((price) => price * factor),
      epsilon: factor,
    },
  });
  const sure = proved(columns, slow, scale, (nodes + 1) ** 2);
  assert(
    sure.isExhausted || sure.potentials !== null,
    'a circulation of least cost has whole prices',
  );
  return sure;
}

/** With whole prices, if there are any near those of the search. */
function proved(
  columns: Columns,
  circulation: Circulation,
  scale: number,
  mostVisits: number,
): Best {
  if (circulation.isExhausted) return { ...circulation, potentials: null };
  const guess = circulation.prices.map((price) => Math.round(-price / scale));
  const costs = residualCosts(columns, circulation.flows);
  return { ...circulation, potentials: exactPrices(columns, costs, guess, mostVisits) };
}

function marginalsOf(columns: Columns, scale: number): Marginals {
  const { capacities, weights, slices, isFair } = columns;
  let mostWorth = 1;
  if (isFair) for (const weight of weights) mostWorth = Math.max(mostWorth, weight * slices);
  const most = scale * mostWorth;
  if (!isFair) {
    const cost = (arc: number) => (real(weights, arc) > 0 ? -scale : 0);
    return {
      below: (arc, price) => (cost(arc) < price ? real(capacities, arc) : 0),
      next: cost,
      last: cost,
      most,
    };
  }
  return {
    below(arc, price) {
      if (real(weights, arc) === 0) return price > 0 ? real(capacities, arc) : 0;
      const first = slices + Math.ceil(price / (real(weights, arc) * scale));
      return unitsIn(real(capacities, arc), slices, Math.min(slices, Math.max(0, first)));
    },
    next: (arc, flow) => -scale * worthIn(columns, arc, flow),
    last: (arc, flow) => -scale * worthIn(columns, arc, flow - 1),
    most,
  };
}

function residualCosts(columns: Columns, flows: Float64Array): ResidualCosts {
  const { capacities } = columns;
  const [next, last] = [new Float64Array(flows.length), new Float64Array(flows.length)];
  for (const [arc, flow] of flows.entries()) {
    next[arc] = flow < real(capacities, arc) ? -worthIn(columns, arc, flow) : Infinity;
    last[arc] = flow > 0 ? -worthIn(columns, arc, flow - 1) : -Infinity;
  }
  return { next, last };
}

function worthIn(columns: Columns, arc: number, unit: number): number {
  const { capacities, weights, slices, isFair } = columns;
  if (!isFair) return real(weights, arc) > 0 ? 1 : 0;
  return worthOfUnit(real(capacities, arc), real(weights, arc), slices, unit);
}
