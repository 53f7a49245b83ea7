/** Peers that break the rules are disconnected and counted by name, and nobody else notices. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { decodeReceiptBody, receiptHash } from '../../shared/ledger/receipt.ts';
import { encodePiece, frameBytesMax } from '../../shared/peers/frames.ts';
import { protocolVersion } from '../../shared/peers/protocol.ts';
import type { AskMessage } from '../../shared/peers/protocol.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { createNames } from '../../main/engine/peers/names.ts';
import { keysOf, setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import { openWorkStore } from '../support/engine-world/disk.ts';
import { createLife } from '../support/engine-world/life.ts';
import { createRawPeer, idOf } from '../support/raw-peer.ts';
import type { RawPeer } from '../support/raw-peer.ts';

const other = new Uint8Array(32).fill(7);
const attempt = '0'.repeat(32);

const ask: AskMessage = {
  type: 'ask',
  attempt,
  job: bytesToHex(other),
  slice: bytesToHex(other),
  moduleHash: bytesToHex(cryptography.hash(new Uint8Array(10))),
  moduleBytes: 10,
  inputHash: bytesToHex(cryptography.hash(new Uint8Array(0))),
  inputBytes: 0,
  input: null,
  entry: 'run',
  args: [],
  ceiling: 1000n,
  memoryBytes: 65_536,
  wallMs: 60_000,
  femtosecondsPerUnit: 1_000_000,
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
  // Nobody is another's machine, nor has a machine that does not answer for itself.
  ['false_hello', (peer) => peer.hello({ binding: new Uint8Array(64) })],
  ['false_hello', (peer) => peer.hello(idOf(keysOf('carol')))],
  ['other_community', (peer) => peer.hello({ community: bytesToHex(other) })],
  ['other_protocol_version', (peer) => peer.hello({ version: protocolVersion + 1 })],
  ['own_member_key', (peer, bob) => peer.hello({ member: bob.id })],
  [
    'second_identity',
    (peer) => {
      peer.hello();
      const carol = keysOf('carol');
      peer.hello({ ...idOf(carol), proof: carol.device.sign(peer.proven()) });
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
  expect(mallory.heard).toContainEqual({ type: 'goodbye', name: reason });
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
  expect(bob.people()).toEqual({ present: [], refused: [], turnedAway: [] });
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

/** Asks for so much work, and sends what it needs. */
function askHonestly(
  peer: RawPeer,
  number: number,
  cpuMs = 10,
  change: Partial<AskMessage> = {},
): void {
  const own = number.toString(16).padStart(32, '0');
  const input = new Uint8Array(Buffer.from(`{"cpuMs":${cpuMs},"answer":"","fails":null}`));
  const inputHash = bytesToHex(cryptography.hash(input));
  peer.send({ ...ask, attempt: own, inputBytes: input.byteLength, inputHash, ...change });
  const parts = { module: new Uint8Array(10), input } as const;
  for (const part of ['module', 'input'] as const)
    peer.frame(encodePiece({ attempt: own, part, offset: 0, bytes: parts[part] }));
}

test('a signature that is not the consumer’s is not kept', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.onMessage = (message) => {
    if (message.type !== 'answer') return;
    mallory.send({ type: 'signed', attempt: message.attempt, signature: message.signature });
  };
  mallory.hello();
  askHonestly(mallory, 1);
  await world.time.pass(1_000);
  expect(bob.people().refused).toEqual([{ reason: 'bad_consumer_signature', times: 1 }]);
  expect(bob.disk.receipts).toEqual([]);
});

test('an attempt that was paid is not worked on again', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.onMessage = (message) => {
    if (message.type !== 'answer') return;
    const body = decodeReceiptBody(message.receipt);
    if (body === null) return;
    const signature = mallory.keys.sign(receiptHash(body, cryptography.hash));
    mallory.send({ type: 'signed', attempt: message.attempt, signature });
  };
  mallory.hello();
  for (const number of [1, 1, 1]) {
    askHonestly(mallory, number);
    await world.time.pass(1_000);
  }
  expect(bob.slicesRun).toBe(1);
  expect(bob.disk.receipts).toHaveLength(1);
  expect(mallory.heard.filter(({ type }) => type === 'unknown')).toHaveLength(2);
});

