/**
 * Why an account moved: the counters between this member's machines and others, with what each certificate
 * credited of them; tasks that were accepted; and what downloads were charged. Found by reading the records once, when somebody first asks; after
 * that only what is new.
 */
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import type { AccountLineView } from '../../../../shared/api/community-contract.ts';
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import { epochValueCodec } from '../../../../shared/ledger/epoch-value.ts';
import { kindNumbers } from '../../../../shared/ledger/record.ts';
import type { CounterBody } from '../../../../shared/ledger/record.ts';
import { counterKey } from '../../../../shared/ledger/state.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { acceptedLine, oncePerTask } from './accepted-lines.ts';
import { chargedLines, chargesAt, releaseOf } from './download-lines.ts';
import { indexOf, personOfDevice } from './state-index.ts';

export interface AccountLines {
  /**
   * Of a certified height; `pruned` where its records are not here any more, or where others are missing without which
   * nobody can tell what it credited.
   */
  readonly at: (height: number) => readonly AccountLineView[] | 'pruned';
  /** Of what waits for the next certificate. */
  readonly waiting: () => readonly AccountLineView[];
  /** What downloads of a release cost this member beside serving, in both currencies, certified or not. */
  readonly charged: (release: string) => [bigint, bigint];
}

interface Kept {
  readonly id: Uint8Array;
  readonly bytes: Uint8Array | null;
}

interface Counter {
  readonly id: string;
  readonly body: CounterBody;
}

/** Quantity and count of the last certified counter of a pair, cause, currency and epoch. */
type Credited = Map<string, { readonly quantity: bigint; readonly count: number }>;

const headBytes = 2;
const keyBytes = 32;

export function createAccountLines(community: OpenCommunity, me: string): AccountLines {
  const { store, key, node } = community;
  const credited: Credited = new Map();
  const lines = new Map<number, readonly AccountLineView[] | 'pruned'>();
  /** What downloads were charged, whether or not the records of their heights are here. */
  const charges: AccountLineView[] = [];
  let seen = 0;
  /** The epoch of the last height whose records are not here. */
  let missingEpoch = -1;

  function mine(): ReadonlySet<string> {
    const devices = indexOf(node.state()).devicesOf(me);
    return new Set([bytesToHex(node.view().device), ...devices.map(([device]) => device)]);
  }

  /** A counter of one's own among any records; the keys stand where they can be seen without decoding. */
  function read(id: Uint8Array, bytes: Uint8Array | null, devices: ReadonlySet<string>): Counter[] {
    if (bytes?.[1] !== kindNumbers.counter) return [];
    const supplier = bytesToHex(bytes.subarray(headBytes, headBytes + keyBytes));
    const consumer = bytesToHex(bytes.subarray(headBytes + keyBytes, headBytes + 2 * keyBytes));
    if (!devices.has(supplier) && !devices.has(consumer)) return [];
    const decoded = decodeRecord(bytes, key, cryptography.hash);
    if (!decoded.ok || decoded.value.record.kind !== 'counter') return [];
    return [{ id: bytesToHex(id), body: decoded.value.record.body }];
  }

  function catchUp(): void {
    const last = store.lastHeight();
    const devices = mine();
    for (let height = seen + 1; height <= last; height += 1) {
      const charged = chargesAt(community, me, store.epoch(height)?.report);
      charges.push(...charged);
      const ids = store.idsOf(height);
      if (ids === null) {
        lines.set(height, 'pruned');
        missingEpoch = epochAtHeight(height);
        credited.clear();
        continue;
      }
      const counters = ids.flatMap((id) => read(id, store.bytesOf(id), devices));
      const isWhole = hasAllBefore(counters, missingEpoch, credited);
      const views = linesOf(community, counters, devices, credited, true);
      const all = [...accepted(ids.map(kept), epochAtHeight(height)), ...charged, ...views];
      lines.set(height, isWhole ? all : 'pruned');
    }
    seen = last;
  }

  function kept(id: Uint8Array): Kept {
    return { id, bytes: store.bytesOf(id) };
  }

  function accepted(records: readonly Kept[], epoch: number | null): readonly AccountLineView[] {
    return oncePerTask(records.flatMap((each) => acceptedLine(community, me, each, epoch) ?? []));
  }

  function epochAtHeight(height: number): number {
    const kept = store.epoch(height);
    return (kept === null ? null : epochValueCodec.decode(kept.value))?.epoch ?? missingEpoch;
  }

  return {
    at(height) {
      catchUp();
      return lines.get(height) ?? [];
    },
    waiting() {
      catchUp();
      const devices = mine();
      const pool = [...store.pool()];
      const counters = pool.flatMap(({ id, bytes }) => read(id, bytes, devices));
      const views = linesOf(community, counters, devices, credited, false);
      return [
        ...accepted(pool, null),
        ...chargedLines(community, me, node.provisional()),
        ...views,
      ];
    },
    charged(release) {
      catchUp();
      const all = [...charges, ...chargedLines(community, me, node.provisional())].filter(
        (line) => line.release?.id === release && line.direction === 'used',
      );
      const sum = (currency: AccountLineView['currency']) =>
        all.reduce((so, each) => (each.currency === currency ? so + each.quantity : so), 0n);
      return [sum('cpu'), sum('man')];
    },
  };
}

