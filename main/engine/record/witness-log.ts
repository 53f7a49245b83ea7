/**
 * What a witness writes down before it speaks: the entries of the consensus machine, and the ids behind each value
 * that it speaks for. Without the latter, witnesses that are bound to a value and all crash could never show
 * anybody again what it was made of.
 */
import { concatBytes } from '../../../shared/base/bytes.ts';
import { codecOf, key, list, struct } from '../../../shared/base/struct.ts';
import type { LogEntry } from '../../../shared/consensus/contract.ts';
import { decodeLogEntry, encodeLogEntry } from '../../../shared/consensus/log.ts';
import { setCountMax } from './sets.ts';

export interface LoggedSet {
  readonly root: Uint8Array;
  readonly ids: readonly Uint8Array[];
}

const entryMark = 0;
const setMark = 1;
const setCodec = codecOf(struct<LoggedSet>({ root: key, ids: list(key, setCountMax) }));

export function writeEntry(entry: LogEntry): Uint8Array {
  return concatBytes(new Uint8Array([entryMark]), encodeLogEntry(entry));
}

export function writeSet(set: LoggedSet): Uint8Array {
  return concatBytes(new Uint8Array([setMark]), setCodec.encode(set));
}

/** The log of one height. */
export function readLog(log: readonly Uint8Array[]): {
  readonly entries: readonly LogEntry[];
  readonly sets: readonly LoggedSet[];
} {
  const entries: LogEntry[] = [];
  const sets: LoggedSet[] = [];
  for (const bytes of log) {
    const rest = bytes.subarray(1);
    const entry = bytes[0] === entryMark ? decodeLogEntry(rest) : null;
    const set = bytes[0] === setMark ? setCodec.decode(rest) : null;
    if (entry !== null) entries.push(entry);
    if (set !== null) sets.push(set);
  }
  return { entries, sets };
}
