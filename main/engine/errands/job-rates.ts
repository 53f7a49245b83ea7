/** The work rates of this person's own jobs: found out once for each, told to lenders, and learnt from receipts. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { workRateOf } from '../../../shared/domain/cpu-hours.ts';
import type { ReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { KnownRates } from '../metering/known-rates.ts';
import type { ModuleRates } from '../metering/module-rates.ts';
import type { Log } from '../ports.ts';
import type { ErrandSource, ErrandWish } from './contract.ts';

/** Shorter than this, a slice says little about its module. */
const tellingMicroseconds = 10_000;

type Of = Pick<ErrandWish, 'job' | 'slice'>;

export interface JobRates {
  /** What whoever works on the job is told; null until it is known. */
  known(job: string): number | null;
  /** Finds out the rate of a job with this slice of it, if nobody does so already; it is told when it is there. */
  find(of: Of): void;
  /** Somebody measured far more: the next look is more thorough. */
  doubted(job: string, femtosecondsPerUnit: number | null): void;
  /** Learns from an answer of somebody else, and says when two nodes counted the same slice differently. */
  learn(of: Of, body: ReceiptBody): void;
  /** Nothing is open of this job. */
  forget(job: string): void;
  stop(): void;
}

interface JobRatesParts {
  readonly source: Pick<ErrandSource, 'jobOf' | 'moduleOf' | 'inputOf'>;
  readonly known: KnownRates;
  readonly moduleRates: ModuleRates;
  readonly log: Log;
  readonly onRate: (job: string, femtosecondsPerUnit: number) => void;
}

interface Rate {
  doubts: number;
  doubted: number | null;
  found: number | null;
  probe: AbortController | null;
  /** The work count of a whole slice, where the probe came to its end. */
  counted: { readonly slice: number; readonly count: number } | null;
}

/** Asks for probes, and remembers what they counted. */
export function createJobRates(parts: JobRatesParts): JobRates {
  const { source, known, moduleRates, log, onRate } = parts;
  const rates = new Map<string, Rate>();

  function rateOf(job: string): Rate {
    const rate = rates.get(job) ?? {
      doubts: 0,
      doubted: null,
      found: null,
      probe: null,
      counted: null,
    };
    rates.set(job, rate);
    return rate;
  }

  async function probe(
    { job, slice }: Of,
    rate: Rate,
    signal: AbortSignal,
  ): Promise<number | null> {
    const spec = source.jobOf(job);
    const module = source.moduleOf(job);
    const input = source.inputOf(job, slice);
    if (spec === null || module === null || input === null) return null;
    const { moduleHash, entry, args } = spec;
    const wish = { moduleHash, module, input, entry, args, doubts: rate.doubts };
    const { femtosecondsPerUnit, sliceCount } = await moduleRates.probe(wish, signal);
    if (signal.aborted) return null;
    if (sliceCount !== null) rate.counted = { slice, count: sliceCount };
    return femtosecondsPerUnit;
  }

  function forget(job: string): void {
    rates.get(job)?.probe?.abort();
    rates.delete(job);
  }

  return {
    known(job) {
      const rate = rates.get(job);
      if (rate !== undefined && (rate.found !== null || rate.doubts > 0)) return rate.found;
      const spec = source.jobOf(job);
      return spec === null ? null : known.told(spec.moduleHash);
    },
    find(of) {
      const rate = rateOf(of.job);
      if (rate.probe !== null) return;
      const ending = new AbortController();
      rate.probe = ending;
      probe(of, rate, ending.signal)
        .then((femtosecondsPerUnit) => {
          if (rate.probe === ending) rate.probe = null;
          if (femtosecondsPerUnit === null) return;
          rate.found = femtosecondsPerUnit;
          if (rate.doubted === femtosecondsPerUnit) rate.doubted = null;
          onRate(of.job, femtosecondsPerUnit);
        })
        .catch((cause: unknown) => {
          log.warn('The work rate of a job could not be found out because of a fault.', cause);
        });
    },
    doubted(job, femtosecondsPerUnit) {
      const rate = rateOf(job);
      // Many who were told the same rate may doubt it; it is found out anew once.
      if (femtosecondsPerUnit === null || femtosecondsPerUnit === rate.doubted) return;
      rate.doubted = femtosecondsPerUnit;
      rate.doubts += 1;
      rate.found = null;
    },
    learn({ job, slice }, { supplier, cpuMicroseconds, ratingMilli, workCount }) {
      const spec = source.jobOf(job);
      const rate = workRateOf({ cpuMicroseconds, ratingMilli, workCount });
      if (spec !== null && rate !== null && cpuMicroseconds >= tellingMicroseconds) {
        known.learnOther(spec.moduleHash, bytesToHex(supplier), rate);
      }
      // One slice has one count, wherever it runs: one of the two is wrong, or has counted wrongly.
      const counted = rates.get(job)?.counted ?? null;
      if (counted?.slice === slice && counted.count !== workCount) {
        log.warn(
          `Job ${job} was counted as ${String(counted.count)} units here, and as ${String(workCount)} by ` +
            `${bytesToHex(supplier)}.`,
        );
      }
    },
    forget,
    stop() {
      for (const job of [...rates.keys()]) forget(job);
    },
  };
}
