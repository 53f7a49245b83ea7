/** Lenders that lie about their work are not paid and not kept, and the job goes on elsewhere. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { microCpuHoursByTime } from '../../shared/domain/cpu-hours.ts';
import { encodeReceiptBody, receiptBodyBytes, receiptHash } from '../../shared/ledger/receipt.ts';
import { limits } from '../../shared/domain/limits.ts';
import { encodeMessage, encodePiece } from '../../shared/peers/frames.ts';
import { pieceBytes } from '../../shared/peers/protocol.ts';
import type { Message } from '../../shared/peers/protocol.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { audit } from '../support/audit-world.ts';
import { setup } from '../support/engine-world.ts';
import { unitsPerMicrosecond } from '../support/engine-world/runner.ts';
import { createRawPeer, lendFalsely } from '../support/raw-peer.ts';
import type { Forgery } from '../support/raw-peer.ts';

const other = new Uint8Array(32).fill(7);

const forgeries: readonly (readonly [name: string, forgery: Forgery, ceiling?: bigint])[] = [
  ['wrong_community', { body: () => ({ community: other }) }],
  ['supplier_is_consumer', { body: ({ consumer }) => ({ supplier: consumer }) }],
  ['wrong_supplier', { body: () => ({ supplier: other }) }],
  ['wrong_consumer', { body: () => ({ consumer: other }) }],
  ['wrong_job', { body: () => ({ job: other }) }],
  ['wrong_slice', { body: () => ({ slice: other }) }],
  ['wrong_nonce', { body: () => ({ nonce: other.subarray(0, 16) }) }],
  ['wrong_result', { result: '43' }],
  ['rating_out_of_range', { body: () => ({ ratingMilli: 20_001 }) }],
  ['rating_changed', { body: () => ({ ratingMilli: 1001 }) }],
  ['work_rate_out_of_range', { body: () => ({ femtosecondsPerUnit: 0 }) }],
  [
    'work_rate_changed',
    { body: ({ femtosecondsPerUnit: told }) => ({ femtosecondsPerUnit: told + 1 }) },
  ],
  ['quantity_wrong', { body: ({ microCpuHours }) => ({ microCpuHours: microCpuHours + 1n }) }],
  // More CPU time than the count explains is no other quantity: it has to be cut.
  ['quantity_wrong', { body: ({ workCount }) => ({ workCount: workCount / 2 }) }],
  ['above_ceiling', { body: () => claim(3_601_000_000) }],
  ['more_than_the_time_that_passed', { body: () => claim(60_000_000) }, 20_000n],
  [
    'bad_supplier_signature',
    { signature: (bytes) => bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) },
  ],
  ['malformed_receipt', { bytes: (body) => body.fill(9, 0, 1) }],
];

function claim(cpuMicroseconds: number) {
  const microCpuHours = microCpuHoursByTime(cpuMicroseconds, 1000);
  return { cpuMicroseconds, microCpuHours, workCount: cpuMicroseconds * unitsPerMicrosecond };
}

test.for(forgeries)(
  'a receipt that is %s is not signed, and the job goes on elsewhere',
  async ([name, forgery, ceiling]) => {
    const { world, alice, bob } = await setup('alice', 'bob');
    const mallory = await createRawPeer(world, 'mallory', alice);
    lendFalsely(world, mallory, forgery);
    await world.time.pass(100);
    const id = await alice.ask(ceiling === undefined ? {} : { ceiling });
    await bob.lend();
    await world.time.pass(30_000);
    expect(alice.people().refused).toEqual([{ reason: name, times: 1 }]);
    expect(alice.people().present.map(({ person }) => person.name)).toEqual(['bob']);
    expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' } });
    expect(alice.disk.receipts).toHaveLength(1);
    expect(mallory.heard.filter(({ type }) => type === 'signed')).toEqual([]);
    expect(audit(world.people)).toEqual([]);
  },
);

test('an honest answer of a peer that speaks by hand is signed, and signed again when it is repeated', async () => {
  const { world, alice } = await setup('alice');
  const mallory = await createRawPeer(world, 'mallory', alice);
  lendFalsely(world, mallory, {});
  await alice.ask();
  await world.time.pass(5_000);
  const [answer] = mallory.heard.filter((message) => message.type === 'signed');
  expect(answer).toBeDefined();
  expect(alice.disk.receipts).toHaveLength(1);
});

const silences: readonly (readonly [
  after: string,
  says: readonly Message['type'][],
  ms: number,
])[] = [
  ['after the asking', [], 12_000],
  ['after taking it', ['take'], 62_000],
  ['after beginning', ['take', 'began'], 3_700_000],
  ['in the middle of its answer', ['take', 'began', 'answer'], 62_000],
];

test.for(silences)('a supplier that falls silent %s is given up', async ([, says, withinMs]) => {
  const { world, alice, bob } = await setup('alice', 'bob');
  const mallory = await createRawPeer(world, 'mallory', alice);
  mallory.onMessage = (message) => {
    if (message.type !== 'ask') return;
    const known = {
      attempt: message.attempt,
      ratingMilli: 1000,
      needsModule: true,
      resultBytes: 1000,
      result: null,
    };
    const bytes = { receipt: new Uint8Array(receiptBodyBytes), signature: new Uint8Array(64) };
    for (const type of says) mallory.frame(encodeMessage({ type, ...known, ...bytes } as Message));
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 1, room: 0, ratingMilli: 1000 });
  await world.time.pass(100);
  const id = await alice.ask();
  await bob.lend();
  await world.time.pass(withinMs);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' } });
});

test('a second answer that says something else is disputed and not signed', async () => {
  const { world, alice } = await setup('alice');
  const mallory = await createRawPeer(world, 'mallory', alice);
  lendFalsely(world, mallory, {});
  await world.time.pass(100);
  const id = await alice.ask();
  await world.time.pass(5_000);
  const [first] = alice.disk.receipts;
  if (first === undefined) throw new Error('the first answer was signed');
  const body = { ...first.receipt.body, ...claim(1_900_000) };
  const signature = mallory.keys.sign(receiptHash(body, cryptography.hash));
  const again = {
    attempt: bytesToHex(body.nonce),
    resultBytes: 0,
    result: null,
    receipt: encodeReceiptBody(body),
  };
  mallory.send({ type: 'answer', ...again, signature });
  await world.time.pass(1_000);
  expect(mallory.heard.filter(({ type }) => type === 'dispute')).toHaveLength(1);
  expect(alice.disk.receipts).toHaveLength(1);
  expect(alice.job(id).cost).toBe(500n);
});

test('a receipt of another hour is not signed, but clocks that differ make nobody a cheat', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  const mallory = await createRawPeer(world, 'mallory', alice);
  lendFalsely(world, mallory, { body: ({ epoch }) => ({ epoch: epoch + 2 }) });
  await world.time.pass(100);
  const id = await alice.ask();
  await bob.lend();
  await world.time.pass(30_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' } });
  expect(mallory.heard).toContainEqual(
    expect.objectContaining({ type: 'dispute', name: 'wrong_epoch' }),
  );
  expect(alice.people().refused).toEqual([]);
});

test('a clock that is set back by hours while a job runs does nobody wrong', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask();
  await world.time.pass(1_000);
  alice.clockAheadMs = -5 * 3_600_000;
  await world.time.pass(10_000);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
  expect(alice.people().refused).toEqual([]);
});

test('a clock that was set back while the program was down makes nobody a cheat', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ cpuMs: 60_000 });
  await world.time.pass(1_000);
  alice.crash();
  await world.time.pass(70_000);
  alice.clockAheadMs = -3_600_000;
  await alice.start();
  await world.time.pass(60_000);
  await world.time.pass(180_000);
  expect(alice.people().refused).toEqual([]);
  expect(alice.people().present).toHaveLength(1);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
  expect(audit(world.people)).toEqual([]);
});

test('one lender who lies that a job is at fault does not end it', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  const mallory = await createRawPeer(world, 'mallory', alice);
  mallory.onMessage = (message) => {
    if (message.type !== 'ask') return;
    const { attempt } = message;
    mallory.send({ type: 'take', attempt, ratingMilli: 1000, needsModule: true });
    mallory.send({ type: 'failed', attempt, name: 'trapped', detail: 'It divided by zero.' });
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 4096, room: 0, ratingMilli: 1000 });
  await bob.lend();
  const id = await alice.ask();
  await world.time.pass(10_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' } });
  expect(mallory.heard.filter(({ type }) => type === 'ask')).toHaveLength(1);
});

test('no lender holds a job for longer than it may, however often it leaves, comes back and speaks', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  const mallory = await createRawPeer(world, 'mallory', alice);
  mallory.onMessage = (message) => {
    if (message.type !== 'ask') return;
    mallory.send({ type: 'take', attempt: message.attempt, ratingMilli: 1000, needsModule: true });
    mallory.send({ type: 'began', attempt: message.attempt });
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 1, room: 0, ratingMilli: 1000 });
  await world.time.pass(100);
  const id = await alice.ask();
  await bob.lend();
  for (let minute = 0; minute < 95; minute += 1) {
    mallory.made.at(-1)?.close();
    await world.time.pass(10_000);
    mallory.hello();
    await world.time.pass(50_000);
  }
  expect(mallory.made.length).toBeGreaterThan(90);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' } });
});

test('whoever begins many answers and ends none is disconnected', async () => {
  const { world, alice } = await setup('alice');
  const mallory = await createRawPeer(world, 'mallory', alice);
  const full = new Uint8Array(pieceBytes);
  mallory.onMessage = (message) => {
    if (message.type !== 'ask') return;
    const { attempt } = message;
    mallory.send({ type: 'take', attempt, ratingMilli: 1000, needsModule: true });
    mallory.send({ type: 'began', attempt });
    const bytes = { receipt: new Uint8Array(receiptBodyBytes), signature: new Uint8Array(64) };
    mallory.send({
      type: 'answer',
      attempt,
      resultBytes: limits.resultBytes,
      result: null,
      ...bytes,
    });
    for (let offset = 0; offset < 7 * 2 ** 20; offset += pieceBytes)
      mallory.frame(encodePiece({ attempt, part: 'result', offset, bytes: full }));
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 100, room: 0, ratingMilli: 1000 });
  await world.time.pass(100);
  for (let job = 0; job < 4; job += 1) await alice.ask();
  await world.time.pass(5_000);
  expect(alice.people().refused).toEqual([{ reason: 'too_many_unfinished', times: 1 }]);
});
