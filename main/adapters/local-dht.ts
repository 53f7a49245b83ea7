import createTestnet from 'hyperdht/testnet.js';
import type { BootstrapAddress } from './swarm/network.ts';

export interface LocalDht {
  readonly bootstrap: readonly BootstrapAddress[];
  close(): Promise<void>;
}

/** Three, so that an announcement has somewhere to be kept other than where one asks first. */
const nodeCount = 3;

/**
 * A DHT of one's own on 127.0.0.1, for the demo and for tests. It asks for `port` where one is given, which
 * is how a network comes back in a test; ports that are taken are passed over for free ones.
 */
export async function startLocalDht(port = 0): Promise<LocalDht> {
  const testnet = await createTestnet(nodeCount, { host: '127.0.0.1', port });
  return {
    bootstrap: testnet.bootstrap.map(({ host, port }) => ({ host, port })),
    close: () => testnet.destroy(),
  };
}
