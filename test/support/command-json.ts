/** What the commands answer with `--json`, in the types of the contract. */
import type {
  BalanceView,
  EntryView,
  JobListView,
  LendingView,
  NodeStatusView,
  PeopleView,
  StatementView,
} from '../../shared/api/contract.ts';
import type { JobDetailView } from '../../shared/api/jobs-shape.ts';
import type { JobReport } from '../../main/headless/commands/job-report.ts';

/** A value as it is after a way through JSON. */
export type OnWire<Value> = Value extends bigint | Uint8Array
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly OnWire<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: OnWire<Value[Key]> }
      : Value;

export interface CommandJson {
  readonly status: OnWire<NodeStatusView & { lending: LendingView; url: string; pid: number }>;
  readonly people: OnWire<PeopleView>;
  readonly hours: OnWire<{
    total: BalanceView;
    people: StatementView['people'];
    receipts: number;
    entries: EntryView[];
  }>;
  /** With `--wait`. */
  readonly 'job run': OnWire<JobReport>;
  readonly 'job list': OnWire<JobListView>;
  readonly 'job show': OnWire<JobDetailView>;
  readonly 'job result': OnWire<JobReport>;
  readonly 'job cancel': { readonly job: string };
  readonly lend: { readonly done: true };
  readonly pause: { readonly done: true };
  readonly resume: { readonly done: true };
}
