import { randomFillSync } from 'node:crypto';
import type { Random } from '../engine/ports.ts';

/** Bytes that nobody can guess. */
export const systemRandom: Random = {
  bytes: (length) => randomFillSync(new Uint8Array(length)),
};
