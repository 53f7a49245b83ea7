/** The orders of a round of the stake market (rules R10), and what each of their units is worth to the round. */

/** What is given for what, by the numbers of issuers. An order is called an offer on screen. */
export interface Order {
  readonly give: number;
  readonly get: number;
  /** Whole units. */
  readonly quantity: number;
  /**
   * 1 plus the rounds that the order has waited, 4 at most (R10); anything from 1 in a book by hand. An arc of weight
   * 0 is nobody's order: it passes on what comes to a tag, and is worth nothing by itself.
   */
  readonly weight: number;
}

export interface Book {
  /** K: into how many slices of falling worth each order is cut, so that many are filled in part and few not at all. */
  readonly slices: number;
  /** How many issuers there are; orders name them from 0. */
  readonly nodes: number;
  readonly orders: readonly Order[];
  /** `fair` is the rule. `volume` clears as many units as can be, whoever's they are. */
  readonly objective: 'fair' | 'volume';
}

/** Whether sums and products over the book stay below 2^53, where doubles are exact. */
export function isExact({ slices, orders, nodes }: Book): boolean {
  let [units, mostWeight] = [0, 1];
  for (const { quantity, weight } of orders) {
    if (weight > 0 && quantity * slices >= exactMax) return false;
    units += quantity;
    mostWeight = Math.max(mostWeight, weight);
  }
  return units < exactMax && mostWeight * slices * (nodes + 33) ** 2 * 8 < exactMax;
}

const exactMax = 2 ** 53;

/** Slice k holds the units from ⌊kq/K⌋ up to ⌊(k+1)q/K⌋: the number of the slice that holds a unit. */
export function sliceOf(quantity: number, slices: number, unit: number): number {
  return Math.ceil(((unit + 1) * slices) / quantity) - 1;
}

/** How many units the first slices of an order hold. */
export function unitsIn(quantity: number, slices: number, first: number): number {
  return Math.floor((first * quantity) / slices);
}

/** What one unit of an order is worth by the fair objective, by the slice that holds it. */
export function worthOfUnit(
  quantity: number,
  weight: number,
  slices: number,
  unit: number,
): number {
  // What is worth nothing is not cut: a tag may pass on more than slices of whole numbers could count.
  return weight === 0 ? 0 : weight * (slices - sliceOf(quantity, slices, unit));
}

/** The marginal weight of one more unit of an order of which so many are filled. */
export function worthOfNext(order: Order, book: Book, filled: number): number {
  if (book.objective === 'volume') return order.weight > 0 ? 1 : 0;
  return worthOfUnit(order.quantity, order.weight, book.slices, filled);
}

/** Σ of the marginal weights of the units that are filled: slice by slice, as the first units count most. */
export function welfareOf(order: Order, slices: number, filled: number): bigint {
  if (filled === 0 || order.weight === 0) return 0n;
  const last = sliceOf(order.quantity, slices, filled - 1);
  // Σ_{k<last} (K−k)(units of slice k) = Σ_{k≤last} ⌊kq/K⌋ + (K−last)⌊last·q/K⌋, summed by parts.
  const whole = floorSum(BigInt(last + 1), BigInt(slices), BigInt(order.quantity));
  const rest = BigInt(filled - unitsIn(order.quantity, slices, last)) * BigInt(slices - last);
  const full = BigInt(slices - last) * BigInt(unitsIn(order.quantity, slices, last));
  return BigInt(order.weight) * (whole + full + rest);
}

/** Σ of ⌊k·a/m⌋ for k from 0 up to n, without n, in as many steps as Euclid's algorithm takes. */
function floorSum(n: bigint, m: bigint, a: bigint): bigint {
  let [sum, count, modulus, factor, offset] = [0n, n, m, a, 0n];
  for (;;) {
    sum += ((count * (count - 1n)) / 2n) * (factor / modulus) + count * (offset / modulus);
    const most = (factor % modulus) * count + (offset % modulus);
    if (most < modulus) return sum;
    // The points below the line, counted by rows instead of columns.
    [count, offset, factor, modulus] = [most / modulus, most % modulus, modulus, factor % modulus];
  }
}
