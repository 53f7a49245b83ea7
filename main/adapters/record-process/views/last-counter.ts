/** The last counter of a pair, currency, cause and epoch that is known here: where the two go on from. */
import { bytesToHex, hexToBytes } from '../../../../shared/base/bytes.ts';
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import { encodeBody, kindNumbers } from '../../../../shared/ledger/record.ts';
import type { CounterBody } from '../../../../shared/ledger/record.ts';
import { counterKey } from '../../../../shared/ledger/state.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';

export interface WantedCounter {
  readonly supplier: string;
  readonly consumer: string;
  readonly currency: (typeof currencyWords)[number];
  readonly cause: string;
  readonly epoch: number;
}

export function lastCounter(
  community: OpenCommunity,
  wanted: WantedCounter,
): { body: Uint8Array | null; certified: boolean } {
  const { node, store } = community;
  const { supplier, consumer, cause, epoch } = wanted;
  const currency = currencyWords.indexOf(wanted.currency);
  const name = counterKey({ supplier, consumer, cause, currency });
  const counted = node.state().counters.get(epoch)?.get(name);
  const bytes = counted === undefined ? null : store.bytesOf(hexToBytes(counted.id));
  let best = bytes === null ? null : bodyOf(community, bytes);
  let certified = best !== null;
  for (const { bytes: waiting } of store.pool()) {
    const body = bodyOf(community, waiting);
    if (body?.epoch !== epoch || nameOf(body) !== name) continue;
    if (best !== null && best.sequence >= body.sequence) continue;
    best = body;
    certified = false;
  }
  return { body: best === null ? null : encodeBody({ kind: 'counter', body: best }), certified };
}

/** What is certified of these, what was refused of them, and the first epoch for which a counter may still come. */
export function countedIn(
  { node, store }: Pick<OpenCommunity, 'node' | 'store'>,
  wanted: readonly (WantedCounter & { readonly record: string | null })[],
) {
  const { counters, epoch: closed, parameters } = node.state();
  const counted = wanted.map(({ supplier, consumer, currency, cause, epoch }) => {
    const index = currencyWords.indexOf(currency);
    const name = counterKey({ supplier, consumer, cause, currency: index });
    const found = counters.get(epoch)?.get(name);
    if (found === undefined) return null;
    const { sequence, count, quantity, isFrozen } = found;
    return { sequence, count, quantity, isFrozen };
  });
  const refused = wanted.map(({ record }) =>
    record === null ? null : store.refusalOf(hexToBytes(record)),
  );
  return { oldestEpoch: Math.max(0, closed + 1 - parameters.lateEpochs), counted, refused };
}

function bodyOf({ key }: OpenCommunity, bytes: Uint8Array): CounterBody | null {
  if (bytes[1] !== kindNumbers.counter) return null;
  const decoded = decodeRecord(bytes, key, cryptography.hash);
  return decoded.ok && decoded.value.record.kind === 'counter' ? decoded.value.record.body : null;
}

function nameOf({ supplier, consumer, cause, currency }: CounterBody): string {
  const [from, to] = [bytesToHex(supplier), bytesToHex(consumer)];
  return counterKey({ supplier: from, consumer: to, cause: bytesToHex(cause), currency });
}
