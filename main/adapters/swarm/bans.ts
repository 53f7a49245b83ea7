import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { Clock } from '../../engine/ports.ts';

/** Who is refused for a while, by transport key. */
export interface Bans {
  add(key: Uint8Array): void;
  has(key: Uint8Array): boolean;
  /** Forgets all of them. */
  clear(): void;
}

export const banMs = 10 * 60_000;
/** Above it the oldest ban ends early, so that keys made to be banned cannot fill the memory. */
const bansMax = 1_024;

/** `expired` is called when a ban has run out by itself, because then it is worth looking again. */
export function createBans(clock: Clock, expired: () => void): Bans {
  const cancelByKey = new Map<string, () => void>();
  const lift = (key: string) => {
    cancelByKey.get(key)?.();
    cancelByKey.delete(key);
  };
  return {
    add(bytes) {
      const key = bytesToHex(bytes);
      lift(key);
      const [oldest] = cancelByKey.keys();
      if (cancelByKey.size >= bansMax && oldest !== undefined) lift(oldest);
      const cancel = clock.after(banMs, () => {
        cancelByKey.delete(key);
        expired();
      });
      cancelByKey.set(key, cancel);
    },
    has: (key) => cancelByKey.has(bytesToHex(key)),
    clear() {
      for (const key of [...cancelByKey.keys()]) lift(key);
    },
  };
}
