/** What Linux itself counts for each thread of this process. */
import { readdirSync, readFileSync } from 'node:fs';

/** Nanoseconds on a processor by thread id, from the scheduler's own books. */
export function kernelCpuByThread(): ReadonlyMap<string, bigint> {
  const times = new Map<string, bigint>();
  for (const id of readdirSync('/proc/self/task')) {
    const nanoseconds = nanosecondsOf(id);
    if (nanoseconds !== null) times.set(id, nanoseconds);
  }
  return times;
}

function nanosecondsOf(threadId: string): bigint | null {
  try {
    const [onProcessor] = readFileSync(`/proc/self/task/${threadId}/schedstat`, 'utf8').split(' ');
    return BigInt(onProcessor ?? '0');
  } catch {
    return null; // the thread has ended meanwhile
  }
}

/** CPU time, in microseconds, of the thread that has used most of it since an earlier reading. */
export function mostUsed(before: ReadonlyMap<string, bigint>): number {
  const used = [...kernelCpuByThread()].map(([id, now]) => Number(now - (before.get(id) ?? 0n)));
  return Math.max(0, ...used) / 1000;
}
