/** Frames that are written in one breath go in one write: to wake who reads them takes longer than to read them. */
import { concatBytes } from '../base/bytes.ts';

/** `soon` calls when all that happens now has happened. */
export function writingTogether(
  write: (bytes: Uint8Array) => void,
  soon: (action: () => void) => void,
): (bytes: Uint8Array) => void {
  let gathered: Uint8Array[] = [];

  function flush(): void {
    const all = gathered;
    gathered = [];
    const [first] = all;
    if (first === undefined) return;
    write(all.length === 1 ? first : concatBytes(...all));
  }

  return (bytes) => {
    // What is large is not copied once more.
    if (bytes.byteLength > largeBytes) {
      flush();
      write(bytes);
      return;
    }
    if (gathered.length === 0) soon(flush);
    gathered.push(bytes);
  };
}

const largeBytes = 64 * 1024;
