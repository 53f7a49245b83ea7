/** The book of a round: what takes part of the offers as arcs between issuers and tags (rules R10). */
import { apportion } from '../domain/apportion.ts';
import { isExact } from './book.ts';
import type { Book, Order } from './book.ts';
import type { Entered } from './entry.ts';
import { noCause } from './market.ts';
import type { Round, TagCarrier } from './market.ts';

/** A part of an offer that takes part, as an arc of the book. */
export interface Arc extends Order {
  /** The place of its offer, and of the want in it. */
  readonly offer: number;
  readonly want: number;
}

export interface RoundBook {
  readonly book: Book;
  /** The first arcs of the book; after them, for each tag in turn, what its carriers may bring. */
  readonly arcs: readonly Arc[];
  /** Whether its numbers are exact in doubles; what is not cannot be cleared alike everywhere. */
  readonly isExact: boolean;
}

/** Older offers weigh more, up to this. */
const weightMost = 4;

export function bookOf(
  agents: Round['agents'],
  tags: Round['tags'],
  offers: readonly Entered[],
  slices: number,
): RoundBook {
  const places = new Map(agents.map(({ member }, place) => [member, place]));
  const hubs = new Map(tags.map(({ tag }, place) => [tag, agents.length + place]));
  const nodes = agents.length + tags.length;
  const asked = offers.flatMap((offer, index) => arcsOf(offer, index, places, hubs));
  const arcs = netted(offers, asked, nodes);
  const passing = tags.flatMap(({ tag, carriers }) =>
    carriers.map((carrier) => passOn(hubs.get(tag) ?? 0, carrier, places)),
  );
  const orders = [...arcs, ...passing];
  const bookIn = (cut: number): Book => ({ slices: cut, nodes, orders, objective: 'fair' });
  let fewer = slices;
  while (fewer > 1 && !isExact(bookIn(fewer))) fewer = Math.floor(fewer / 2);
  const book = bookIn(fewer);
  return { book, arcs, isExact: isExact(book) };
}

/** The arcs of an offer, by want; also those for nothing, so that each keeps its place. */
function arcsOf(
  { member, give, wants, asked, waited }: Entered,
  offer: number,
  places: ReadonlyMap<string, number>,
  hubs: ReadonlyMap<string, number>,
): readonly Arc[] {
  const from = places.get(give);
  const weight = Math.min(1 + waited, weightMost);
  return asked.flatMap((units, want) => {
    const wanted = wants[want];
    const to = wanted?.kind === 'tag' ? hubs.get(wanted.tag) : places.get(wanted?.member ?? member);
    if (from === undefined || to === undefined || units === 0n) return [];
    return [{ give: from, get: to, quantity: Number(units), weight, offer, want }];
  });
}

function passOn(
  hub: number,
  { member, capacity }: TagCarrier,
  places: ReadonlyMap<string, number>,
): Order {
  return { give: hub, get: places.get(member) ?? 0, quantity: Number(capacity), weight: 0 };
}

/**
 * What one agent both gives and asks for of the same two issuers cancels out first, and does not take part: nobody
 * is matched with themselves. Each of their arcs is cut in the same proportion.
 */
function netted(offers: readonly Entered[], arcs: readonly Arc[], nodes: number): readonly Arc[] {
  const cut = new Map<Arc, number>();
  for (const theirs of arcsOfTraders(offers, arcs).values()) {
    const groups = Map.groupBy(theirs, ({ give, get }) => give * nodes + get);
    for (const forth of groups.values()) {
      const [first] = forth;
      const back = first && groups.get(first.get * nodes + first.give);
      if (back === undefined) continue;
      const parts = apportion(
        BigInt(Math.max(0, sumOf(forth) - sumOf(back))),
        forth.map(({ quantity }) => BigInt(quantity)),
      );
      for (const [index, arc] of forth.entries()) cut.set(arc, Number(parts[index] ?? 0n));
    }
  }
  return arcs.map((arc) => ({ ...arc, quantity: cut.get(arc) ?? arc.quantity }));
}

/** By author, the arcs of those who give stake in others: who only gives of themselves has no opposite offers. */
function arcsOfTraders(
  offers: readonly Entered[],
  arcs: readonly Arc[],
): ReadonlyMap<string, readonly Arc[]> {
  const traders = new Map<string, Arc[]>();
  for (const { member, give } of offers) if (give !== member) traders.set(member, []);
  for (const arc of arcs) traders.get(offers[arc.offer]?.member ?? noCause)?.push(arc);
  return traders;
}

function sumOf(arcs: readonly Arc[]): number {
  return arcs.reduce((sum, { quantity }) => sum + quantity, 0);
}
