import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import type { LocalDht } from '../../main/adapters/local-dht.ts';
import { frameBytesMax } from '../../main/adapters/hyperswarm.ts';
import { banMs } from '../../main/adapters/swarm/bans.ts';
import type { Connection } from '../../main/engine/ports.ts';
import { bytesToHex, bytesToText, sameBytes, textToBytes } from '../../shared/base/bytes.ts';
import { startSwarmNode } from '../support/swarm-node.ts';
import type { SwarmNode, SwarmNodeOptions } from '../support/swarm-node.ts';

let dht: LocalDht;
let topic: Uint8Array;
let nodes: SwarmNode[] = [];

beforeEach(async () => {
  dht = await startLocalDht();
  topic = new Uint8Array(randomBytes(32));
  nodes = [];
});

afterEach(async () => {
  await Promise.all(nodes.map(({ swarm }) => swarm.close()));
  await dht.close();
});

async function start(options: Partial<SwarmNodeOptions> = {}): Promise<SwarmNode> {
  const node = await startSwarmNode({ topic, bootstrap: dht.bootstrap, ...options });
  nodes.push(node);
  return node;
}

const eventually = (check: () => unknown) => expect.poll(check, { interval: 20 });

/** Waits until both have the connection, and answers with both ends of it. */
async function meet(a: SwarmNode, b: SwarmNode): Promise<[Connection, Connection]> {
  await eventually(() => a.peers.has(b.key) && b.peers.has(a.key)).toBe(true);
  const [ab, ba] = [a.peers.get(b.key), b.peers.get(a.key)];
  if (!ab || !ba) return meet(a, b);
  return sameBytes(ab.channelHash, ba.channelHash) ? [ab, ba] : meet(a, b);
}

test('three nodes that join at the very same moment all meet', async () => {
  const [alice, bob, carol] = await Promise.all([start(), start(), start()]);
  await meet(alice, bob);
  await meet(bob, carol);
  await meet(alice, carol);
  expect(alice.reachable).toEqual([true]);
});

test('both ends of a connection agree on its hash, and no other connection has it', async () => {
  const [alice, bob, carol] = await Promise.all([start(), start(), start()]);
  const [ab, ba] = await meet(alice, bob);
  const [ac] = await meet(alice, carol);
  expect(bytesToHex(ab.channelHash)).toBe(bytesToHex(ba.channelHash));
  expect(bytesToHex(ab.channelHash)).not.toBe(bytesToHex(ac.channelHash));
  expect(ab.channelHash.byteLength).toBe(64);
});

test('frames arrive whole and in order, from the empty one to the largest', async () => {
  const [alice, bob] = await Promise.all([start(), start()]);
  const [toBob] = await meet(alice, bob);
  const sizes = [0, 1, 100, 65_535, 65_536, frameBytesMax - 1, frameBytesMax, 2, 3];
  const sent = sizes.map((size) => new Uint8Array(randomBytes(size)));
  for (const frame of sent) toBob.send(frame);
  const got = () => bob.frames.get(alice.key) ?? [];
  await eventually(() => got().length).toBe(sent.length);
  expect(got().map(bytesToHex)).toEqual(sent.map(bytesToHex));
});

test('a sender is told to wait and when to go on, and 32 MiB arrive', async () => {
  const [alice, bob] = await Promise.all([start(), start()]);
  const [toBob] = await meet(alice, bob);
  const count = 128;
  let sent = 0;
  let waits = 0;
  const pump = () => {
    while (sent < count) {
      sent += 1;
      if (!toBob.send(new Uint8Array(frameBytesMax).fill(sent))) {
        waits += 1;
        return;
      }
    }
  };
  toBob.onDrain(pump);
  pump();
  const got = () => bob.frames.get(alice.key) ?? [];
  await eventually(() => got().length).toBe(count);
  expect(waits).toBeGreaterThan(10);
  expect(got().map((frame) => frame[0])).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  expect(got().every((frame) => frame.every((byte) => byte === frame[0]))).toBe(true);
});

test('a member who leaves is noticed at once, and one who comes back is met again', async () => {
  const transportSeed = new Uint8Array(randomBytes(32));
  const [alice, bob] = await Promise.all([start(), start({ transportSeed })]);
  await meet(alice, bob);
  await bob.swarm.close();
  await eventually(() => alice.closes).toEqual([{ key: bob.key, reason: 'left' }]);
  const again = await start({ transportSeed });
  expect(again.key).toBe(bob.key);
  const [toBob] = await meet(alice, again);
  toBob.send(textToBytes('welcome back'));
  await eventually(() => again.frames.get(alice.key)?.map(bytesToText)).toEqual(['welcome back']);
});

test('what was sent just before closing still arrives', async () => {
  const [alice, bob] = await Promise.all([start(), start()]);
  const [toBob] = await meet(alice, bob);
  toBob.send(textToBytes('I have to go'));
  toBob.close();
  expect(toBob.send(textToBytes('too late'))).toBe(false);
  await eventually(() => bob.closes.length).toBeGreaterThan(0);
  expect(bob.frames.get(alice.key)?.map(bytesToText)).toEqual(['I have to go']);
});

test('members of another community never meet', async () => {
  const elsewhere = new Uint8Array(randomBytes(32));
  const [alice, bob, eve] = await Promise.all([start(), start(), start({ topic: elsewhere })]);
  await meet(alice, bob);
  eve.swarm.refresh();
  alice.swarm.refresh();
  const frank = await start({ topic: elsewhere });
  await meet(eve, frank);
  expect([...alice.peers.keys()]).toEqual([bob.key]);
  expect([...eve.peers.keys()]).toEqual([frank.key]);
});

test('a banned peer stays away until its ten minutes are over', async () => {
  const [alice, bob, carol] = await Promise.all([start(), start(), start()]);
  const [toBob] = await meet(alice, bob);
  await meet(bob, carol);
  await meet(alice, carol);
  toBob.ban();
  await eventually(() => alice.peers.has(bob.key) || bob.peers.has(alice.key)).toBe(false);
  alice.clock.advance(banMs - 60_000);
  bob.swarm.refresh();
  const dave = await start();
  await meet(dave, alice);
  await meet(dave, bob);
  expect(alice.peers.has(bob.key)).toBe(false);
  expect(alice.peers.has(carol.key)).toBe(true);
  alice.clock.advance(60_000);
  await meet(alice, bob);
});

test('no more peers are taken than the limit says', async () => {
  const alice = await start({ maxPeers: 2 });
  const others = await Promise.all([start(), start(), start(), start()]);
  for (const one of others) for (const other of others) if (one !== other) await meet(one, other);
  await eventually(() => alice.peers.size).toBe(2);
});
