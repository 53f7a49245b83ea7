/** How fast one core of this machine is against the reference core; measured, never declared. */
import { ratingMilliMax } from '../../../shared/domain/cpu-hours.ts';
import type { Ports } from '../ports.ts';

/** A rating holds for seven days, or until the processor is another one (rules R1). */
const validMs = 7 * 86_400_000;
const retryMs = 60_000;
const lookEveryMs = 3_600_000;

export interface Rating {
  /** In thousandths; null until it is measured. */
  milli(): number | null;
  /** Measures, unless a valid rating is known, and again when it has run out. Calls `onChange` after it. */
  ensure(): void;
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

  function later(ms: number, action: () => void): void {
    cancel();
    if (!isStopped) cancel = clock.after(ms, action);
  }

  function valid(): number | null {
    const { rating } = settings.get();
    if (rating === null || clock.now() - rating.atMs > validMs || rating.atMs > clock.now())
      return null;
    return processor === null || rating.processor === processor ? rating.milli : null;
  }

  async function measure(): Promise<void> {
    processor = (await machine.read()).processor;
    if (valid() === null) {
      const milli = Math.min((await runner.rate()).milli, ratingMilliMax);
      settings.set({ rating: { milli, atMs: clock.now(), processor } });
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
      });
  }

  return {
    milli: valid,
    ensure,
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
}
