/** Peers that break the rules are disconnected and counted by name, and nobody else notices. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { microCpuHoursOf } from '../../shared/domain/cpu-hours.ts';
import {
  encodeMessage,
  encodePiece,
  frameBytesMax,
  protocolVersion,
} from '../../shared/peers/protocol.ts';
import type { AskMessage, Message } from '../../shared/peers/protocol.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { audit } from '../support/audit-world.ts';
import { keysOf, setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import { createRawPeer, lendFalsely } from '../support/raw-peer.ts';
import type { Forgery, RawPeer } from '../support/raw-peer.ts';

const other = new Uint8Array(32).fill(7);
const attempt = '0'.repeat(32);

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

const ask: AskMessage = {
  type: 'ask',
  attempt,
  job: bytesToHex(other),
  slice: bytesToHex(other),
  moduleHash: bytesToHex(cryptography.hash(new Uint8Array(10))),
  moduleBytes: 10,
  inputHash: bytesToHex(cryptography.hash(new Uint8Array(0))),
  inputBytes: 0,
  entry: 'run',
  args: [],
  ceiling: 1000n,
  memoryBytes: 65_536,
  wallMs: 60_000,
};

const piece = (offset: number, bytes: Uint8Array) =>
  encodePiece({ attempt, part: 'module', offset, bytes });

type Offence = (peer: RawPeer, bob: Person) => void;

const offences: readonly (readonly [reason: string, does: Offence])[] = [
  ['unknown_frame', (peer) => peer.frame(new Uint8Array([9, 9, 9]))],
  ['unknown_frame', (peer) => peer.frame(new Uint8Array(0))],
  ['oversized_frame', (peer) => peer.frame(new Uint8Array(frameBytesMax + 1))],
  ['malformed_json', (peer) => peer.frame(new Uint8Array([0, 123]))],
  ['malformed_message', (peer) => peer.frame(text('{"type":"hello"}'))],
  ['malformed_piece', (peer) => peer.frame(new Uint8Array(10).fill(1))],
  ['message_before_hello', (peer) => peer.send({ type: 'status', attempt })],
  ['piece_before_hello', (peer) => peer.frame(piece(0, new Uint8Array(1)))],
  ['false_hello', (peer) => peer.hello({ proof: new Uint8Array(64) })],
  ['false_hello', (peer) => peer.hello({ member: bytesToHex(keysOf('carol').member) })],
  ['other_community', (peer) => peer.hello({ community: bytesToHex(other) })],
  ['other_protocol_version', (peer) => peer.hello({ version: protocolVersion + 1 })],
  ['own_member_key', (peer, bob) => peer.hello({ member: bob.id })],
  [
    'second_identity',
    (peer) => {
      peer.hello();
      const carol = keysOf('carol');
      const proof = carol.sign(peer.proven());
      peer.hello({ member: bytesToHex(carol.member), proof });
    },
  ],
  ['piece_out_of_place', after(piece(1, new Uint8Array(1)))],
  ['piece_out_of_place', after(piece(0, new Uint8Array(11)))],
  ['other_bytes_than_asked', after(piece(0, new Uint8Array(10).fill(1)))],
];

function text(json: string): Uint8Array {
  return new Uint8Array([0, ...Buffer.from(json)]);
}

/** Something that a peer sends after its hello and an ask that was taken. */
function after(frame: Uint8Array): Offence {
  return (peer) => {
    peer.hello();
    peer.send(ask);
    peer.frame(frame);
  };
}

test.for(offences)('%s ends the connection and is counted', async ([reason, offend]) => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  offend(mallory, bob);
  await world.time.pass(1_000);
  expect(bob.people().refused).toEqual([{ reason, times: 1 }]);
  expect(mallory.ended).toHaveLength(mallory.made.length);
  expect(bob.people().present.map(({ person }) => person.name)).toEqual(['alice']);
  const id = await alice.ask();
  await world.time.pass(10_000);
  expect(alice.job(id).state).toBe('done');
});

test('a message of a type that is not known yet is passed over', async () => {
  const { world, bob } = await setup('bob');
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  mallory.frame(text('{"type":"later","of":["all","kinds"]}'));
  await world.time.pass(1_000);
  expect(bob.people()).toMatchObject({ present: [{ person: { name: 'mallory' } }], refused: [] });
});

test('whoever says nothing for ten seconds is let go', async () => {
  const { world, bob } = await setup('bob');
  const mallory = await createRawPeer(world, 'mallory', bob);
  await world.time.pass(10_000);
  expect(mallory.ended.length).toBeGreaterThan(0);
  expect(bob.people()).toEqual({ present: [], refused: [] });
});

test('a name loses its control characters, and is remembered when its owner has left', async () => {
  const { world, bob } = await setup('bob');
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello({ name: ' Mal\u0000lo\u202ery\n' });
  await world.time.pass(1_000);
  expect(bob.people().present[0]?.person.name).toBe('Mallory');
  bob.crash();
  await bob.start();
  expect([...bob.disk.works.people]).toEqual([
    [mallory.id, { state: '{"name":"Mallory"}', blobs: {} }],
  ]);
});

test('a core that was asked for and never used is free again after a minute', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend(1);
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  mallory.send(ask);
  await world.time.pass(1_000);
  expect(bob.lending().cores.inUse).toBe(1);
  await world.time.pass(60_000);
  expect(bob.lending().cores.inUse).toBe(0);
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

test('whoever does not sign gets no more work', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(4);
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  const input = new Uint8Array(Buffer.from('{"cpuMs":10,"answer":"","fails":null}'));
  for (let number = 0; number < 20; number += 1) {
    const own = { attempt: number.toString(16).padStart(32, '0'), inputBytes: input.byteLength };
    mallory.send({ ...ask, ...own, inputHash: bytesToHex(cryptography.hash(input)) });
    const parts = { module: new Uint8Array(10), input } as const;
    for (const part of ['module', 'input'] as const) {
      mallory.frame(encodePiece({ attempt: own.attempt, part, offset: 0, bytes: parts[part] }));
    }
    await world.time.pass(100);
  }
  const declined = mallory.heard.filter((message) => message.type === 'decline');
  expect(declined.map(({ name }) => name)).toEqual(new Array(4).fill('too_many_unsigned'));
  const id = await alice.ask();
  await world.time.pass(10_000);
  expect(alice.job(id).state).toBe('done');
});
