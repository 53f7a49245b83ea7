/**
 * A plain client of drives, as a process of its own: it shares a folder as a drive, or fetches one into a folder, with
 * nothing between the libraries and the network. Told by its argument; answers by messages. Whoever fetches says when
 * it is up, and looks for others from the first message on that it is sent.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Corestore from 'corestore';
import DHT from 'hyperdht';
import Hyperdrive from 'hyperdrive';
import Hyperswarm from 'hyperswarm';
import { networkOptions } from '../../main/adapters/swarm/network.ts';
import type { BootstrapAddress } from '../../main/adapters/swarm/network.ts';

export interface PlainTask {
  readonly bootstrap: readonly BootstrapAddress[];
  readonly store: string;
  readonly folder: string;
  /** In hexadecimal; null: shares the folder. */
  readonly key: string | null;
}

/** What the packages offer beyond what the product uses. */
interface WholeDrive {
  readonly discoveryKey: Uint8Array;
  put(path: string, bytes: Uint8Array): Promise<unknown>;
  update(options: { readonly wait: boolean }): Promise<unknown>;
  download(path: string): { done(): Promise<unknown> };
  list(path: string): AsyncIterable<{ readonly key: string }>;
  createReadStream(path: string): AsyncIterable<Uint8Array>;
}
interface WholeStore {
  replicate(stream: unknown): unknown;
}

const task = JSON.parse(process.argv[2] ?? '{}') as PlainTask;
const store = new Corestore(task.store);
const key = task.key === null ? undefined : Buffer.from(task.key, 'hex');
const drive = new Hyperdrive(store.session(), key);
await drive.ready();
const whole = drive as unknown as WholeDrive;
const dht = new DHT(networkOptions(task));
const swarm = new Hyperswarm({ dht } as unknown as ConstructorParameters<typeof Hyperswarm>[0]);
swarm.on('connection', (stream) => {
  stream.on('error', () => {});
  (store as unknown as WholeStore).replicate(stream);
});
if (key === undefined) {
  for (const name of await readdir(task.folder)) {
    await whole.put(`/${name}`, await readFile(join(task.folder, name)));
  }
}
const server = key === undefined;
if (server) await swarm.join(whole.discoveryKey, { server, client: true }).flushed();
else await dht.fullyBootstrapped();
process.send?.(Buffer.from(drive.key).toString('hex'));
if (!server) {
  await once(process, 'message');
  swarm.join(whole.discoveryKey, { server, client: true });
  await drive.getBlobs();
  // everything at once, and written out while it comes
  const arriving = whole.download('/').done();
  for await (const { key: path } of whole.list('/')) {
    const target = join(task.folder, path);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(Readable.from(whole.createReadStream(path)), createWriteStream(target));
  }
  await arriving;
  process.send?.('done');
}
