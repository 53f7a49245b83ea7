/**
 * `common-hours rules clear`: the clearing of a stake round that the record itself runs, behind a door of its own, so
 * that anybody can compute a round again by hand.
 */
import * as v from 'valibot';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { isExact } from '../../../shared/stake/book.ts';
import { clearBook } from '../../../shared/stake/clearing.ts';
import { computeByHand, fields, listRule, readText, wholeUnits } from './by-hand.ts';
import type { ByHandOptions } from './by-hand.ts';

const most = { slices: 2 ** 20, nodes: 1_000_000, orders: 1_000_000, weight: 1_000, digits: 16 };

/** Answers 0 with the round cleared, and 2 with one sentence where the input is not as it must be. */
export function clearByHand(options: ByHandOptions): Promise<number> {
  return computeByHand(options, clearText);
}

/** Clears what the bytes of an input say. */
export function clearText(input: Uint8Array): Result<object, Refusal<'malformed_input'>> {
  const read = readText(input, InputSchema);
  if (!read.ok) return read;
  const { slices, nodes, orders, objective } = read.value;
  if (orders.length > most.orders) {
    return refuse('malformed_input', `orders may have at most ${most.orders} entries.`);
  }
  const far = orders.findIndex(({ give, get }) => Math.max(give, get) >= nodes);
  if (far >= 0) {
    return refuse('malformed_input', `orders.${far} must name issuers below ${nodes}, the nodes.`);
  }
  const book = {
    ...{ slices, nodes, objective },
    orders: orders.map((order) => ({ ...order, quantity: Number(order.quantity) })),
  };
  if (!isExact(book)) {
    return refuse(
      'malformed_input',
      'The quantities, slices, weights or nodes are too large to be exact together; take fewer or smaller ones.',
    );
  }
  const { fills, welfare, volume, potentials, isExhausted } = clearBook(book);
  return ok({
    fills: Array.from(fills, String),
    welfare: String(welfare),
    volume: String(volume),
    potentials: Array.from(potentials, (each) => String(each + 0)),
    exhausted: isExhausted,
  });
}

function whole(from: number, to: number) {
  const rule = `must be a whole number from ${from} to ${to}`;
  return v.pipe(
    v.number(rule),
    v.check((number) => Number.isInteger(number) && number >= from && number <= to, rule),
  );
}

const OrderSchema = v.pipe(
  v.strictObject(
    {
      give: whole(0, most.nodes - 1),
      get: whole(0, most.nodes - 1),
      quantity: wholeUnits(most.digits),
      weight: v.optional(whole(1, most.weight), 1),
    },
    fields,
  ),
  v.check(({ give, get }) => give !== get, 'must give the stake of one issuer for that of another'),
);
const InputSchema = v.strictObject(
  {
    slices: whole(1, most.slices),
    nodes: whole(1, most.nodes),
    orders: v.array(OrderSchema, listRule),
    objective: v.optional(v.picklist(['fair', 'volume'], 'must be fair or volume'), 'fair'),
  },
  fields,
);
