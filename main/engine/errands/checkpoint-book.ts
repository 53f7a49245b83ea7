/**
 * The newest checkpoint of each errand, on the disk until the errand ends. All of them together have a limit: what
 * goes beyond is not kept, as a checkpoint only saves work.
 */
import * as v from 'valibot';
import { count, hex32 } from '../../../shared/base/fields.ts';
import type { TakenUp } from '../../../shared/jobs/errand-state.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { Ports } from '../ports.ts';
import { takenUp } from './taken-up.ts';

const bytesMax = 1024 * 1024 * 1024;
const blobName = 'checkpoint';

const Kept = v.object({
  bytes: count,
  /** BLAKE2b, in hexadecimal. */
  hash: hex32,
  ...takenUp,
});
const KeptJson = v.pipe(v.string(), v.parseJson(), Kept);

export interface KeptCheckpoint extends TakenUp {
  readonly bytes: number;
  readonly hash: string;
}

export interface CheckpointBook {
  find(errand: string): KeptCheckpoint | null;
  bytes(errand: string): Uint8Array | null;
  /** Instead of the one before; false where there is no room. */
  keep(errand: string, checkpoint: KeptCheckpoint, bytes: Uint8Array): boolean;
  drop(errand: string): void;
  /** Those on which this member worked. */
  dropOf(member: string): void;
  /** After a restart: those of errands that are gone. */
  keepOnly(isOpen: (errand: string) => boolean): void;
}

/** Reads those of earlier starts. */
export function createCheckpointBook(
  { work, log }: Pick<Ports, 'work' | 'log'>,
  group: GroupCommit,
): CheckpointBook {
  const kept = new Map<string, KeptCheckpoint>();
  /** Until they are on the disk. */
  const unwritten = new Map<string, Uint8Array>();
  let held = 0;

  for (const { key, state } of work.states('checkpoints')) {
    const read = v.safeParse(KeptJson, state);
    if (read.success) {
      kept.set(key, read.output);
      held += read.output.bytes;
    } else {
      log.warn(`The checkpoint of errand ${key} cannot be read; it starts from the beginning.`);
      work.remove('checkpoints', key);
    }
  }

  function drop(errand: string): void {
    const before = kept.get(errand);
    if (before === undefined) return;
    kept.delete(errand);
    unwritten.delete(errand);
    held -= before.bytes;
    group.write(() => {
      if (!kept.has(errand)) work.remove('checkpoints', errand);
    });
  }

  return {
    find: (errand) => kept.get(errand) ?? null,
    bytes: (errand) =>
      kept.has(errand)
        ? (unwritten.get(errand) ?? work.blob('checkpoints', errand, blobName))
        : null,
    keep(errand, checkpoint, bytes) {
      const more = bytes.byteLength - (kept.get(errand)?.bytes ?? 0);
      if (held + more > bytesMax || !work.hasRoomFor(bytes.byteLength)) return false;
      held += more;
      kept.set(errand, checkpoint);
      unwritten.set(errand, bytes);
      group.write(() => {
        if (unwritten.get(errand) !== bytes) return;
        unwritten.delete(errand);
        work.put('checkpoints', errand, JSON.stringify(checkpoint), { [blobName]: bytes });
      });
      return true;
    },
    drop,
    dropOf(member) {
      for (const [errand, { by }] of [...kept]) if (by.includes(member)) drop(errand);
    },
    keepOnly(isOpen) {
      for (const errand of [...kept.keys()]) if (!isOpen(errand)) drop(errand);
    },
  };
}
