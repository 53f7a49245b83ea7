/** Different reasons that are counted; a peer must not be able to make the list grow. */
const reasonsMax = 64;

/** How often something happened, by its reason. */
export interface Tally {
  count(reason: string): void;
  counts(): readonly { readonly reason: string; readonly times: number }[];
}

export function createTally(): Tally {
  const times = new Map<string, number>();
  return {
    count(reason) {
      const kept = times.has(reason) || times.size < reasonsMax ? reason : 'other';
      times.set(kept, (times.get(kept) ?? 0) + 1);
    },
    counts: () => [...times].map(([reason, counted]) => ({ reason, times: counted })),
  };
}
