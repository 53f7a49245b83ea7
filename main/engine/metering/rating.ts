/** How fast one core of this machine is against the reference core; measured, never declared. */
import { ratingMilliMax } from '../../../shared/domain/cpu-hours.ts';
import { ratingMeasure } from '../../../shared/domain/rating-measure.ts';
import type { Ports } from '../ports.ts';
import type { SettingsValue } from '../settings.ts';

/** A rating holds for seven days, or until the processor, the mix or the meter is another one (rules R1). */
const validMs = 7 * 86_400_000;
const retryMs = 60_000;
const lookEveryMs = 3_600_000;

export interface Rating {
  /** In thousandths; null until it is measured. */
  milli(): number | null;
  /** Half the distance between the quartiles of the measurements, in thousandths; null until it is measured. */
  spreadMilli(): number | null;
  /** When it was measured; null until it is. */
  atMs(): number | null;
  /** Measures, unless a valid rating is known, and again when it has run out. Calls `onChange` after it. */
  ensure(): void;
  /** In thousandths, as soon as it is measured; null when it is no longer waited for. */
  whenKnown(signal: AbortSignal): Promise<number | null>;
  stop(): void;
}

/** Keeps this machine's rating in the settings and measures it when it is due. */
export function createRating(
  {
    clock,
    runner,
    machine,
    settings,
    log,
  }: Pick<Ports, 'clock' | 'runner' | 'machine' | 'settings' | 'log'>,
  onChange: () => void,
): Rating {
  let isMeasuring = false;
  let processor: string | null = null;
  let isStopped = false;
  let cancel = () => undefined as void;
  const waiting = new Set<() => void>();

  function later(ms: number, action: () => void): void {
    cancel();
    if (!isStopped) cancel = clock.after(ms, action);
  }

  function valid(): SettingsValue['rating'] {
    const { rating } = settings.get();
    if (rating === null || rating.measure !== ratingMeasure) return null;
    if (clock.now() - rating.atMs > validMs || rating.atMs > clock.now()) return null;
    return processor === null || rating.processor === processor ? rating : null;
  }

  async function measure(): Promise<void> {
    processor = (await machine.read()).processor;
    if (valid() === null) {
      const { milli, spreadMilli } = await runner.rate();
      if (isStopped) return;
      const rating = {
        milli: Math.min(milli, ratingMilliMax),
        spreadMilli,
        atMs: clock.now(),
        processor,
        measure: ratingMeasure,
      };
      settings.set({ rating });
      log.info(`One core of this machine is ${String(milli / 1000)} times the reference core.`);
    }
    onChange();
  }

  function ensure(): void {
    if (isMeasuring) return;
    isMeasuring = true;
    measure()
      .then(() => {
        later(lookEveryMs, onChange);
      })
      .catch((cause: unknown) => {
        log.warn(
          'The speed of this machine could not be measured; trying again in a minute.',
          cause,
        );
        later(retryMs, ensure);
      })
      .finally(() => {
        isMeasuring = false;
        if (valid() !== null) for (const tell of [...waiting]) tell();
      });
  }

  return {
    milli: () => valid()?.milli ?? null,
    spreadMilli: () => valid()?.spreadMilli ?? null,
    atMs: () => valid()?.atMs ?? null,
    ensure,
    whenKnown(signal) {
      const known = valid();
      if (known !== null || signal.aborted) return Promise.resolve(known?.milli ?? null);
      return new Promise((resolve) => {
        const tell = () => {
          waiting.delete(tell);
          signal.removeEventListener('abort', tell);
          resolve(valid()?.milli ?? null);
        };
        waiting.add(tell);
        signal.addEventListener('abort', tell);
        ensure();
      });
    },
    stop: () => {
      isStopped = true;
      cancel();
      for (const tell of [...waiting]) tell();
    },
  };
}
