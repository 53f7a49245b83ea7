import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import type { SignatureTask } from '../../main/engine/record/ports.ts';
import { createReader } from '../../main/engine/record/reader.ts';
import type { Reader } from '../../main/engine/record/reader.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { counter, found } from '../support/ledger-world.ts';

const world = found(['alice', 'bob']);
/** So many that threads are worth it. */
const records = Array.from({ length: 200 }, (_, index) =>
  counter(world, world.of('alice'), world.of('bob'), {
    epoch: index,
    quantity: 1_000n,
  }),
);
const batch = records.map(({ bytes }) => bytes);
const ids = records.map(({ id }) => bytesToHex(id));

/** A reader whose threads answer when they are told to, and what they were given. */
function readerWithThreads() {
  const given: number[] = [];
  const threads: (() => void)[] = [];
  const verifyMany = (tasks: readonly SignatureTask[]) => {
    given.push(tasks.length);
    const { promise, resolve } = Promise.withResolvers<readonly boolean[]>();
    threads.push(() => {
      resolve(
        tasks.map(({ message, signature, publicKey }) =>
          cryptography.verify(message, signature, publicKey),
        ),
      );
    });
    return promise;
  };
  const clock = { elapsed: () => 0 };
  const reader = createReader(world.genesis.community, cryptography, verifyMany, clock);
  return { reader, given, threads };
}

function checked(reader: Reader, given: readonly Uint8Array[]): Promise<readonly string[]> {
  return new Promise((resolve) => {
    reader.checkAll(given, (right) => {
      resolve(right.map(({ id }) => bytesToHex(id)));
    });
  });
}

test('records that come from two sides at once have their signatures checked once', async () => {
  const { reader, given, threads } = readerWithThreads();
  const both = [checked(reader, batch), checked(reader, batch)];
  await Promise.resolve();
  for (const answer of threads) answer();
  expect(await Promise.all(both)).toEqual([ids, ids]);
  expect(await checked(reader, batch)).toEqual(ids);
  expect(given).toEqual([2 * batch.length]);
});

test('another signature under a known record is looked at for itself', async () => {
  const { reader, given, threads } = readerWithThreads();
  const right = checked(reader, batch);
  for (const answer of threads.splice(0)) answer();
  expect(await right).toEqual(ids);
  const [first = new Uint8Array(), ...others] = batch;
  const forged = new Uint8Array(first);
  forged[forged.byteLength - 1] = (forged.at(-1) ?? 0) ^ 1;
  const again = checked(reader, [forged, ...others]);
  for (const answer of threads.splice(0)) answer();
  expect(await again).toEqual(ids.slice(1));
  expect(given).toEqual([2 * batch.length, 2]);
});

test('what was found forged once is forged again, and its true bytes are not', async () => {
  const { reader, threads } = readerWithThreads();
  const forgeries = batch.map((bytes) => {
    const forged = new Uint8Array(bytes);
    forged[forged.byteLength - 1] = (forged.at(-1) ?? 0) ^ 1;
    return forged;
  });
  const answers = async (given: readonly Uint8Array[]) => {
    const answer = checked(reader, given);
    for (const thread of threads.splice(0)) thread();
    return answer;
  };
  expect(await answers(forgeries)).toEqual([]);
  expect(await answers(forgeries)).toEqual([]);
  expect(await answers(batch)).toEqual(ids);
});
