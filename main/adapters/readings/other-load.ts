/**
 * What other programs take of the processor. Threads of jobs have the lowest priority, which Linux and macOS count
 * apart; whatever else has it is nobody's hurry either. Windows counts no such thing, and there it cannot be read.
 */
import { cpus } from 'node:os';

export interface CoreTimes {
  /** Milliseconds since the start of the machine. */
  readonly user: number;
  readonly nice: number;
  readonly sys: number;
  readonly idle: number;
  readonly irq: number;
}

/** Percent of all cores since the reading before; null the first time, and where nothing tells. */
export function createOtherLoad(
  read: () => readonly CoreTimes[] = () => cpus().map(({ times }) => times),
  platform: NodeJS.Platform = process.platform,
): () => number | null {
  let before: { readonly busy: number; readonly all: number } | null = null;
  return () => {
    if (platform === 'win32') return null;
    const now = { busy: 0, all: 0 };
    for (const { user, nice, sys, idle, irq } of read()) {
      now.busy += user + sys + irq;
      now.all += user + nice + sys + idle + irq;
    }
    const since = before;
    before = now;
    if (since === null || now.all <= since.all) return null;
    const percent = Math.round((100 * (now.busy - since.busy)) / (now.all - since.all));
    return Math.min(100, Math.max(0, percent));
  };
}
