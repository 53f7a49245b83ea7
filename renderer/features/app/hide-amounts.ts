import { useSyncExternalStore } from 'react';

const key = 'common-hours.hide-amounts';
const listeners = new Set<() => void>();

/** Whether amounts of stake are hidden in this window, for whoever looks over one's shoulder; kept for the next time. */
export function useHideAmounts(): readonly [boolean, (hide: boolean) => void] {
  return [useSyncExternalStore(listen, read), write];
}

/** What hides the amounts in a sentence where that is wanted, and leaves it as it is where not. */
export function useVeil(): (sentence: string) => string {
  const [isHidden] = useHideAmounts();
  return isHidden ? veiled : asItIs;
}

export const asItIs = (sentence: string) => sentence;

/** With each part of a person as three dots. */
export function veiled(sentence: string): string {
  return sentence.replace(/(less than )?[−+-]?\d[\d.,]*\s?%/g, '•••');
}

function read(): boolean {
  return localStorage.getItem(key) === 'yes';
}

function write(hide: boolean): void {
  if (hide) localStorage.setItem(key, 'yes');
  else localStorage.removeItem(key);
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
