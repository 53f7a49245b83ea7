/** Lenders that lie about their work are not paid and not kept, and the job goes on elsewhere. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { microCpuHoursOf } from '../../shared/domain/cpu-hours.ts';
import { encodeReceiptBody, receiptHash } from '../../shared/ledger/receipt.ts';
import { encodeMessage } from '../../shared/peers/protocol.ts';
import type { Message } from '../../shared/peers/protocol.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { audit } from '../support/audit-world.ts';
import { setup } from '../support/engine-world.ts';
import { createRawPeer, lendFalsely } from '../support/raw-peer.ts';
import type { Forgery } from '../support/raw-peer.ts';

const other = new Uint8Array(32).fill(7);

const forgeries: readonly (readonly [name: string, forgery: Forgery])[] = [
  ['wrong_community', { body: () => ({ community: other }) }],
  ['supplier_is_consumer', { body: ({ consumer }) => ({ supplier: consumer }) }],
  ['wrong_supplier', { body: () => ({ supplier: other }) }],
  ['wrong_consumer', { body: () => ({ consumer: other }) }],
  ['wrong_job', { body: () => ({ job: other }) }],
  ['wrong_slice', { body: () => ({ slice: other }) }],
  ['wrong_nonce', { body: () => ({ nonce: other.subarray(0, 16) }) }],
  ['wrong_result', { result: '43' }],
  ['wrong_epoch', { body: ({ epoch }) => ({ epoch: epoch + 2 }) }],
  ['rating_out_of_range', { body: () => ({ ratingMilli: 20_001 }) }],
  ['rating_changed', { body: () => ({ ratingMilli: 1001 }) }],
  ['quantity_wrong', { body: ({ microCpuHours }) => ({ microCpuHours: microCpuHours + 1n }) }],
  ['above_ceiling', { body: () => claim(3_601_000_000) }],
  ['more_than_the_time_that_passed', { body: () => claim(60_000_000) }],
  [
    'bad_supplier_signature',
    { signature: (bytes) => bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) },
  ],
  ['malformed_receipt', { bytes: (body) => body.fill(2, 0, 1) }],
];

function claim(cpuMicroseconds: number) {
  return { cpuMicroseconds, microCpuHours: microCpuHoursOf(cpuMicroseconds, 1000) };
}

test.for(forgeries)(
  'a receipt that is %s is not signed, and the job goes on elsewhere',
  async ([name, forgery]) => {
    const { world, alice, bob } = await setup('alice', 'bob');
    const mallory = await createRawPeer(world, 'mallory', alice);
    lendFalsely(world, mallory, forgery);
    await world.time.pass(100);
    const id = await alice.ask();
    await bob.lend();
    await world.time.pass(30_000);
    expect(alice.people().refused).toEqual([{ reason: name, times: 1 }]);
    expect(alice.people().present.map(({ person }) => person.name)).toEqual(['bob']);
    expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' }, attempt: 2 });
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
    const known = { attempt: message.attempt, ratingMilli: 1000, resultBytes: 1000 };
    const bytes = { receipt: new Uint8Array(233), signature: new Uint8Array(64) };
    for (const type of says) mallory.frame(encodeMessage({ type, ...known, ...bytes } as Message));
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 1, ratingMilli: 1000 });
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
    receipt: encodeReceiptBody(body),
  };
  mallory.send({ type: 'answer', ...again, signature });
  await world.time.pass(1_000);
  expect(mallory.heard.filter(({ type }) => type === 'dispute')).toHaveLength(1);
  expect(alice.disk.receipts).toHaveLength(1);
  expect(alice.job(id).cost).toBe(500n);
});
