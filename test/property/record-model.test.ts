import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openRecord } from '../../main/adapters/sqlite-record.ts';
import type { KeptReceipt, Record } from '../../main/engine/ports.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { receiptHash } from '../../shared/ledger/receipt.ts';
import { madeDevice, madeReceipt } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const seedText = process.env['COMMON_HOURS_SEED'];
const replay = seedText === undefined ? {} : { seed: Number(seedText) };

function open(file: string): Record {
  const opened = openRecord(file, cryptography);
  if (!opened.ok) expect.fail(opened.error.detail);
  return opened.value;
}

/** Few numbers and epochs, so that receipts and nonces come back often. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ number: fc.nat(12), epoch: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
);

test('a record does what a list of receipts would do', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));
      const file = join(folder, 'record.db');
      const model: KeptReceipt[] = [];
      let record = open(file);
      try {
        for (const [index, each] of steps.entries()) {
          if (each === 'reopen') {
            record.close();
            record = open(file);
            expect([...record.all()]).toEqual(model);
            continue;
          }
          const receipt = madeReceipt(each.number, { epoch: each.epoch });
          const id = bytesToHex(receiptHash(receipt.body, cryptography.hash));
          const earlier = model.find(
            (kept) => bytesToHex(kept.receipt.body.nonce) === bytesToHex(receipt.body.nonce),
          );
          const answer = record.append(receipt, index, madeDevice);
          if (earlier !== undefined && earlier.id !== id) {
            expect(answer.ok ? null : answer.error.name).toBe('nonce_repeated');
            expect(record.find(id)).toBeNull();
            continue;
          }
          const expected = earlier ?? {
            id,
            position: model.length + 1,
            keptAtMs: index,
            device: madeDevice,
            receipt,
          };
          if (earlier === undefined) model.push(expected);
          expect(answer).toEqual({ ok: true, value: expected });
          expect(record.find(id)).toEqual(expected);
          const { consumer, nonce } = receipt.body;
          expect(record.findByNonce(consumer, nonce)).toEqual(expected);
        }
        expect([...record.all()]).toEqual(model);
      } finally {
        record.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 60, ...replay },
  );
});

test('a flipped bit anywhere in the file is found, or changes nothing', () => {
  const file = join(temporaryFolder(), 'record.db');
  const record = open(file);
  for (let number = 1; number <= 60; number += 1)
    record.append(madeReceipt(number), number, madeDevice);
  const before = [...record.all()];
  record.close();
  const whole = readFileSync(file);
  let found = 0;
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(7), (place, bit) => {
      const flipped = Buffer.from(whole);
      flipped[place] = whole.readUInt8(place) ^ (1 << bit);
      for (const ending of ['-wal', '-shm']) rmSync(file + ending, { force: true });
      writeFileSync(file, flipped);
      const opened = openRecord(file, cryptography);
      if (!opened.ok) {
        found += 1;
        return;
      }
      const after = [...opened.value.all()];
      const foundById = before.map(({ id }) => opened.value.find(id));
      opened.value.close();
      expect(after).toEqual(before);
      expect(foundById).toEqual(before);
    }),
    { numRuns: 400, ...replay },
  );
  expect(found).toBeGreaterThan(200);
});
