/**
 * A process that takes steps (community-store-steps.ts) from the number in its arguments until it is killed. It
 * prints each number as soon as the step is acknowledged, with the end of the write-ahead log at that moment.
 */
import { writeSync } from 'node:fs';
import { assert } from '../../shared/base/assert.ts';
import { takeStep } from './community-store-steps.ts';
import { walEnd } from './community-store-wal.ts';
import type { WalEnd } from './community-store-wal.ts';
import { openStore } from './community-store-world.ts';

const [file, first, seed] = process.argv.slice(2);
assert(file !== undefined, 'the writer is told which store to write');
const store = openStore(file);

let end: WalEnd | null = null;
for (let number = Number(first); ; number += 1) {
  takeStep(store, number, Number(seed));
  end = walEnd(file, end);
  writeSync(1, `${number} ${end.salt} ${end.bytes}\n`);
}
