/** What this machine alone can open, read again after a start. */
import type { Log } from '../ports.ts';

/**
 * By its seal. What the disk has damaged is told of, because its seal will never be opened, and stays where it is:
 * somebody may be able to read it.
 */
export function readKeptSeals<Kept>(
  what: 'offer' | 'estimate',
  rows: Iterable<readonly [seal: string, bytes: Uint8Array]>,
  decode: (bytes: Uint8Array) => Kept | null,
  log: Pick<Log, 'warn'>,
): Map<string, Kept> {
  const kept = new Map<string, Kept>();
  for (const [seal, bytes] of rows) {
    const read = decode(bytes);
    if (read !== null) kept.set(seal, read);
    else
      log.warn(
        `What was kept of your ${what} sealed as ${seal} cannot be read, so it is not opened.`,
      );
  }
  return kept;
}
