import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import type { LocalDht } from '../../main/adapters/local-dht.ts';
import { frameBytesMax } from '../../main/adapters/hyperswarm.ts';
import { concatBytes, textToBytes, bytesToText } from '../../shared/base/bytes.ts';
import { startSwarmNode } from '../support/swarm-node.ts';
import type { SwarmNode } from '../support/swarm-node.ts';
import { connectStranger, openMessage } from '../support/swarm-stranger.ts';
import type { Stranger } from '../support/swarm-stranger.ts';

let dht: LocalDht;
let topic: Uint8Array;
let alice: SwarmNode;
let bob: SwarmNode;
let strangers: Stranger[] = [];

beforeEach(async () => {
  dht = await startLocalDht();
  topic = new Uint8Array(randomBytes(32));
  strangers = [];
  [alice, bob] = await Promise.all([
    startSwarmNode({ topic, bootstrap: dht.bootstrap }),
    startSwarmNode({ topic, bootstrap: dht.bootstrap }),
  ]);
  await eventually(() => alice.peers.has(bob.key) && bob.peers.has(alice.key)).toBe(true);
});

afterEach(async () => {
  await Promise.all(strangers.map((stranger) => stranger.leave()));
  await Promise.all([alice.swarm.close(), bob.swarm.close()]);
  await dht.close();
});

const eventually = (check: () => unknown) => expect.poll(check, { interval: 20 });

async function intrude(seed = new Uint8Array(randomBytes(32))): Promise<Stranger> {
  const stranger = await connectStranger(dht.bootstrap, alice.key, seed);
  strangers.push(stranger);
  return stranger;
}

/** A stranger who has opened the community's channel as a member would. */
async function join(): Promise<Stranger> {
  const mallory = await intrude();
  mallory.stream.write(openMessage(topic));
  await eventually(() => alice.peers.has(mallory.key)).toBe(true);
  return mallory;
}

/** Nobody else is troubled by what a stranger did. */
async function expectOthersGoOn(): Promise<void> {
  bob.peers.get(alice.key)?.send(textToBytes('still here'));
  await eventually(() => alice.frames.get(bob.key)?.map(bytesToText)).toEqual(['still here']);
  expect(alice.closes.filter(({ key }) => key === bob.key)).toEqual([]);
}

test('a stranger who speaks the protocol is heard', async () => {
  const mallory = await join();
  mallory.stream.write(concatBytes(new Uint8Array([1, 0]), textToBytes('hello')));
  await eventually(() => alice.frames.get(mallory.key)?.map(bytesToText)).toEqual(['hello']);
});

test('a frame one byte above the limit ends the connection, and nobody sees the frame', async () => {
  const mallory = await join();
  mallory.stream.write(concatBytes(new Uint8Array([1, 0]), new Uint8Array(frameBytesMax + 1)));
  await mallory.closed;
  await eventually(() => alice.closes).toEqual([{ key: mallory.key, reason: 'oversized_frame' }]);
  expect(alice.frames.get(mallory.key)).toEqual([]);
  await expectOthersGoOn();
});

test('sixteen megabytes in one message end the connection', async () => {
  const mallory = await join();
  mallory.stream.write(new Uint8Array(16 * 1024 * 1024 - 100).fill(1));
  await eventually(() => alice.closes).toEqual([{ key: mallory.key, reason: 'oversized_frame' }]);
  await expectOthersGoOn();
});

const garbage: readonly (readonly [string, readonly number[]])[] = [
  ['a single byte', [0]],
  ['a batch of commands', [0, 0, 0, 3, 1, 2, 3]],
  ['a second opening', [0, 1, 1, 1, 65, 0]],
  ['the opening of the control channel', [0, 1, 0, 1, 65, 0]],
  ['an unknown command', [0, 7, 1]],
  ['a channel that was never opened', [9, 0, 1]],
  ['a kind of message that does not exist', [1, 1, 1]],
  ['a number that runs out of bytes', [0xfd]],
  ['a long way to write zero', [0xfd, 0, 0, 0, 0]],
];

test.each(garbage)('%s is garbage and ends the connection', async (_, bytes) => {
  const mallory = await join();
  mallory.stream.write(new Uint8Array(bytes));
  await mallory.closed;
  await eventually(() => alice.closes).toEqual([{ key: mallory.key, reason: 'garbage' }]);
  await expectOthersGoOn();
});

test('random bytes from fifty strangers harm nobody', async () => {
  for (let i = 0; i < 50; i += 1) {
    const mallory = await intrude();
    for (let j = 0; j < 4; j += 1) mallory.stream.write(new Uint8Array(randomBytes(1 + i * 7)));
    await mallory.closed;
    await mallory.leave();
  }
  expect(alice.warnings.length).toBeGreaterThan(40);
  await expectOthersGoOn();
});

test('a stranger who opens nothing is let go after ten seconds', async () => {
  const mallory = await intrude();
  let isClosed = false;
  void mallory.closed.then(() => (isClosed = true));
  alice.clock.advance(9_000);
  await expectOthersGoOn();
  expect(isClosed).toBe(false);
  alice.clock.advance(1_500);
  await mallory.closed;
  expect(alice.closes).toEqual([]);
});

test('a stranger of another community is let go at once', async () => {
  const mallory = await intrude();
  mallory.stream.write(openMessage(new Uint8Array(randomBytes(32))));
  mallory.stream.write(new Uint8Array([0, 2, 1]));
  await mallory.closed;
  expect(alice.peers.has(mallory.key)).toBe(false);
});

test('a banned stranger does not come back under the same key', async () => {
  const mallory = await join();
  alice.peers.get(mallory.key)?.ban();
  await mallory.closed;
  await mallory.leave();
  const seed = new Uint8Array(32).fill(7);
  const other = await intrude(seed);
  other.stream.write(openMessage(topic));
  await eventually(() => alice.peers.has(other.key)).toBe(true);
  alice.peers.get(other.key)?.ban();
  await other.closed;
  const again = await intrude(seed);
  again.stream.write(openMessage(topic));
  await again.closed;
  expect(alice.peers.has(again.key)).toBe(false);
  await expectOthersGoOn();
});
