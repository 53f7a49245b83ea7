import type { LendingTerms } from '../../shared/lending/terms.ts';

/** What the person chose, and what must outlive a restart but is nobody's record. */
export interface Settings {
  get(): SettingsValue;
  set(change: Partial<SettingsValue>): void;
}

export interface SettingsValue {
  readonly name: string | null;
  /** The community's code; null until one was named. */
  readonly community: string | null;
  /** The community with a record in which this machine lends and asks; null: an open group. */
  readonly place: {
    readonly id: string;
    readonly name: string;
    readonly startsAtMs: number;
    readonly epochMs: number;
  } | null;
  readonly lending: boolean;
  /** What was chosen before there were terms. */
  readonly coresLent: number | null;
  /** Null until any of them was chosen. */
  readonly terms: LendingTerms | null;
  /** The share of each lent core, in thousandths. */
  readonly shareMilli: number;
  /** As in the contract's lending state. */
  readonly pausedUntilMs: number | null;
  /** When a recovery file was last written here; null: never. */
  readonly recoverySavedAtMs: number | null;
  readonly rating: {
    readonly milli: number;
    readonly spreadMilli: number;
    readonly atMs: number;
    readonly processor: string | null;
    /** What it was measured with: another mix or meter makes another rating. */
    readonly measure: string;
  } | null;
}
