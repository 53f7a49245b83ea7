/** How a process beside the node ends: when its node says so or is gone, or by itself with a sentence for people. */
import type { Link } from '../../../shared/api/link.ts';
import { openParentLink } from './parent-link.ts';

export interface OwnEnd {
  readonly link: Link;
  readonly isEnding: () => boolean;
  /** Passes the sentence on and ends this process as one that could not go on. */
  readonly fail: (sentence: string) => Promise<void>;
}

/** `close` is called once, before the end; it closes whatever is open by then. */
export function createOwnEnd(close: () => Promise<unknown> | undefined): OwnEnd {
  let ending: Promise<void> | null = null;
  const parent = openParentLink(() => void end(0));
  // A terminal tells all of its processes to end; this one ends when its node says so, or is gone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

  function end(code: number): Promise<void> {
    return (ending ??= leave(code));
  }

  async function leave(code: number): Promise<void> {
    await close()?.catch(() => undefined);
    process.exit(code);
  }

  return {
    link: parent.link,
    isEnding: () => ending !== null,
    async fail(sentence) {
      await parent.fail(sentence);
      await end(1);
    },
  };
}
