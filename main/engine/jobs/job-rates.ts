/** The work rates of this person's own jobs: found out once for each, told to lenders, and learnt from receipts. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { workRateOf } from '../../../shared/domain/cpu-hours.ts';
import type { ReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { KnownRates } from '../metering/known-rates.ts';
import type { ModuleRates } from '../metering/module-rates.ts';
import type { Log } from '../ports.ts';
import type { JobBook } from './job-book.ts';

/** Shorter than this, a slice says little about its module. */
const tellingMicroseconds = 10_000;

export interface JobRates {
  /** What is known of the job's module, unless somebody doubts it. */
  known(id: string): number | null;
  /** Finds out the rate of a job, if nobody does so already, and answers once. */
  find(id: string, found: (femtosecondsPerUnit: number) => void): void;
  /** Learns from a receipt of somebody else, and says when two nodes counted the same slice differently. */
  learn(id: string, body: ReceiptBody): void;
  /** The job has ended. */
  forget(id: string): void;
  stop(): void;
}

interface JobRatesParts {
  readonly book: JobBook;
  readonly known: KnownRates;
  readonly moduleRates: ModuleRates;
  readonly log: Log;
}

/** Asks for probes, and remembers what they counted. */
export function createJobRates({ book, known, moduleRates, log }: JobRatesParts): JobRates {
  const probes = new Map<string, AbortController>();
  /** The work count of the whole slice, of jobs whose probe came to its end. */
  const counts = new Map<string, number>();

  async function probe(id: string, signal: AbortSignal): Promise<number | null> {
    const job = book.find(id);
    const module = book.module(id);
    const input = book.input(id);
    if (job === null || module === null || input === null) return null;
    const { moduleHash, entry, args, progress } = job;
    const wish = { moduleHash, module, input, entry, args, doubts: progress.rateDoubts };
    const { femtosecondsPerUnit, sliceCount } = await moduleRates.probe(wish, signal);
    if (signal.aborted) return null;
    if (sliceCount !== null) counts.set(id, sliceCount);
    return femtosecondsPerUnit;
  }

  function forget(id: string): void {
    probes.get(id)?.abort();
    probes.delete(id);
    counts.delete(id);
  }

  return {
    known(id) {
      const job = book.find(id);
      return job === null || job.progress.rateDoubts > 0 ? null : known.told(job.moduleHash);
    },
    find(id, found) {
      if (probes.has(id)) return;
      const ending = new AbortController();
      probes.set(id, ending);
      probe(id, ending.signal)
        .then((rate) => {
          if (probes.get(id) === ending) probes.delete(id);
          if (rate !== null) found(rate);
        })
        .catch((cause: unknown) => {
          log.warn('The work rate of a job could not be found out because of a fault.', cause);
        });
    },
    learn(id, { supplier, cpuMicroseconds, ratingMilli, workCount }) {
      const job = book.find(id);
      const rate = workRateOf({ cpuMicroseconds, ratingMilli, workCount });
      if (job === null) return;
      if (rate !== null && cpuMicroseconds >= tellingMicroseconds) {
        known.learnOther(job.moduleHash, bytesToHex(supplier), rate);
      }
      // One slice has one count, wherever it runs: one of the two is wrong, or has counted wrongly.
      const counted = counts.get(id);
      if (counted !== undefined && counted !== workCount) {
        log.warn(
          `Job ${id} was counted as ${String(counted)} units here, and as ${String(workCount)} by ` +
            `${bytesToHex(supplier)}.`,
        );
      }
    },
    forget,
    stop() {
      for (const id of [...probes.keys()]) forget(id);
    },
  };
}
