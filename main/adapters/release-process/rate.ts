/** How much comes in each second, over the last seconds. */
import type { Clock } from '../../engine/ports.ts';

export interface Rate {
  add(amount: number): void;
  perSecond(): number;
}

const windowMs = 5_000;
const steps = 10;

export function createRate(clock: Pick<Clock, 'elapsed'>): Rate {
  const sums = new Array<number>(steps).fill(0);
  const stepMs = windowMs / steps;
  const startedAt = clock.elapsed();
  let last = 0;

  function advance(): void {
    const now = Math.floor((clock.elapsed() - startedAt) / stepMs);
    for (let step = Math.max(last + 1, now - steps + 1); step <= now; step++)
      sums[step % steps] = 0;
    last = now;
  }

  return {
    add(amount) {
      advance();
      sums[last % steps] = (sums[last % steps] ?? 0) + amount;
    },
    perSecond() {
      advance();
      const seconds = Math.min(windowMs, Math.max(stepMs, clock.elapsed() - startedAt)) / 1_000;
      return Math.round(sums.reduce((all, each) => all + each, 0) / seconds);
    },
  };
}
