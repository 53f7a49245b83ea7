/** Whether the statements of several nodes agree: the same receipts at both ends, signed by both, summing to zero. */
import type { EntryView, StatementView } from '../../../shared/api/contract.ts';
import { hexToBytes } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { checkReceipt } from '../../../shared/ledger/check-receipt.ts';
import type { Receipt } from '../../../shared/ledger/receipt.ts';
import { cryptography } from '../../adapters/cryptography.ts';

export interface AuditedMember {
  readonly name: string;
  /** Member key, hexadecimal. */
  readonly member: string;
  readonly statement: StatementView;
}

/** The number of different receipts, or what does not add up. */
export function auditHours(
  members: readonly AuditedMember[],
  community: string,
): Result<number, Refusal<'hours_do_not_add_up'>> {
  const wrong = (detail: string) => refuse('hours_do_not_add_up', detail);
  const seen = new Map<string, Set<EntryView['direction']>>();
  let sum = 0n;
  for (const { name, member, statement } of members) {
    sum += statement.total.difference;
    for (const entry of statement.newest) {
      const checked = checkReceipt(
        receiptOf(entry, member, community),
        hexToBytes(community),
        cryptography,
      );
      if (!checked.ok) return wrong(`A receipt of ${name} is not valid: ${checked.error.detail}`);
      const directions = seen.get(entry.receipt) ?? new Set();
      if (directions.has(entry.direction)) return wrong(`A receipt of ${name} is counted twice.`);
      seen.set(entry.receipt, directions.add(entry.direction));
    }
  }
  if ([...seen.values()].some(({ size }) => size !== 2)) {
    return wrong('A receipt stands in one statement only.');
  }
  return sum === 0n ? ok(seen.size) : wrong('The hours do not sum to zero.');
}

function receiptOf(entry: EntryView, member: string, community: string): Receipt {
  const isGiven = entry.direction === 'given';
  return {
    body: {
      community: hexToBytes(community),
      supplier: hexToBytes(isGiven ? member : entry.with.id),
      consumer: hexToBytes(isGiven ? entry.with.id : member),
      job: hexToBytes(entry.job),
      slice: hexToBytes(entry.slice),
      resultHash: hexToBytes(entry.resultHash),
      nonce: hexToBytes(entry.nonce),
      cpuMicroseconds: entry.cpuMicroseconds,
      ratingMilli: entry.ratingMilli,
      workCount: entry.workCount,
      femtosecondsPerUnit: entry.femtosecondsPerUnit,
      microCpuHours: entry.microCpuHours,
      epoch: entry.epoch,
    },
    supplierSignature: hexToBytes(entry.supplierSignature),
    consumerSignature: hexToBytes(entry.consumerSignature),
  };
}
