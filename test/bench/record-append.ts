/** How many receipts a second are on the disk, against the least that any such promise costs. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openRecord } from '../../main/adapters/sqlite-record.ts';
import { assert } from '../../shared/base/assert.ts';
import { concatBytes } from '../../shared/base/bytes.ts';
import { encodeReceiptBody } from '../../shared/ledger/receipt.ts';
import type { Receipt } from '../../shared/ledger/receipt.ts';
import { madeDevice, madeReceipt } from '../support/made-receipts.ts';

const runs = 5;
const receiptCount = 1_000;

/** The middle of five runs each; the two take turns, so that a busy disk slows both alike. */
export async function run() {
  const receipts = Array.from({ length: receiptCount }, (_, index) => madeReceipt(index));
  const folder = fs.mkdtempSync(join(tmpdir(), 'common-hours-'));
  try {
    const [recorded, written]: [number[], number[]] = [[], []];
    for (let number = 0; number < runs; number += 1) {
      recorded.push(recordedPerSecond(join(folder, `record-${number}.db`), receipts));
      written.push(writtenPerSecond(join(folder, `plain-${number}`), receipts));
    }
    const [value, baseline] = [middle(recorded), middle(written)];
    return {
      name: 'record-append',
      value: Math.round(value),
      unit: 'receipts/s',
      baseline: Math.round(baseline),
      ratio: Number((value / baseline).toFixed(2)),
      runs,
      what: `${receiptCount} receipts appended one by one, each synced before the next; the baseline
        writes the same bytes to a plain file with a sync after each.`.replace(/\s+/g, ' '),
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function recordedPerSecond(file: string, receipts: readonly Receipt[]): number {
  const opened = openRecord(file, cryptography);
  assert(opened.ok, 'an empty record can be made');
  const perSecond = measure(() => {
    for (const [index, receipt] of receipts.entries())
      opened.value.append(receipt, index, madeDevice);
  });
  opened.value.close();
  return perSecond;
}

function writtenPerSecond(file: string, receipts: readonly Receipt[]): number {
  const opened = fs.openSync(file, 'ax');
  const perSecond = measure(() => {
    for (const { body, supplierSignature, consumerSignature } of receipts) {
      const line = concatBytes(encodeReceiptBody(body), supplierSignature, consumerSignature);
      fs.writeSync(opened, line);
      fs.fsyncSync(opened);
    }
  });
  fs.closeSync(opened);
  return perSecond;
}

function measure(action: () => void): number {
  const startedAt = performance.now();
  action();
  return (receiptCount * 1_000) / (performance.now() - startedAt);
}

function middle(values: readonly number[]): number {
  const [value] = values.toSorted((a, b) => a - b).slice(Math.floor(values.length / 2));
  assert(value !== undefined, 'there are runs');
  return value;
}
