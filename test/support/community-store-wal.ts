/** How far the write-ahead log of a database file reaches: what is behind that was never said to be on the disk. */
import * as fs from 'node:fs';

export interface WalEnd {
  /** Changes whenever SQLite begins the log anew. */
  readonly salt: string;
  /** Bytes of the file that are in use. */
  readonly bytes: number;
}

const headBytes = 32;
const frameHeadBytes = 24;
const pageBytes = 4096;

/** Follows the frames of this log from where an earlier answer ended. */
export function walEnd(file: string, before: WalEnd | null): WalEnd {
  const opened = fs.openSync(`${file}-wal`, 'r');
  try {
    const salt = hexAt(opened, 16);
    let bytes = before?.salt === salt ? before.bytes : headBytes;
    while (hexAt(opened, bytes + 8) === salt) bytes += frameHeadBytes + pageBytes;
    return { salt, bytes };
  } finally {
    fs.closeSync(opened);
  }
}

function hexAt(opened: number, place: number): string {
  const bytes = Buffer.alloc(8);
  const read = fs.readSync(opened, bytes, 0, 8, place);
  return bytes.toString('hex', 0, read);
}
