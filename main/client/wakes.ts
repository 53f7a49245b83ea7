/** The moments at which something may have changed, as a topic tells them. */
import type { ClientTopic } from '../../shared/api/client.ts';
import { err, ok } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';

export interface Wakes {
  /** After the next value of the topic, or at once if one came since the last time. */
  next(): Promise<Result<null, Refusal>>;
  close(): void;
}

/** Follows a topic, without its values. */
export function createWakes(topic: ClientTopic<unknown>): Wakes {
  let isFresh = false;
  let ended: Refusal | null = null;
  let wake: (() => void) | null = null;
  const rouse = () => {
    isFresh = true;
    wake?.();
  };
  const close = topic.subscribe(rouse, (end) => {
    ended = end;
    rouse();
  });
  return {
    async next() {
      if (!isFresh) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      wake = null;
      isFresh = false;
      return ended === null ? ok(null) : err(ended);
    },
    close,
  };
}
