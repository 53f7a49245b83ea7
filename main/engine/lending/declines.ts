/** What was turned down here in the last hour, counted by why. */
import type { Declined } from '../../../shared/lending/why.ts';
import type { Clock } from '../ports.ts';

const hourMs = 3_600_000;
/** Of the last hour; more says nothing new. */
const keptMax = 1_000;

export interface Declines {
  note(name: string, memoryBytes: number): void;
  lately(): readonly Declined[];
}

export function createDeclines(clock: Pick<Clock, 'elapsed'>): Declines {
  const kept: { readonly atMs: number; readonly name: string; readonly memoryBytes: number }[] = [];
  return {
    note(name, memoryBytes) {
      kept.push({ atMs: clock.elapsed(), name, memoryBytes });
      if (kept.length > keptMax) kept.shift();
    },
    lately() {
      const sinceMs = clock.elapsed() - hourMs;
      const counted = new Map<string, { times: number; memoryBytes: number }>();
      for (const { atMs, name, memoryBytes } of kept) {
        if (atMs < sinceMs) continue;
        const one = counted.get(name) ?? { times: 0, memoryBytes: 0 };
        one.times += 1;
        one.memoryBytes = Math.max(one.memoryBytes, memoryBytes);
        counted.set(name, one);
      }
      return [...counted].map(([name, one]) => ({ name, ...one }));
    },
  };
}
