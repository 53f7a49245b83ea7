/** Offers of hours that are written here and wait for their certificate. */
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import { kindNumbers } from '../../../../shared/ledger/record.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';

export interface WhichOffer {
  readonly member: string;
  readonly currency: number;
  readonly day: number;
}

/** What a member's offer for a day will stand at; 0 for one that is taken back, null where nothing of it waits. */
export function waitingOffer(
  { store, key, node }: OpenCommunity,
  { member, currency, day }: WhichOffer,
): bigint | null {
  const { devices } = node.state();
  let last: { readonly number: number; readonly quantity: bigint } | null = null;
  for (const { bytes } of store.pool()) {
    if (bytes[1] !== kindNumbers.hours_offer) continue;
    const decoded = decodeRecord(bytes, key, cryptography.hash);
    if (!decoded.ok || decoded.value.record.kind !== 'hours_offer') continue;
    const { body } = decoded.value.record;
    const isIt = body.currency === currency && body.day === day;
    if (!isIt || devices.get(bytesToHex(body.author))?.member !== member) continue;
    if (last === null || body.number > last.number) last = body;
  }
  return last?.quantity ?? null;
}
