/** A group commit whose changes are on the disk when they are made. */
import type { GroupCommit } from '../../main/engine/group-commit.ts';

function write(change: () => void, then?: () => void): void {
  change();
  then?.();
}

export const directGroup: GroupCommit = {
  write,
  writeLast: write,
  writeSoon: write,
  flush: () => undefined,
};
