import { useSyncExternalStore } from 'react';

/** A word that this window keeps for the next time. */
export interface KeptWord {
  /** The word, or null where none is kept; whoever uses it hears of each change. */
  readonly useWord: () => string | null;
  /** Null keeps none. */
  readonly keep: (word: string | null) => void;
}

export function createKeptWord(name: string): KeptWord {
  const key = `common-hours.${name}`;
  const listeners = new Set<() => void>();
  const read = () => localStorage.getItem(key);
  const listen = (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return {
    useWord: () => useSyncExternalStore(listen, read),
    keep(word) {
      if (word === null) localStorage.removeItem(key);
      else localStorage.setItem(key, word);
      for (const listener of listeners) listener();
    },
  };
}
