/**
 * Finds out the work rate of a module by running the beginning of a slice here, on the machine of whoever asks,
 * while somebody else runs all of it (rules R1). Its CPU time by the own rating, divided by its count, is what
 * the reference core takes for one unit.
 *
 * The beginning may be unlike the rest, so a lender may doubt the rate: the next probe is then sixteen times as
 * long. What is doubted after that is bounded no more, as is what cannot be tried here: the ceiling still is.
 */
import { femtosecondsPerUnitMax, workRateOf } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { SliceTask, SliceUse } from '../../../shared/jobs/task.ts';
import type { Ports } from '../ports.ts';
import { createTurns } from '../turns.ts';
import type { KnownRates } from './known-rates.ts';
import type { Rating } from './rating.ts';

/** CPU time of a probe, by how often the rate was doubted. */
const probeMicroseconds = [250_000, 4_000_000] as const;
/** For the rating to be known, for other probes to end, and for this one. Lenders wait for a minute. */
const probeWithinMs = 30_000;
const probesAtOnce = 2;

/** What a probe found. */
export interface Probed {
  readonly femtosecondsPerUnit: number;
  /** The work count of the whole slice, if the probe came to its end. */
  readonly sliceCount: number | null;
}

/** What is tried. */
export interface ProbeWish extends Pick<SliceTask, 'module' | 'input' | 'entry' | 'args'> {
  readonly moduleHash: string;
  readonly doubts: number;
}

export interface ModuleRates {
  /** Answers always, and in half a minute at most; aborting answers at once. */
  probe(wish: ProbeWish, signal: AbortSignal): Promise<Probed>;
}

interface ModuleRatesParts {
  readonly ports: Pick<Ports, 'clock' | 'runner' | 'log'>;
  readonly rating: Rating;
  readonly known: KnownRates;
}

/** Tries modules, a few at a time. */
export function createModuleRates({ ports, rating, known }: ModuleRatesParts): ModuleRates {
  const { clock, runner, log } = ports;
  const turns = createTurns(probesAtOnce);

  async function measure(wish: ProbeWish, signal: AbortSignal): Promise<Probed | null> {
    const cpuMicroseconds = probeMicroseconds[wish.doubts];
    if (cpuMicroseconds === undefined) return null;
    const ratingMilli = await rating.whenKnown(signal);
    if (ratingMilli === null) return null;
    return turns.take(async () => {
      if (signal.aborted) return null;
      const ended = await runner.run(taskOf(wish, cpuMicroseconds), signal, {
        progress: () => undefined,
      });
      const use = usableIn(ended);
      const rate = use === null ? null : workRateOf({ ...use, ratingMilli });
      if (rate === null) return null;
      // A longer look is believed rather than a shorter one.
      known.learnProbe(wish.moduleHash, rate);
      return { femtosecondsPerUnit: rate, sliceCount: ended.ok ? ended.value.workCount : null };
    });
  }

  return {
    async probe(wish, signal) {
      const giveUp = new AbortController();
      const cancel = clock.after(probeWithinMs, () => {
        giveUp.abort();
      });
      try {
        const found = await measure(wish, AbortSignal.any([signal, giveUp.signal]));
        if (found !== null) return found;
      } catch (cause) {
        log.warn('A program could not be tried here because of a fault.', cause);
      } finally {
        cancel();
      }
      if (!signal.aborted) {
        log.info(
          `How fast module ${wish.moduleHash.slice(0, 8)}… runs could not be found out here, so what it may ` +
            'cost is bounded by the ceiling alone.',
        );
      }
      return { femtosecondsPerUnit: femtosecondsPerUnitMax, sliceCount: null };
    },
  };
}

/** The same slice with the same limits but one, so that it begins in the very same way. */
function taskOf({ module, input, entry, args }: ProbeWish, cpuMicroseconds: number): SliceTask {
  return {
    module,
    input,
    entry,
    args,
    limits: {
      memoryBytes: limits.memoryBytesDefault,
      cpuMicroseconds,
      workUnits: Number.MAX_SAFE_INTEGER,
      wallMs: probeWithinMs,
      outputBytes: limits.resultBytes,
    },
    from: null,
    checkpointEvery: null,
  };
}

/** Whatever ended it, it has worked until then; but for what this machine could not do. */
function usableIn(ended: Awaited<ReturnType<Ports['runner']['run']>>): SliceUse | null {
  if (ended.ok) return ended.value;
  const { name } = ended.error;
  return name === 'sandbox_failed' || name === 'stopped' || name === 'time_limit'
    ? null
    : ended.error;
}
