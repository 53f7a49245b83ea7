/** Why an account of man-hours moved without a counter: tasks that were accepted, which both sides had signed (R5). */
import type { AccountLineView } from '../../../../shared/api/community-contract.ts';
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import { microsPerHour } from '../../../../shared/ledger/man-hours.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import { kindNumbers } from '../../../../shared/ledger/record.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { personOf } from './state-index.ts';

/**
 * What this record brought a member in a height that closed an epoch, or will bring where that is null; null for
 * nothing. A task is known as long as it can go into a release.
 */
export function acceptedLine(
  { key, node }: OpenCommunity,
  me: string,
  record: { readonly id: Uint8Array; readonly bytes: Uint8Array | null },
  epoch: number | null,
): AccountLineView | null {
  if (record.bytes?.[1] !== kindNumbers.verdict) return null;
  const decoded = decodeRecord(record.bytes, key, cryptography.hash);
  if (!decoded.ok || decoded.value.record.kind !== 'verdict') return null;
  const { says, task: id } = decoded.value.record.body;
  const state = node.state();
  const task = state.work.tasks.get(id);
  if (says !== 'accepted' || task === undefined) return null;
  const isThis = epoch === null ? task.state === 'delivered' : task.ended === epoch;
  if (!isThis || task.price === null || task.taker === null) return null;
  if (epoch !== null && task.state !== 'accepted') return null;
  const isGiven = task.taker === me;
  if (!isGiven && task.asker !== me) return null;
  return {
    ...{ record: bytesToHex(record.id), currency: 'man', direction: isGiven ? 'given' : 'used' },
    with: personOf(state, isGiven ? task.asker : task.taker),
    ...{ release: null, device: null, mine: null, root: null, slices: 0, slicesInAll: 0 },
    epoch: epoch ?? state.epoch + 1,
    quantity: BigInt(task.price) * microsPerHour,
    task: { id, title: shownName(task.title) },
  };
}

/** One line for each task: only one acceptance of it counts, from whichever machine. */
export function oncePerTask(lines: readonly AccountLineView[]): readonly AccountLineView[] {
  const seen = new Set<string>();
  return lines.filter(({ task }) => {
    if (task === null) return true;
    const isFirst = !seen.has(task.id);
    seen.add(task.id);
    return isFirst;
  });
}
