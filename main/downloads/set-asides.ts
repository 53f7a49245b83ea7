/**
 * Hours that are kept apart for downloads on their way, by community and currency. The process of the releases
 * remembers them; here is what is still kept of each, so that jobs and tasks do not count on it.
 */
import type { HeldView } from '../../shared/api/release-files-contract.ts';
import { reservedFor } from './download-cost.ts';
import type { Both } from './download-cost.ts';

export interface SetAsides {
  /** Of all downloads of a community, but for one. */
  of(community: string, but?: string): Both;
  /** Of one that was begun just now, until the process of the releases says it. */
  add(begun: Kept): void;
  /** What the process of the releases says now. */
  learn(held: readonly HeldView[]): void;
  /** Is told when what is kept apart has changed; the answer ends it. */
  onChange(listener: () => void): () => void;
}

interface Kept {
  readonly community: string;
  readonly release: string;
  readonly hours: Both;
}

export function createSetAsides(): SetAsides {
  let kept: readonly Kept[] = [];
  let text = '';
  const listeners = new Set<() => void>();

  function keep(all: readonly Kept[]): void {
    kept = all.filter(({ hours }) => hours[0] + hours[1] > 0n);
    const now = kept.map(({ release, hours }) => `${release} ${hours.join(' ')}`).join();
    if (now === text) return;
    text = now;
    for (const listener of [...listeners]) listener();
  }

  return {
    of: (community, but) =>
      kept
        .filter((each) => each.community === community && each.release !== but)
        .reduce<Both>(([cpu, man], { hours }) => [cpu + hours[0], man + hours[1]], [0n, 0n]),
    add(begun) {
      keep([...kept.filter(({ release }) => release !== begun.release), begun]);
    },
    learn(held) {
      keep(
        held.map(({ community, release, ...each }) => {
          return { community, release, hours: reservedFor(each) };
        }),
      );
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
