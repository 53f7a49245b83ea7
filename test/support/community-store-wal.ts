/** How far the write-ahead log of a database file reaches: what is behind that was never said to be on the disk. */
import * as fs from 'node:fs';

export interface WalEnd {
  /** Changes whenever SQLite begins the log anew; empty while nothing stands in it. */
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
    if (salt === '') return { salt, bytes: 0 };
    let bytes = before?.salt === salt ? before.bytes : headBytes;
    while (hexAt(opened, bytes + 8) === salt) bytes += frameHeadBytes + pageBytes;
    return { salt, bytes };
  } finally {
    fs.closeSync(opened);
  }
}

/**
 * Overwrites the pages of the file itself that the log holds up to there: a checkpoint may have been writing them
 * when the power went, and nobody may read them before the log. The first page, of which programs read the
 * head on their own, is left.
 */
export function tearCheckpoint(file: string, { bytes }: WalEnd, garbage: Uint8Array): void {
  const log = fs.openSync(`${file}-wal`, 'r');
  const database = fs.openSync(file, 'r+');
  try {
    const pages = fs.fstatSync(database).size / pageBytes;
    const head = Buffer.alloc(4);
    for (let place = headBytes; place < bytes; place += frameHeadBytes + pageBytes) {
      fs.readSync(log, head, 0, 4, place);
      const page = head.readUInt32BE();
      if (page > 1 && page <= pages)
        fs.writeSync(database, garbage, 0, null, (page - 1) * pageBytes);
    }
  } finally {
    fs.closeSync(log);
    fs.closeSync(database);
  }
}

function hexAt(opened: number, place: number): string {
  const bytes = Buffer.alloc(8);
  const read = fs.readSync(opened, bytes, 0, 8, place);
  return bytes.toString('hex', 0, read);
}
