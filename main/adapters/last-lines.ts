import * as fs from 'node:fs';

/** The last whole lines of a text file, as many as its last bytes hold; none where there is no such file. */
export function lastLines(file: string, bytesMax: number): readonly string[] {
  try {
    const opened = fs.openSync(file, 'r');
    try {
      const { size } = fs.fstatSync(opened);
      const from = Math.max(0, size - bytesMax);
      const bytes = new Uint8Array(size - from);
      const read = fs.readSync(opened, bytes, 0, bytes.byteLength, from);
      const lines = new TextDecoder().decode(bytes.subarray(0, read)).split('\n');
      return (from === 0 ? lines : lines.slice(1)).filter((line) => line !== '');
    } finally {
      fs.closeSync(opened);
    }
  } catch {
    return [];
  }
}
