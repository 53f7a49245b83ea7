/**
 * The port that any free one was the last time. It is taken again where it is free still, so that a page that is
 * open while its node starts again comes back by itself, and a bookmark stays good.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';

const fileName = 'page-port';

/** Null where there was none, or the file says no port. */
export function readLastPort(dataFolder: string): number | null {
  try {
    const [port] = /^\d{4,5}$/.exec(fs.readFileSync(join(dataFolder, fileName), 'utf8')) ?? [];
    return port !== undefined && Number(port) >= 1024 && Number(port) <= 65_535
      ? Number(port)
      : null;
  } catch {
    return null;
  }
}

/** A convenience only: where it cannot be written, the next start takes any free port. */
export function keepLastPort(dataFolder: string, port: number): void {
  if (readLastPort(dataFolder) === port) return;
  try {
    fs.writeFileSync(join(dataFolder, fileName), String(port), { mode: 0o600 });
  } catch {
    return;
  }
}
