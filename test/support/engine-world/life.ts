/** One start of a node, from `start` to its end: what it does to the world is counted, and stops with it. */
export interface Life {
  isAlive(): boolean;
  /** Things done so far that others or a later start can see: a write to a store, a frame sent. */
  effects(): number;
  /** Does it, if the node still lives; the node may fall over right afterwards. */
  effect(what: () => void): void;
  end(): void;
}

/** A life that ends by itself, as by a power cut, after so many effects. */
export function createLife(lastEffect: number | null, onLastEffect: () => void): Life {
  let alive = true;
  let effects = 0;
  return {
    isAlive: () => alive,
    effects: () => effects,
    effect(what) {
      if (!alive) return;
      what();
      effects += 1;
      if (effects === lastEffect) onLastEffect();
    },
    end() {
      alive = false;
    },
  };
}
