/**
 * What a network values (rules R11): a cause carries weight where it is held together with others that carry weight.
 * Of B, what each member holds under each cause of others, it is the principal eigenvector of BᵀB. For display only,
 * in floating point: nothing of it reaches the record.
 */

/** By holder, what is held under causes of others, in any unit; above 0. */
export type Held = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface CauseWeights {
  /** By cause: parts that add up to 1. */
  readonly weights: ReadonlyMap<string, number>;
  /** As many causes of equal weight as these amount to; 0 where none is held. */
  readonly effective: number;
}

const turnsMax = 1_000;
/** Below a millionth of the whole no place of the display changes. */
const restsAt = 1e-9;

/** By power iteration, which needs no matrix but B itself. */
export function causeWeights(held: Held): CauseWeights {
  const causes = [...new Set([...held.values()].flatMap((row) => [...row.keys()]))].sort();
  const rows = rowsOf(held, new Map(causes.map((cause, index) => [cause, index])));
  let weights = causes.map(() => 1 / causes.length);
  for (let turn = 0; turn < turnsMax; turn += 1) {
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

type Row = readonly (readonly [cause: number, units: number])[];

function rowsOf(held: Held, places: ReadonlyMap<string, number>): readonly Row[] {
  const whole = Math.max(1, ...[...held.values()].flatMap((row) => [...row.values()]));
  return [...held.keys()].sort().map((holder) => {
    const row = held.get(holder) ?? new Map<string, number>();
    return [...row.keys()]
      .sort()
      .map((cause) => [places.get(cause) ?? 0, (row.get(cause) ?? 0) / whole]);
  });
}

/** One multiplication by BᵀB, with parts that add up to 1 again. */
function turned(rows: readonly Row[], weights: readonly number[]): number[] {
  const next = weights.map(() => 0);
  for (const row of rows) {
    const sum = row.reduce((so, [cause, units]) => so + units * (weights[cause] ?? 0), 0);
    for (const [cause, units] of row) next[cause] = (next[cause] ?? 0) + units * sum;
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
