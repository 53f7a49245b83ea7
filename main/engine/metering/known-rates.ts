/**
 * What is known of the work rate of each module: how long the reference core takes for one unit of its count
 * (rules R1). Kept over restarts; all rates in femtoseconds.
 *
 * What other nodes needed is best: the middle of what three of them or more measured cannot be moved by one.
 * Until then the own probe says it. What this machine measured while it worked for others is apart from that:
 * by it a lender sees whether somebody offers far too little.
 */
import * as v from 'valibot';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { count, hex32 } from '../../../shared/base/fields.ts';
import { femtosecondsPerUnitMax } from '../../../shared/domain/cpu-hours.ts';
import type { WorkStore } from '../ports.ts';

const suppliersForMedian = 3;
/** Suppliers whose measurements are remembered for a module; the oldest is forgotten first. */
const suppliersMax = 32;
/** Modules that are remembered; the one that was learnt of longest ago is forgotten first. */
const modulesMax = 5_000;

const Rate = v.pipe(count, v.minValue(1), v.maxValue(femtosecondsPerUnitMax));
const Known = v.object({
  probe: v.nullable(Rate),
  /** By suppliers, the newest last, one of each. */
  others: v.pipe(v.array(v.object({ supplier: hex32, rate: Rate })), v.maxLength(suppliersMax)),
  own: v.nullable(Rate),
});
type Known = v.InferOutput<typeof Known>;

const KnownJson = v.pipe(v.string(), v.parseJson(), Known);
const nothing: Known = { probe: null, others: [], own: null };

export interface KnownRates {
  /** What this module's lenders are told; null while nothing is known. */
  told(moduleHash: string): number | null;
  /** What this machine measured when it last ran the module for somebody. */
  own(moduleHash: string): number | null;
  learnProbe(moduleHash: string, rate: number): void;
  learnOwn(moduleHash: string, rate: number): void;
  learnOther(moduleHash: string, supplier: string, rate: number): void;
}

/** Reads what earlier starts have learnt. */
export function createKnownRates(work: WorkStore): KnownRates {
  const modules = new Map<string, Known>();
  for (const { key, state } of work.states('rates')) {
    const known = v.safeParse(KnownJson, state);
    if (known.success) modules.set(key, known.output);
  }

  function learn(moduleHash: string, now: Known): void {
    const before = modules.get(moduleHash) ?? nothing;
    modules.delete(moduleHash);
    modules.set(moduleHash, now);
    // Each write waits for the disk, and the next measurement of the same says much the same.
    if (isNews(before, now)) work.put('rates', moduleHash, JSON.stringify(now));
    dropOldest(modules, modulesMax, (oldest) => {
      work.remove('rates', oldest);
    });
  }

  const find = (moduleHash: string) => modules.get(moduleHash) ?? nothing;

  return {
    told(moduleHash) {
      const { probe, others } = find(moduleHash);
      return others.length < suppliersForMedian ? probe : median(others.map(({ rate }) => rate));
    },
    own: (moduleHash) => find(moduleHash).own,
    learnProbe(moduleHash, rate) {
      learn(moduleHash, { ...find(moduleHash), probe: rate });
    },
    learnOwn(moduleHash, rate) {
      learn(moduleHash, { ...find(moduleHash), own: rate });
    },
    learnOther(moduleHash, supplier, rate) {
      const known = find(moduleHash);
      const others = known.others.filter((other) => other.supplier !== supplier);
      learn(moduleHash, {
        ...known,
        others: [...others, { supplier, rate }].slice(-suppliersMax),
      });
    },
  };
}

/** Whether anything differs by more than a tenth from what is on the disk, or is new there. */
function isNews(before: Known, now: Known): boolean {
  const differ = (a: number | null, b: number | null) =>
    a === null || b === null ? a !== b : Math.abs(a - b) * 10 > a;
  const bySupplier = new Map(before.others.map(({ supplier, rate }) => [supplier, rate]));
  return (
    differ(before.probe, now.probe) ||
    differ(before.own, now.own) ||
    now.others.some(({ supplier, rate }) => differ(bySupplier.get(supplier) ?? null, rate))
  );
}

/** The lower of the two in the middle where there are two: the bound is stretched already. */
function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}
