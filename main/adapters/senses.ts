/** What the rules for lending read of this machine. */
import { statfs } from 'node:fs/promises';
import type { Senses } from '../engine/limits/senses.ts';

export interface SensesOptions {
  /** Where the work of others is kept. */
  readonly folder: string;
  /** Milliseconds since somebody last touched keyboard or mouse, where the host knows it better than the files. */
  readonly idleMs?: () => number | null;
}

export function createSenses({ folder, idleMs = () => null }: SensesOptions): Senses {
  return {
    idleMs,
    otherLoadPercent: () => null,
    read: () =>
      Promise.resolve({
        battery: null,
        programs: null,
        fullScreen: null,
        temperatureCelsius: null,
        memoryFreeBytes: null,
      }),
    programs: () => Promise.resolve(null),
    async diskFreeBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    zoneOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
  };
}
