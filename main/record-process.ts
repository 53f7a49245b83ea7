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
import { openParentLink } from './adapters/record-process/parent-link.ts';
import { systemClock } from './adapters/system-clock.ts';

const given = JSON.parse(process.argv[2] ?? '{}') as RecordProcessGiven;
const parent = openParentLink(() => void end(0));
let house: OpenedHouse | null = null;
let ending: Promise<void> | null = null;

// A terminal tells all of its processes to end; this one ends when its node says so, or is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
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
  serve(recordContract, handlers, parent.link, {
    version: given.version,
    log,
    after: systemClock.after,
  });
} else {
  await fail(opened.error.detail);
}

async function fail(sentence: string): Promise<void> {
  await parent.fail(sentence);
  await end(1);
}

function end(code: number): Promise<void> {
  return (ending ??= close(code));
}

async function close(code: number): Promise<void> {
  await house?.close().catch(() => undefined);
  process.exit(code);
}
