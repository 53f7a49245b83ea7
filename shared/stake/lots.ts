/**
 * Who holds whom, and under which cause they came to (rules R9, R15). Every lot keeps the cause of the day on which it
 * was acquired; the sums over causes are the shares, and keep their two laws.
 */
import { assert } from '../base/assert.ts';
import { apportion } from '../domain/apportion.ts';
import { noCause } from './market.ts';
import type { Lots } from './market.ts';
import { sharesOf, withoutAgent } from './shares.ts';
import type { Shares } from './shares.ts';

/** Units of an issuer, under a cause, that come to a holder; below zero where they go. */
export interface LotMove {
  readonly holder: string;
  readonly issuer: string;
  readonly cause: string;
  readonly units: bigint;
}

type Row = ReadonlyMap<string, ReadonlyMap<string, bigint>>;

/** Who holds how much of whom, whatever for. */
export function sharesOfLots(lots: Lots): Shares {
  return new Map(
    Array.from(lots, ([holder, row]) => [
      holder,
      new Map(Array.from(row, ([issuer, byCause]) => [issuer, sumOf(byCause.values())])),
    ]),
  );
}

/** What a holder has of an issuer, under all causes. */
export function unitsOf(lots: Lots, holder: string, issuer: string): bigint {
  return sumOf(lots.get(holder)?.get(issuer)?.values() ?? []);
}

/** What a holder has of an issuer under one cause. */
export function lotOf(lots: Lots, holder: string, issuer: string, cause: string): bigint {
  return lots.get(holder)?.get(issuer)?.get(cause) ?? 0n;
}

/** Somebody joins, and holds all of themselves. */
export function withMember(lots: Lots, member: string, issued: bigint): Lots {
  assert(!lots.has(member), 'nobody joins twice');
  return new Map([...lots, [member, new Map([[member, new Map([[noCause, issued]])]])]]);
}

/** All moves at once; what is left of nothing is left out. Nobody gives what they do not hold. */
export function withMoves(lots: Lots, moves: Iterable<LotMove>): Lots {
  const changed = new Map<string, Map<string, Map<string, bigint>>>();
  for (const { holder, issuer, cause, units } of moves) {
    const row = changed.get(holder) ?? copyOf(lots.get(holder));
    changed.set(holder, row);
    const byCause = row.get(issuer) ?? new Map<string, bigint>();
    row.set(issuer, byCause);
    const left = (byCause.get(cause) ?? 0n) + units;
    if (left === 0n) byCause.delete(cause);
    else byCause.set(cause, left);
    if (byCause.size === 0) row.delete(issuer);
  }
  for (const row of changed.values()) {
    for (const byCause of row.values()) {
      for (const units of byCause.values())
        assert(units > 0n, 'nobody gives what they do not hold');
    }
  }
  return new Map([...lots, ...changed]);
}

/**
 * Somebody leaves, and whoever holds them inherits what they hold (`withoutAgent`). What is inherited keeps the causes
 * under which the leaving one held it, in their proportion; stake that comes back to its issuer needs none.
 */
export function withoutMember(lots: Lots, member: string, issued: bigint): Lots {
  const theirs = lots.get(member);
  assert(theirs !== undefined, 'only who is here leaves');
  const before = sharesOfLots(lots);
  const after = withoutAgent(before, member, issued);
  const stay = new Map(
    [...lots].flatMap(([holder, row]) =>
      holder === member ? [] : [[holder, without(row, member)]],
    ),
  );
  const moves: LotMove[] = [];
  for (const [holder, row] of after) {
    for (const [issuer, units] of row) {
      const inherited = units - sharesOf(before, holder, issuer);
      if (inherited === 0n) continue;
      const causes: ReadonlyMap<string, bigint> =
        holder === issuer ? new Map([[noCause, 1n]]) : (theirs.get(issuer) ?? new Map());
      moves.push(...partsOf({ holder, issuer, units: inherited }, causes));
    }
  }
  return withMoves(stay, moves);
}

function partsOf(
  { holder, issuer, units }: Omit<LotMove, 'cause'>,
  weights: ReadonlyMap<string, bigint>,
): readonly LotMove[] {
  const causes = [...weights.keys()].sort();
  const parts = apportion(
    units,
    causes.map((cause) => weights.get(cause) ?? 0n),
  );
  return causes.map((cause, index) => ({ holder, issuer, cause, units: parts[index] ?? 0n }));
}

function without(row: Row, issuer: string): Row {
  if (!row.has(issuer)) return row;
  return new Map([...row].filter(([each]) => each !== issuer));
}

function copyOf(row: Row | undefined): Map<string, Map<string, bigint>> {
  return new Map(Array.from(row ?? [], ([issuer, byCause]) => [issuer, new Map(byCause)]));
}

function sumOf(units: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const each of units) sum += each;
  return sum;
}
