import Corestore from 'corestore';
import DHT from 'hyperdht';
import type { SecretStream } from 'hyperdht';
import Hyperdrive from 'hyperdrive';
import Protomux from 'protomux';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import { createGiveLimit } from '../../main/adapters/release-process/giving.ts';
import { guardCores } from '../../main/adapters/release-process/guard.ts';
import { createPieceTurns } from '../../main/adapters/release-process/piece-turns.ts';
import { networkOptions } from '../../main/adapters/swarm/network.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Sent {
  readonly send: (message: unknown) => unknown;
}
type Sender = (messages: readonly Sent[]) => void;

/**
 * Two ends over a real connection, both with the first core of one drive: one is guarded, and the other says
 * something right after its channel has opened. Answers what the guarded end made of it.
 */
async function meet(say: Sender): Promise<string> {
  const folder = temporaryFolder();
  const dht = await startLocalDht();
  closing.push(dht.close);
  const [here, there] = [new DHT(networkOptions(dht)), new DHT(networkOptions(dht))];
  closing.push(
    () => here.destroy(),
    () => there.destroy(),
  );
  const mine = new Hyperdrive(new Corestore(join(folder, 'mine')));
  await mine.ready();
  const theirs = new Hyperdrive(new Corestore(join(folder, 'theirs')), mine.key);
  await theirs.ready();
  closing.push(
    () => mine.close(),
    () => theirs.close(),
  );
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = here.createServer((stream: SecretStream) => {
    stream.on('error', () => {});
    const mux = new Protomux(stream);
    const { give } = createGiveLimit(systemClock);
    const turns = createPieceTurns({ room: () => 0, gave: () => undefined, give });
    guardCores(mux, {
      turnsOf: () => turns.channel(() => null),
      offended(what) {
        stream.destroy();
        resolve(what);
      },
    });
    mine.core.replicate(mux);
  });
  await server.listen();
  const stream = there.connect(server.publicKey);
  stream.on('error', () => {});
  const mux = new Protomux(stream);
  const create = mux.createChannel.bind(mux);
  mux.createChannel = (options) => {
    const channel = create({
      ...options,
      onopen: () => say((channel?.messages ?? []) as unknown as readonly Sent[]),
    });
    return channel;
  };
  theirs.core.replicate(mux);
  return promise;
}

const nothing = {
  block: null,
  hash: null,
  seek: null,
  upgrade: null,
  manifest: false,
  priority: 0,
};
const huge = 2 ** 45;

it.each<[string, Sender]>([
  ['a range out of bounds', (m) => m[8]?.send({ drop: false, start: 1, length: huge })],
  ['a range out of bounds', (m) => m[8]?.send({ drop: true, start: huge, length: 1 })],
  ['a want out of bounds', (m) => m[5]?.send({ start: 0, length: huge, any: false })],
  [
    'a request out of bounds',
    (m) => m[1]?.send({ ...nothing, id: 1, fork: 0, block: { index: huge, nodes: 0 } }),
  ],
  ['a bitfield out of bounds', (m) => m[7]?.send({ start: huge, bitfield: new Uint32Array(1) })],
  [
    'a sync out of bounds',
    (m) =>
      m[0]?.send({
        ...{ fork: 0, length: huge, remoteLength: 0, canUpgrade: true, uploading: true },
        ...{ downloading: true, hasManifest: true, allowPush: false },
      }),
  ],
])('a peer that says %s is let go, and this process goes on', async (what, say) => {
  expect(await meet(say)).toBe(what);
});
