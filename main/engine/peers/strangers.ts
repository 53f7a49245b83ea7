/**
 * Machines that proved who they are, and are of nobody on the record as far as it is known here. That is nobody's
 * fault: whoever was invited just now may be on it in a moment, and a program that was started just now has not
 * heard from its record yet. So they are let go without being turned away, and met again once they are known.
 */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';

/** The oldest are forgotten first. */
const rememberedMax = 1_024;

export interface Strangers {
  /** By the id of the peer. */
  came(peer: string): void;
  /** Forgets those who belong by now, and says whether there are any. */
  haveJoined(belongs: (peer: string) => boolean): boolean;
  /** How many are remembered. */
  count(): number;
}

/** Nobody is one at first. */
export function createStrangers(): Strangers {
  const known = new Set<string>();
  return {
    came(peer) {
      known.delete(peer);
      known.add(peer);
      dropOldest(known, rememberedMax);
    },
    haveJoined(belongs) {
      const joined = [...known].filter(belongs);
      for (const peer of joined) known.delete(peer);
      return joined.length > 0;
    },
    count: () => known.size,
  };
}
