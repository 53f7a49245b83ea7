/**
 * The part of V8's heap for what has just been made. It grows while the program starts, to some 16 MB that a node at
 * rest never fills, and V8 gives none of it back while nothing happens. So it is kept as small as it begins until
 * there is something to do. And one thread collects it: with helpers, which are awake until the last of them is done, a
 * collection takes as long and three times the processor time.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';

/** So many collections in a second, and the node has something to do. At rest there is less than one. */
const busyPerSecond = 20;

/** Before the program loads what it needs. The flags are asked at each turn, so they can be set at any time. */
export function keepNurserySmall(): void {
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** From now on it grows as usual as soon as much is made and thrown away: a small one costs processor time then. */
export function letNurseryGrowWhenBusy(): void {
  const lately: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) {
      lately.push(startTime);
      const earlier = lately.length > busyPerSecond ? lately.shift() : undefined;
      if (earlier === undefined || startTime - earlier > 1_000) continue;
      setFlagsFromString('--semi-space-growth-factor=2');
      observer.disconnect();
      return;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
}
