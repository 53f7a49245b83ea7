/** A job with its slices, their answers and its bill, as programs read it. */
import type { EntryView, JobView } from '../../../shared/api/contract.ts';
import type { SliceResultView, SliceView } from '../../../shared/api/slices-shape.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { until } from '../connect.ts';
import { eachResult, resultValue } from './job-results.ts';
import type { Client } from './job-session.ts';

const slicesAtOnce = 200;
const entriesAtOnce = 1_000;
/** Receipts are signed within moments after the last answer. */
const signedWithinMs = 15_000;

export interface JobReport {
  readonly job: JobView;
  readonly slices: readonly ReturnType<typeof reportedSlice>[];
  readonly bill: Bill;
}

export interface Bill {
  /** What the receipts come to, in micro-CPU-hours. */
  readonly used: bigint;
  readonly receipts: readonly Pick<
    EntryView,
    'receipt' | 'with' | 'slice' | 'cpuMicroseconds' | 'workCount' | 'microCpuHours'
  >[];
}

/** All of it. `wantsResults` is false where they were written to a place of their own. */
export async function reportOf(
  client: Client,
  job: JobView,
  wantsResults: boolean,
): Promise<Result<JobReport, Refusal>> {
  const results = new Map<number, SliceResultView>();
  if (wantsResults) {
    const read = await eachResult(client, job.id, (page) => {
      for (const result of page) results.set(result.index, result);
      return Promise.resolve(ok(null));
    });
    if (!read.ok) return read;
  }
  const slices = await slicesOfJob(client, job.id, null);
  if (!slices.ok) return slices;
  const bill = await billOf(client, job);
  if (!bill.ok) return bill;
  const reported = slices.value.map((slice) => reportedSlice(slice, results.get(slice.index)));
  return ok({ job, slices: reported, bill: bill.value });
}

/** Every slice in order, or those of one state. */
export async function slicesOfJob(
  client: Client,
  job: string,
  state: SliceView['state'] | null,
): Promise<Result<readonly SliceView[], Refusal>> {
  const all: SliceView[] = [];
  for (;;) {
    const from = (all.at(-1)?.index ?? -1) + 1;
    const page = await client.jobs.slices({ job, from, limit: slicesAtOnce, state });
    if (!page.ok) return page;
    all.push(...page.value.slices);
    if (page.value.slices.length < slicesAtOnce) return ok(all);
  }
}

/** The job once nothing of it waits for a signature any more, or as it stands after a while. */
export async function whenPaid(client: Client, job: JobView): Promise<Result<JobView, Refusal>> {
  let last = job;
  const timer = new AbortController();
  const tooLate = new Promise<Result<JobView, Refusal>>((resolve) => {
    const timeout = setTimeout(() => {
      resolve(ok(last));
    }, signedWithinMs);
    timer.signal.addEventListener('abort', () => {
      clearTimeout(timeout);
    });
  });
  const paid = until(client.jobs.list, ({ jobs }) => {
    last = jobs.find(({ id }) => id === job.id) ?? last;
    return last.endedAtMs === null || last.setAside === 0n ? last : null;
  });
  const done = await Promise.race([paid, tooLate]);
  timer.abort();
  return done;
}

/** The receipts of a job as they stand in the statement of this node, newest first. */
async function billOf(client: Client, job: JobView): Promise<Result<Bill, Refusal>> {
  const receipts: Bill['receipts'][number][] = [];
  let before: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<Client['hours']['entries']>> = await client.hours.entries({
      before,
      limit: entriesAtOnce,
    });
    if (!page.ok) return page;
    const { entries } = page.value;
    for (const entry of entries) {
      if (entry.direction !== 'used' || entry.job !== job.id) continue;
      const { receipt, with: person, slice, cpuMicroseconds, workCount, microCpuHours } = entry;
      receipts.push({ receipt, with: person, slice, cpuMicroseconds, workCount, microCpuHours });
    }
    const last = entries.at(-1);
    if (entries.length < entriesAtOnce || last === undefined || last.keptAtMs < job.createdAtMs) {
      const used = receipts.reduce((sum, { microCpuHours }) => sum + microCpuHours, 0n);
      return ok({ used, receipts });
    }
    before = last.receipt;
  }
}

function reportedSlice(slice: SliceView, result: SliceResultView | undefined) {
  const { index, name, state, sentence, verified, fault, answers } = slice;
  const settled = answers.find(({ resultHash }) => resultHash === slice.result?.hash);
  return {
    ...{ index, name, state, sentence },
    media: slice.result?.media ?? null,
    result: result === undefined ? null : resultValue(result),
    hash: slice.result?.hash ?? null,
    workCount: result?.workCount ?? settled?.workCount ?? null,
    ...{ verified, fault },
    answers: answers.map((answer) => ({
      person: answer.person,
      here: answer.here,
      purpose: answer.purpose,
      state: answer.state,
      hash: answer.resultHash,
      workCount: answer.workCount,
      cpuMicroseconds: answer.cpuMicroseconds,
      cost: answer.cost,
      receipt: answer.receipt,
      reason: answer.reason,
    })),
  };
}
