/** Few at a time: whoever comes when all places are taken waits for its turn, in the order of coming. */
export interface Turns {
  /** Does it as soon as a place is free, and gives the place on whatever comes of it. */
  take<Value>(action: () => Promise<Value>): Promise<Value>;
}

/** So many places. */
export function createTurns(places: number): Turns {
  const waiting: (() => void)[] = [];
  let free = places;

  async function enter(): Promise<void> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return {
    async take(action) {
      await enter();
      try {
        return await action();
      } finally {
        leave();
      }
    },
  };
}
