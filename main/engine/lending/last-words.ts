/** The last word about a run: kept, then said. Until it is on its way its consumer counts on the run's place. */
import { tally } from '../../../shared/base/tally.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Peers } from '../peers/peers.ts';
import type { Clock } from '../ports.ts';
import type { Ended } from './ending.ts';
import { keptRun } from './live-run.ts';
import type { LiveRun } from './live-run.ts';
import type { RunBook } from './run-book.ts';

export interface LastWords {
  /** Runs whose last word is not on its way yet. */
  unsaid(): number;
  /** The same of one member's. */
  unsaidTo(member: string): number;
  /** One more of them; the answer is to be called when its word is on its way. */
  said(run: LiveRun): () => void;
  /** Of a run that came to nothing. */
  fail(run: LiveRun, ended: Ended): void;
}

interface LastWordsParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly peers: Pick<Peers, 'send'>;
  readonly book: Pick<RunBook, 'put'>;
  /** A place has become free. */
  readonly onSlots: () => void;
}

/** Nothing is unsaid at first. */
export function createLastWords({ clock, peers, book, onSlots }: LastWordsParts): LastWords {
  let unsaid = 0;
  const unsaidTo = new Map<string, number>();

  function count(member: string, by: 1 | -1): void {
    tally(unsaidTo, member, by);
    unsaid += by;
  }

  function said({ member }: LiveRun): () => void {
    count(member, 1);
    return () => {
      count(member, -1);
      onSlots();
    };
  }

  return {
    unsaid: () => unsaid,
    unsaidTo: (member) => unsaidTo.get(member) ?? 0,
    said,
    fail(run, { name, because, ...voice }) {
      const { attempt } = run.ask;
      const detail = because.slice(0, limits.detailLength);
      const state = name === 'stopped' ? 'stopped' : 'failed';
      const message = { type: 'failed', attempt, name, detail, ...voice } as const;
      // What never began was never kept, and whoever comes back to ask is told that it is unknown.
      if (!run.isRunning) {
        peers.send(run.peer, message);
        return;
      }
      const then = said(run);
      const kept = { ...keptRun(run, clock.now()), state, failure: name, detail } as const;
      book.put(attempt, kept, undefined, () => {
        peers.send(run.peer, message);
        then();
      });
    },
  };
}
