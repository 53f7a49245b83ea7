/** How quickly an epoch of a large community is folded, written down and read back: 10,000 members, 100,000 counters. */
import { bytesToHex } from '../../shared/base/bytes.ts';
import { assert } from '../../shared/base/assert.ts';
import { settleEpoch } from '../../shared/economy/settle.ts';
import type { Flow } from '../../shared/economy/settle.ts';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { decodeState, encodeState, stateRootOf } from '../../shared/ledger/snapshot.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { createCrowd } from '../support/ledger-crowd.ts';
import type { BenchResult } from './bench-result.ts';

const people = 10_000;
const counters = 100_000;
const runs = 3;

export async function run(): Promise<BenchResult> {
  const { state, recordsOf } = createCrowd(people);
  const [folds, plains, settlements]: [number[], number[], number[]] = [[], [], []];
  const [snapshots, reads]: [number[], number[]] = [[], []];
  let before = state;
  let [bytes, heapBytes] = [0, 0];
  for (let epoch = 0; epoch < runs; epoch += 1) {
    const records = recordsOf(epoch, counters);
    plains.push(timed(() => plainSums(records)));
    const { settled } = before.books[0];
    const flows = flowsOf(before, records);
    settlements.push(timed(() => settleEpoch(settled, flows, () => 0n)));
    const heapBefore = process.memoryUsage().heapUsed;
    folds.push(
      timed(() => {
        before = foldEpoch(before, { epoch, records }).state;
      }),
    );
    heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed - heapBefore);
    let snapshot: Uint8Array = new Uint8Array();
    snapshots.push(
      timed(() => {
        snapshot = encodeState(before);
        stateRootOf(snapshot, cryptography.hash);
      }),
    );
    bytes = snapshot.byteLength;
    reads.push(timed(() => assert(decodeState(snapshot) !== null, 'a snapshot is read back')));
  }
  const [value, baseline] = [middle(folds), middle(plains)];
  return {
    name: 'fold',
    value: Math.round(value),
    unit: 'ms to fold an epoch',
    baseline: Math.round(baseline),
    ratio: Number((value / baseline).toFixed(2)),
    runs,
    what:
      `${String(counters)} counters between ${String(people)} members, the middle of ${String(runs)} epochs; the ` +
      'baseline is the sum of the same counters by pair; all in processor time. Further: the settlement in it ' +
      'alone, writing the state down with its root, reading it back with all checks (ms), its size (kB), and ' +
      'what the heap grew by in a fold (MB).',
    further: [
      { name: 'settlement', value: Math.round(middle(settlements)) },
      { name: 'snapshot', value: Math.round(middle(snapshots)) },
      { name: 'read', value: Math.round(middle(reads)) },
      { name: 'size', value: Math.round(bytes / 1_000) },
      { name: 'heap', value: Math.round(heapBytes / 1_000_000) },
    ],
  };
}

/** Processor time of all threads in milliseconds: a busy machine makes the clock on the wall say more. */
function timed(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function flowsOf({ devices }: LedgerState, records: readonly CheckedRecord[]): readonly Flow[] {
  const memberOf = (key: Uint8Array) => devices.get(bytesToHex(key))?.member ?? '';
  return records.flatMap((record) => {
    if (record.kind !== 'counter') return [];
    const { supplier, consumer, quantity } = record.body;
    return [{ supplier: memberOf(supplier), consumer: memberOf(consumer), quantity }];
  });
}

function plainSums(records: readonly CheckedRecord[]): void {
  const sums = new Map<string, bigint>();
  for (const record of records) {
    if (record.kind !== 'counter') continue;
    const pair = bytesToHex(record.body.supplier) + bytesToHex(record.body.consumer);
    sums.set(pair, (sums.get(pair) ?? 0n) + record.body.quantity);
  }
}
