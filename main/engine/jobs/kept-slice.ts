/** A slice as it is kept: its state, and what people see of its runs beside that. */
import * as v from 'valibot';
import { count, hex32, integer, text, toWire } from '../../../shared/base/fields.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { keptSlice } from '../../../shared/jobs/kept-slice.ts';
import type { Slice } from '../../../shared/jobs/slice-state.ts';

/** Of one run; moments by the wall's clock, in milliseconds. */
const Facts = v.object({
  sinceMs: count,
  cpuMicroseconds: count,
  workCount: count,
  cost: v.nullable(integer),
  receipt: v.nullable(hex32),
  reason: v.nullable(text(limits.detailLength)),
  /** How far it says it is, in thousandths. */
  progressMilli: v.optional(v.nullable(count), null),
  /** Where it was taken up, by whose work. */
  from: v.optional(v.nullable(v.object({ cpuMicroseconds: count, by: v.array(hex32) })), null),
  /** What it wrote, in lines that can be shown. */
  console: v.optional(text(limits.consoleLength), ''),
});

const Kept = v.object({
  /** Text within the text, where an earlier version of the program kept it. */
  slice: v.union([keptSlice, v.pipe(v.string(), v.parseJson(), keptSlice)]),
  facts: v.record(v.pipe(v.string(), v.regex(/^\d{1,4}$/)), Facts),
});
const KeptJson = v.pipe(v.string(), v.parseJson(), Kept);

export type RunFacts = v.InferOutput<typeof Facts>;

export interface KeptSlice {
  readonly slice: Slice;
  /** By the number of the run. */
  readonly facts: ReadonlyMap<number, RunFacts>;
}

/** What was kept as this text, or null where it is something else. */
export function parseKeptSlice(state: string): KeptSlice | null {
  const parsed = v.safeParse(KeptJson, state);
  if (!parsed.success) return null;
  const facts = Object.entries(parsed.output.facts).map(
    ([run, each]) => [Number(run), each] as const,
  );
  return { slice: parsed.output.slice, facts: new Map(facts) };
}

/** As it is kept. */
export function keptSliceText({ slice, facts }: KeptSlice): string {
  return JSON.stringify(toWire({ slice, facts: Object.fromEntries(facts) }));
}

/** Nothing is known of a run that has just begun. */
export function newFacts(sinceMs: number): RunFacts {
  return {
    ...{ sinceMs, cpuMicroseconds: 0, workCount: 0, cost: null, receipt: null, reason: null },
    ...{ progressMilli: null, from: null, console: '' },
  };
}
