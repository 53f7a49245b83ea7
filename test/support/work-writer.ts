/** A process that puts one job again and again until it is killed, and prints each state that is kept. */
import { writeSync } from 'node:fs';
import { openWorkStore } from '../../main/adapters/sqlite-work-store.ts';
import { assert } from '../../shared/base/assert.ts';
import { madeBytes } from './made-receipts.ts';

const opened = openWorkStore(process.argv[2] ?? '');
assert(opened.ok, 'the store can be opened');
const [before] = [...opened.value.states('jobs')];

for (let number = Number(before?.state ?? 0) + 1; ; number += 1) {
  opened.value.put('jobs', 'job', String(number), { result: madeBytes(50_000, String(number)) });
  writeSync(1, `${number}\n`);
}