/** Whether no counter goes on from one that may have been certified where records are missing. */
function hasAllBefore(
  counters: readonly Counter[],
  missingEpoch: number,
  credited: Credited,
): boolean {
  const begun = new Set(
    counters.flatMap(({ body }) => (body.sequence === 1 ? [nameOf(body)] : [])),
  );
  return counters.every(
    ({ body }) =>
      body.epoch > missingEpoch || begun.has(nameOf(body)) || credited.has(nameOf(body)),
  );
}

/** One line for each pair, cause, currency and epoch: its last counter takes the place of those before. */
function linesOf(
  { node }: OpenCommunity,
  counters: readonly Counter[],
  devices: ReadonlySet<string>,
  credited: Credited,
  isCertified: boolean,
): readonly AccountLineView[] {
  const last = new Map<string, Counter>();
  for (const counter of counters) {
    const name = nameOf(counter.body);
    const other = last.get(name);
    if (other === undefined || other.body.sequence < counter.body.sequence) last.set(name, counter);
  }
  const views: AccountLineView[] = [];
  for (const [name, { id, body }] of last) {
    const before = credited.get(name) ?? { quantity: 0n, count: 0 };
    const quantity = body.quantity - before.quantity;
    if (quantity < 0n || body.count < before.count) continue;
    if (isCertified) credited.set(name, { quantity: body.quantity, count: body.count });
    const [supplier, consumer] = [bytesToHex(body.supplier), bytesToHex(body.consumer)];
    const isGiven = devices.has(supplier);
    const [mine, other] = isGiven ? [supplier, consumer] : [consumer, supplier];
    views.push({
      record: id,
      currency: currencyWords[body.currency] ?? 'cpu',
      ...{ direction: isGiven ? 'given' : 'used', task: null },
      release: releaseOf({ node }, bytesToHex(body.cause)),
      with: personOfDevice(node.state(), other),
      ...{ device: other, mine, epoch: body.epoch, quantity },
      slices: body.count - before.count,
      slicesInAll: body.count,
      root: bytesToHex(body.root),
    });
  }
  return views.sort((a, b) => b.epoch - a.epoch || (a.record < b.record ? -1 : 1));
}

function nameOf({ supplier, consumer, cause, currency, epoch }: CounterBody): string {
  const hex = { supplier: bytesToHex(supplier), consumer: bytesToHex(consumer) };
  return `${epoch} ${counterKey({ ...hex, cause: bytesToHex(cause), currency })}`;
}
