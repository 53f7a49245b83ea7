/**
 * A process that appends receipts to the record named by its argument until it is killed. It prints the
 * id of each as soon as `append` has answered, and begins with the last three that it finds, again.
 */
import { writeSync } from 'node:fs';
import { assert } from '../../shared/base/assert.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openRecord } from '../../main/adapters/sqlite-record.ts';
import { madeDevice, madeReceipt } from './made-receipts.ts';

const [file] = process.argv.slice(2);
assert(file !== undefined, 'the writer is told which record to write');
const opened = openRecord(file, cryptography);
assert(opened.ok, 'the record can be opened');
const record = opened.value;

for (let number = Math.max(1, [...record.all()].length - 2); ; number += 1) {
  const kept = record.append(madeReceipt(number), number, madeDevice);
  assert(kept.ok, 'no nonce is used twice');
  writeSync(1, `${kept.value.id}\n`);
}
