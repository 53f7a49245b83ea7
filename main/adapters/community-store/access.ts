/** One open file: what every part of the store reads and writes through. */
import type { DatabaseSync } from 'node:sqlite';
import { endProgram } from '../../../shared/base/assert.ts';
import { atomically, saysDamaged } from '../sqlite-file.ts';
import { writeOrEnd } from '../write-or-end.ts';
import type { Hash, Seals } from './seal.ts';

export interface Access {
  readonly database: DatabaseSync;
  readonly hash: Hash;
  readonly seals: Seals;
  /** Does all of it or nothing of it, on the disk when it returns; or says why not, and ends the program. */
  readonly write: (action: () => void) => void;
  /** Reads what nothing can go on without; or says why not, and ends the program. */
  readonly read: <Value>(action: () => Value) => Value;
  /** Ends the program over a row that is not as it was written, and that nothing can go on without. */
  readonly endDamaged: () => never;
}

export function accessTo(
  database: DatabaseSync,
  file: string,
  parts: {
    readonly hash: Hash;
    readonly seals: Seals;
    readonly onFailure: ((sentence: string) => void) | undefined;
  },
): Access {
  const { hash, seals, onFailure } = parts;
  const title = `The record of the community ${file}`;
  const end = (sentence: string): never => {
    onFailure?.(sentence);
    return endProgram(sentence);
  };
  const endDamaged = () =>
    end(`${title} was damaged while it was in use. Start Common Hours again: it says what to do.`);
  return {
    database,
    hash,
    seals,
    write(action) {
      writeOrEnd(title, onFailure, () => {
        atomically(database, action);
      });
    },
    read(action) {
      try {
        return action();
      } catch (error) {
        if (saysDamaged(error)) return endDamaged();
        const why = error instanceof Error ? error.message : String(error);
        return end(
          `${title} cannot be read: ${why}. Check the disk, and start Common Hours again.`,
        );
      }
    },
    endDamaged,
  };
}

/** How many rows a table of ours has. */
export function numberOfRows({ database }: Access, table: string): number {
  const row = database.prepare(`select count(*) as number from ${table}`).get();
  return Number(row?.['number']);
}
