import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import DHT from 'hyperdht';
import type { BootstrapAddress } from './swarm/network.ts';

export interface LocalDht {
  /** What the nodes are given to find each other. */
  readonly bootstrap: readonly BootstrapAddress[];
  close(): Promise<void>;
}

const host = '127.0.0.1';
/** Three, so that an announcement has somewhere to be kept other than where one asks first. */
const nodeCount = 3;

/**
 * A DHT of one's own on this machine, for the demo and for tests. Its ports are any that are free, because the
 * DHT library would take its usual ones first: a node of a DHT that has ended would then find itself in the
 * next one. A test that brings a network back says at which port it had been.
 */
export async function startLocalDht(port?: number): Promise<LocalDht> {
  const first = await startNode([], port ?? (await freePort()));
  const bootstrap = [{ host, port: first.address().port }];
  const nodes = [first];
  while (nodes.length < nodeCount) nodes.push(await startNode(bootstrap, await freePort()));
  return {
    bootstrap,
    async close() {
      for (const node of nodes.toReversed()) await node.destroy();
    },
  };
}

async function startNode(bootstrap: readonly BootstrapAddress[], port: number): Promise<DHT> {
  const node = new DHT({ bootstrap, host, port, ephemeral: false, firewalled: false });
  await node.fullyBootstrapped();
  return node;
}

/** Should somebody else be quicker, the DHT takes another. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