test('whoever does not sign gets no more work', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(4);
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  const long = { ceiling: 100_000n, wallMs: 120_000 };
  for (let number = 0; number < 20; number += 1) {
    askHonestly(mallory, number, 60_000, long);
    await world.time.pass(61_000);
  }
  const declined = mallory.heard.filter((message) => message.type === 'decline');
  expect(declined.map(({ name }) => name)).toEqual(new Array(4).fill('too_many_unsigned'));
  const id = await alice.ask();
  await world.time.pass(10_000);
  expect(alice.job(id).state).toBe('done');
});

const floods: readonly (readonly [name: string, does: (peer: RawPeer) => void])[] = [
  ['status', (peer) => peer.send({ type: 'status', attempt })],
  [
    'hello',
    (peer) => peer.hello({ name: `m${bytesToHex(cryptography.hash(peer.proven())).slice(0, 8)}` }),
  ],
  ['stop', (peer) => peer.send({ type: 'stop', attempt })],
  ['ask', (peer) => peer.send({ ...ask, moduleHash: ask.inputHash })],
  ['unknown', (peer) => peer.frame(text('{"type":"later"}'))],
  ['pieces of one byte', (peer) => peer.frame(piece(0, new Uint8Array(1)))],
];

test.for(floods)('a flood of %s is cut off', async ([, send]) => {
  const { world, bob } = await setup('bob');
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  await world.time.pass(100);
  for (let times = 0; times < 12_000; times += 1) send(mallory);
  await world.time.pass(1_000);
  expect(bob.people().refused).toEqual([{ reason: 'too_many_messages', times: 1 }]);
  expect(bob.disk.works.people.size).toBe(1);
});

test('a name that changes all the time is written a few times only', async () => {
  const { world, bob } = await setup('bob');
  const mallory = await createRawPeer(world, 'mallory', bob);
  const before = bob.effects();
  for (let times = 0; times < 200; times += 1) mallory.hello({ name: `mallory ${times}` });
  await world.time.pass(1_000);
  expect(bob.effects() - before).toBeLessThan(20);
});

test('an answer is sent once on a connection, however often it is asked for', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  askHonestly(mallory, 1);
  await world.time.pass(1_000);
  const own = '1'.padStart(32, '0');
  for (let times = 0; times < 100; times += 1) {
    mallory.send({ type: 'status', attempt: own });
    mallory.send({ ...ask, attempt: own });
  }
  await world.time.pass(1_000);
  const answers = () => mallory.heard.filter(({ type }) => type === 'answer').length;
  expect(answers()).toBe(1);
  mallory.made.at(-1)?.close();
  await world.time.pass(2_000);
  mallory.hello();
  await world.time.pass(1_000);
  expect(answers()).toBe(2);
});

test('a job of the same id as another’s is declined while that one runs', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ cpuMs: 20_000 });
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  mallory.send({ ...ask, job: id });
  await world.time.pass(1_000);
  expect(mallory.heard).toContainEqual(
    expect.objectContaining({ type: 'decline', name: 'job_of_another' }),
  );
  await world.time.pass(30_000);
  expect(alice.job(id).state).toBe('done');
});

test('of short slices many may wait for a signature, but not any number', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend(4);
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  for (let number = 0; number < 2_050; number += 1) {
    askHonestly(mallory, number, 1);
    await world.time.pass(2);
  }
  await world.time.pass(1_000);
  const declined = mallory.heard.filter((message) => message.type === 'decline');
  expect(declined.map(({ name }) => name)).toEqual(new Array(50).fill('too_many_unsigned'));
});

test('asking and stopping again and again writes nothing, and is soon declined', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  await world.time.pass(100);
  for (let number = 0; number < 1_200; number += 1) {
    const own = number.toString(16).padStart(32, '0');
    mallory.send({ ...ask, attempt: own });
    mallory.send({ type: 'stop', attempt: own });
  }
  await world.time.pass(1_000);
  expect([...bob.disk.works.runs]).toEqual([]);
  const declined = mallory.heard.filter((message) => message.type === 'decline');
  expect(declined.length).toBeGreaterThan(50);
  expect(new Set(declined.map(({ name }) => name))).toEqual(new Set(['asked_too_often']));
});

test('names of strangers are forgotten when there are too many, the oldest first', async () => {
  const { bob } = await setup('bob');
  const { settings, works } = bob.disk;
  const work = openWorkStore(
    bob.disk,
    createLife(null, () => undefined),
  );
  const names = createNames({ get: () => settings, set: () => undefined }, work);
  for (let number = 0; number <= 10_000; number += 1) names.learn(String(number), `n${number}`);
  expect(works.people.size).toBe(10_000);
  expect(names.person('0').name).toBe(null);
  expect(names.person('10000').name).toBe('n10000');
});
