/**
 * What a network values (rules R11): a cause carries weight where it is held together with others that carry weight.
 * Of B, what each member holds under each cause of others, it is the principal eigenvector of BᵀB. For display only,
 * in floating point: nothing of it reaches the record.
 */
import { sortedEntries } from '../base/sorted.ts';

/** By holder, what is held under causes of others, in any unit; above 0. */
export type Held = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface CauseWeights {
  /** By cause: parts that add up to 1. */
  readonly weights: ReadonlyMap<string, number>;
  /** As many causes of equal weight as these amount to; 0 where none is held. */
  readonly effective: number;
}

/** Turns times entries of B: some tenth of a second, whatever is held. What still moves then is too little to be seen. */
const workMax = 5_000_000;
const turnsMost = 1_000;
const turnsLeast = 50;
/** Below a millionth of the whole no place of the display changes. */
const restsAt = 1e-9;

/** By power iteration, which needs no matrix but B itself. */
export function causeWeights(held: Held): CauseWeights {
  const causes = [...new Set([...held.values()].flatMap((row) => [...row.keys()]))].sort();
  const rows = rowsOf(held, new Map(causes.map((cause, index) => [cause, index])));
  const turns = Math.round(workMax / Math.max(1, rows.causes.length));
  let weights = Float64Array.from(causes, () => 1 / causes.length);
  for (let turn = 0; turn < Math.max(turnsLeast, Math.min(turnsMost, turns)); turn += 1) {
    const next = turned(rows, weights);
    const moved = next.reduce(
      (sum, each, index) => sum + Math.abs(each - (weights[index] ?? 0)),
      0,
    );
    weights = next;
    if (moved < restsAt) break;
  }
  const squares = weights.reduce((sum, each) => sum + each * each, 0);
  return {
    weights: new Map(causes.map((cause, index) => [cause, weights[index] ?? 0])),
    effective: squares === 0 ? 0 : 1 / squares,
  };
}

/** B, row after row: what each entry holds, under which cause, and where each row ends. */
interface Rows {
  readonly causes: Int32Array;
  readonly units: Float64Array;
  readonly ends: Int32Array;
}

function rowsOf(held: Held, places: ReadonlyMap<string, number>): Rows {
  let whole = 1;
  for (const row of held.values()) for (const units of row.values()) whole = Math.max(whole, units);
  const rows = sortedEntries(held).map(([, row]) => sortedEntries(row));
  const entries = rows.flat();
  let end = 0;
  return {
    causes: Int32Array.from(entries, ([cause]) => places.get(cause) ?? 0),
    units: Float64Array.from(entries, ([, units]) => units / whole),
    ends: Int32Array.from(rows, ({ length }) => (end += length)),
  };
}

/** One multiplication by BᵀB, with parts that add up to 1 again. */
function turned({ causes, units, ends }: Rows, weights: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(weights.length);
  let from = 0;
  for (const end of ends) {
    let sum = 0;
    for (let at = from; at < end; at += 1) {
      sum += (units[at] ?? 0) * (weights[causes[at] ?? 0] ?? 0);
    }
    for (let at = from; at < end; at += 1) {
      const cause = causes[at] ?? 0;
      next[cause] = (next[cause] ?? 0) + (units[at] ?? 0) * sum;
    }
    from = end;
  }
  const whole = next.reduce((sum, each) => sum + each, 0);
  return whole === 0 ? next : next.map((each) => each / whole);
}

/**
 * How alike the holders of causes are, from 0 (nobody holds both) to 1 (the same people in the same proportion), for
 * some causes, in their order.
 */
export function causeLikeness(held: Held, causes: readonly string[]): readonly number[][] {
  const places = new Map(causes.map((cause, index) => [cause, index]));
  const products = causes.map(() => causes.map(() => 0));
  for (const holder of [...held.keys()].sort()) {
    const row = [...(held.get(holder) ?? [])].flatMap(([cause, units]) => {
      const place = places.get(cause);
      return place === undefined ? [] : [{ place, units }];
    });
    for (const one of row) {
      const products1 = products[one.place];
      for (const other of row) {
        if (products1 !== undefined)
          products1[other.place] = (products1[other.place] ?? 0) + one.units * other.units;
      }
    }
  }
  return products.map((row, one) =>
    row.map((product, other) => {
      const both = (products[one]?.[one] ?? 0) * (products[other]?.[other] ?? 0);
      return both === 0 ? 0 : product / Math.sqrt(both);
    }),
  );
}
