import type { Link } from './link.ts';

/** Thins out a stream of values: the first at once, then the newest, never a queue. */
export interface Coalescer<Value> {
  readonly offer: (value: Value) => void;
  stop(): void;
}

/** Ten values a second are as many as an eye can use. */
export const topicIntervalMs = 100;

export function createCoalescer<Value>(
  link: Link,
  timer: { after(ms: number, action: () => void): () => void },
  send: (value: Value) => void,
): Coalescer<Value> {
  let newest: { readonly value: Value } | null = null;
  let cancelWait: (() => void) | null = null;
  let isStopped = false;

  function pass(): void {
    cancelWait = null;
    if (newest === null || isStopped) return;
    // The wait begins before the value is sent: sending may stop this.
    cancelWait = timer.after(topicIntervalMs, pass);
    if (link.isBusy?.() === true) return;
    const { value } = newest;
    newest = null;
    send(value);
  }
  return {
    offer(value) {
      if (isStopped) return;
      newest = { value };
      if (cancelWait === null) pass();
    },
    stop() {
      isStopped = true;
      newest = null;
      cancelWait?.();
      cancelWait = null;
    },
  };
}
