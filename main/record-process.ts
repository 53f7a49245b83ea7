/**
 * The process of the shared record: network, records, fold and witness duty of every community of this node, apart
 * from everything else, so that a fault in it ends nothing but itself. main/adapters/record-process starts it, and
 * starts it again.
 */
import { serve } from '../shared/api/server.ts';
import { recordContract } from '../shared/api/record-contract.ts';
import { EndOfProgram } from '../shared/base/assert.ts';
import type { RecordProcessGiven } from './adapters/record-process/host.ts';
import { openHouse } from './adapters/record-process/open-house.ts';
import type { OpenedHouse } from './adapters/record-process/open-house.ts';
import { createOwnEnd } from './adapters/record-process/own-end.ts';
import { systemClock } from './adapters/system-clock.ts';

const given = JSON.parse(process.argv[2] ?? '{}') as RecordProcessGiven;
let house: OpenedHouse | null = null;
const { link, fail } = createOwnEnd(() => house?.close());

for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(fault, (cause: unknown) => {
    if (cause instanceof EndOfProgram) return void fail(cause.message);
    house?.log.warn('The process of the record has a fault and ends.', cause);
    void fail('It has a fault of its own; record.log in the data folder says more.');
  });
}

const opened = await openHouse(given, (sentence) => void fail(sentence));
if (opened.ok) {
  house = opened.value;
  const { log, handlers } = house;
  serve(recordContract, handlers, link, {
    version: given.version,
    log,
    after: systemClock.after,
  });
} else {
  await fail(opened.error.detail);
}
