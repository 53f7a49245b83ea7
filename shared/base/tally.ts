/** Counts so many more, or fewer, of a key; of which there is none any more, the key goes. */
export function tally<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now > 0) counts.set(key, now);
  else counts.delete(key);
}
