/**
 * What the market leaves behind at a certified height, for the memory (rules R15): causes that were made, what
 * attestors said of them, and what became of them. The state forgets a cause in the end; these notes are kept.
 */
import * as v from 'valibot';
import { count, hex32, integer, text, toWire } from '../base/fields.ts';
import { causeChecks, comparators } from './market.ts';
import type { Cause, CauseOutcome, StakeMarket } from './market.ts';

/** What an attestor saw, in thousandths of the cause's unit. */
export interface AttestationNote {
  readonly cause: string;
  readonly by: string;
  readonly seen: bigint;
  readonly note: string;
}

export interface CauseNote extends Cause {
  readonly id: string;
  readonly issuer: string;
  readonly countedBefore: bigint;
}

export interface MarketNotes {
  readonly height: number;
  /** The last epoch that this height closed. */
  readonly epoch: number;
  /** The round in which it was certified. */
  readonly round: number;
  /** Ascending by id. */
  readonly causes: readonly CauseNote[];
  readonly attestations: readonly AttestationNote[];
  readonly outcomes: readonly { readonly cause: string; readonly outcome: CauseOutcome }[];
}

/** What is to be kept of a height, by the markets before and after it; null where nothing happened. */
export function marketNotesOf(
  before: StakeMarket,
  after: StakeMarket,
  at: { readonly height: number; readonly epoch: number },
  attestations: readonly AttestationNote[],
): MarketNotes | null {
  const ids = [...after.causes.keys()].sort();
  const causes = ids.flatMap((id) => {
    const cause = after.causes.get(id);
    return cause === undefined || before.causes.has(id) ? [] : [noteOf(id, cause)];
  });
  const outcomes = ids.flatMap((cause) => {
    const outcome = after.causes.get(cause)?.outcome ?? null;
    const was = before.causes.get(cause)?.outcome ?? null;
    return outcome === null || was !== null ? [] : [{ cause, outcome }];
  });
  const isQuiet = causes.length + outcomes.length + attestations.length === 0;
  return isQuiet ? null : { ...at, round: before.round, causes, attestations, outcomes };
}

function noteOf(id: string, cause: Cause & Pick<CauseNote, 'issuer' | 'countedBefore'>): CauseNote {
  const { issuer, countedBefore, statement, beneficiaries, metric, unit, comparator } = cause;
  const { baseline, target, deadline, check, attestors, tags, replaces } = cause;
  return {
    ...{ id, issuer, countedBefore, statement, beneficiaries, metric, unit, comparator },
    ...{ baseline, target, deadline, check, attestors, tags, replaces },
  };
}

const Note = v.object({
  id: hex32,
  issuer: hex32,
  countedBefore: integer,
  statement: text(600),
  beneficiaries: text(200),
  metric: text(120),
  unit: text(40),
  comparator: v.picklist(comparators),
  baseline: integer,
  target: integer,
  deadline: count,
  check: v.picklist(causeChecks),
  attestors: count,
  tags: v.array(text(24)),
  replaces: v.nullable(hex32),
});

const Outcome = v.object({
  verdict: v.picklist(['met', 'missed', 'contested']),
  achieved: v.nullable(integer),
  round: count,
});

const Notes = v.object({
  height: count,
  epoch: count,
  round: count,
  causes: v.array(Note),
  attestations: v.array(v.object({ cause: hex32, by: hex32, seen: integer, note: text(300) })),
  outcomes: v.array(v.object({ cause: hex32, outcome: Outcome })),
});

const Text = v.pipe(v.string(), v.parseJson(), Notes);

/** As text to keep. */
export function writeMarketNotes(notes: MarketNotes): string {
  return JSON.stringify(toWire(notes));
}

/** The way back; null for what is none. */
export function readMarketNotes(kept: string): MarketNotes | null {
  const read = v.safeParse(Text, kept);
  return read.success ? read.output : null;
}
