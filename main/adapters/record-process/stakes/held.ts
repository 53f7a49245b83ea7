/** What is held under causes by others than their issuers: what a cause weighs, and who holds it. */
import type { Lots } from '../../../../shared/stake/market.ts';

export interface HeldCause {
  readonly units: bigint;
  readonly holders: ReadonlySet<string>;
}

/** By cause. Stake under a cause is stake in its issuer. */
export function heldByCause(lots: Lots): ReadonlyMap<string, HeldCause> {
  const held = new Map<string, { units: bigint; holders: Set<string> }>();
  for (const [holder, row] of lots) {
    for (const [issuer, byCause] of row) {
      if (issuer === holder) continue;
      for (const [cause, units] of byCause) {
        const sum = held.get(cause) ?? { units: 0n, holders: new Set<string>() };
        held.set(cause, sum);
        sum.units += units;
        sum.holders.add(holder);
      }
    }
  }
  return held;
}

/** By holder, what it holds under causes of others, in parts of one person. */
export function holdingsUnderCauses(
  lots: Lots,
  issued: bigint,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const whole = Number(issued);
  const rows = new Map<string, Map<string, number>>();
  for (const [holder, row] of lots) {
    const under = new Map<string, number>();
    for (const [issuer, byCause] of row) {
      if (issuer === holder) continue;
      for (const [cause, units] of byCause)
        under.set(cause, (under.get(cause) ?? 0) + Number(units) / whole);
    }
    if (under.size > 0) rows.set(holder, under);
  }
  return rows;
}
