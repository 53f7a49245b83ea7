/** What Linux itself counts for each thread of this process and of those that it has started. */
import { readdirSync, readFileSync } from 'node:fs';

/** Nanoseconds on a processor by thread id, from the scheduler's own books. */
export function kernelCpuByThread(): ReadonlyMap<string, bigint> {
  const times = new Map<string, bigint>();
  for (const id of [process.pid, ...descendantsOf(process.pid)])
    for (const thread of threadsOf(id)) {
      const nanoseconds = nanosecondsOf(id, thread);
      if (nanoseconds !== null) times.set(thread, nanoseconds);
    }
  return times;
}

/** Microseconds on a processor of all threads of these processes that live. */
export function kernelCpuOf(ids: readonly number[]): number {
  let nanoseconds = 0n;
  for (const id of ids)
    for (const thread of threadsOf(id)) nanoseconds += nanosecondsOf(id, thread) ?? 0n;
  return Number(nanoseconds / 1000n);
}

/** The processes that a process has started, and that those have. */
export function descendantsOf(id: number): readonly number[] {
  const children = threadsOf(id).flatMap((thread) =>
    textOf(`/proc/${String(id)}/task/${thread}/children`)
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function threadsOf(id: number): readonly string[] {
  try {
    return readdirSync(`/proc/${String(id)}/task`);
  } catch {
    return []; // it has ended meanwhile
  }
}

function nanosecondsOf(id: number, thread: string): bigint | null {
  const [onProcessor = ''] = textOf(`/proc/${String(id)}/task/${thread}/schedstat`).split(' ');
  return onProcessor === '' ? null : BigInt(onProcessor);
}

/** Empty when there is none, as of a thread that has ended meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** CPU time, in microseconds, of the thread that has used most of it since an earlier reading. */
export function mostUsed(before: ReadonlyMap<string, bigint>): number {
  const used = [...kernelCpuByThread()].map(([id, now]) => Number(now - (before.get(id) ?? 0n)));
  return Math.max(0, ...used) / 1000;
}
