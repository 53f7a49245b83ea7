import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import type { LocalDht } from '../../main/adapters/local-dht.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { startSwarmNode } from '../support/swarm-node.ts';
import { forkPeer } from '../support/swarm-processes.ts';
import type { PeerOptions } from '../support/swarm-peer.ts';
import type { PeerProcess } from '../support/swarm-processes.ts';

let dht: LocalDht;
let topic: Uint8Array;
let processes: PeerProcess[] = [];

beforeEach(async () => {
  dht = await startLocalDht();
  topic = new Uint8Array(randomBytes(32));
  processes = [];
});

afterEach(async () => {
  await Promise.all(processes.map((peer) => peer.kill()));
  await dht.close();
});

function start(options: Partial<PeerOptions> = {}): PeerProcess {
  const peer = forkPeer({ topic: bytesToHex(topic), bootstrap: dht.bootstrap, ...options });
  processes.push(peer);
  return peer;
}

const eventually = (check: () => unknown) => expect.poll(check, { interval: 50 });
const peerCount = async (peer: PeerProcess) => (await peer.state()).peers.length;

test('three processes that start together all meet and hear each other', async () => {
  const peers = [start(), start(), start()];
  for (const peer of peers) await eventually(() => peerCount(peer)).toBe(2);
  const [alice, bob] = await Promise.all(peers.map((peer) => peer.state()));
  const hashAt = (from?: typeof alice, to?: typeof alice) =>
    from?.peers.find(({ key }) => key === to?.key)?.channelHash;
  expect(hashAt(alice, bob)).toBe(hashAt(bob, alice));
  peers[0]?.say('good morning');
  for (const peer of peers.slice(1)) {
    await eventually(async () => (await peer.state()).frames[alice?.key ?? '']).toEqual([
      'good morning',
    ]);
  }
});

test('a process that was killed is missed, and met again when it is back', async () => {
  const transportSeed = randomBytes(32).toString('hex');
  const [alice, bob] = [start(), start({ transportSeed })];
  await eventually(() => peerCount(alice)).toBe(1);
  await eventually(() => peerCount(bob)).toBe(1);
  await bob.kill();
  await eventually(() => peerCount(alice)).toBe(0);
  const again = start({ transportSeed });
  await eventually(() => peerCount(alice)).toBe(1);
  await eventually(() => peerCount(again)).toBe(1);
});

test('a node that was killed and is back at once is met again without waiting', async () => {
  const transportSeed = randomBytes(32).toString('hex');
  const [alice, bob] = [start(), start({ transportSeed })];
  await eventually(() => peerCount(alice)).toBe(1);
  await bob.kill();
  const again = start({ transportSeed });
  await eventually(() => peerCount(again)).toBe(1);
  again.say('back again');
  const { key } = await again.state();
  await eventually(async () => (await alice.state()).frames[key]).toEqual(['back again']);
});

// Two seconds on a machine that has nothing else to do; what must not be is that it waits for the network.
test('a node leaves in time and its process ends by itself', async () => {
  const [alice, bob] = [start(), start()];
  await eventually(() => peerCount(alice)).toBe(1);
  const before = performance.now();
  expect(await bob.leave()).toBe(0);
  expect(performance.now() - before).toBeLessThan(15_000);
  await eventually(() => peerCount(alice)).toBe(0);
});

test('a network that cannot be reached is told, and so is its return', async () => {
  const node = await startSwarmNode({ topic, bootstrap: dht.bootstrap });
  await eventually(() => node.reachable).toEqual([true]);
  const [{ port } = { port: 0 }] = dht.bootstrap;
  await dht.close();
  await eventually(() => {
    node.swarm.refresh();
    return node.reachable;
  }).toEqual([true, false]);
  dht = await startLocalDht(port);
  await eventually(() => node.reachable).toEqual([true, false, true]);
  await node.swarm.close();
});

test('a node whose bootstrap never answers says so and closes in time', async () => {
  const silent = [{ host: '127.0.0.1', port: 9 }];
  const node = await startSwarmNode({ topic, bootstrap: silent });
  await eventually(() => node.reachable).toEqual([false]);
  const before = performance.now();
  await node.swarm.close();
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(node.clock.pending()).toBe(0);
});

test('a node that can open no port says so, and its process still ends by itself', async () => {
  const peer = start({ host: '203.0.113.7' }); // kept for documentation: no machine has it
  await eventually(async () => (await peer.state()).reachable).toEqual([false]);
  expect(await peer.leave()).toBe(0);
});
