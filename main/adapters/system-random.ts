import { randomFillSync } from 'node:crypto';
import type { Random } from '../engine/ports.ts';

/** So many are asked for at a time, as to ask takes longer than to make them. */
const aheadBytes = 4_096;
const ahead = new Uint8Array(aheadBytes);
let used = aheadBytes;

/** Bytes that nobody can guess. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > aheadBytes) return randomFillSync(new Uint8Array(length));
    if (used + length > aheadBytes) {
      randomFillSync(ahead);
      used = 0;
    }
    const taken = ahead.slice(used, used + length);
    // Nobody finds them here later.
    ahead.fill(0, used, used + length);
    used += length;
    return taken;
  },
};
