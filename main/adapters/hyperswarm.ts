import hypercoreCrypto from 'hypercore-crypto';
import DHT from 'hyperdht';
import { assert } from '../../shared/base/assert.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { Clock, Log, Swarm } from '../engine/ports.ts';
import { networkOptions } from './swarm/network.ts';
import type { NetworkChoice } from './swarm/network.ts';
import { SwarmSession } from './swarm/session.ts';

export { frameBytesMax } from './swarm/guard.ts';

export interface HyperswarmOptions extends NetworkChoice {
  /** 32 bytes that the community's members share. */
  readonly topic: Uint8Array;
  /** 32 bytes; the transport key comes from them. */
  readonly transportSeed: Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  /** Connections at one time; `limits.peers` when nothing is said. */
  readonly maxPeers?: number | undefined;
}

/**
 * The swarm port over Hyperswarm. It touches no network until it is started, which can be once; `start`
 * returns when the ports are open, without waiting for anybody's answer.
 */
export function createHyperswarm(options: HyperswarmOptions): Swarm {
  const { topic, clock, log, maxPeers = limits.peers } = options;
  const keyPair = hypercoreCrypto.keyPair(options.transportSeed);
  let session: SwarmSession | null = null;
  return {
    transportKey: new Uint8Array(keyPair.publicKey),
    async start(listener) {
      assert(session === null, 'a swarm is started once');
      const dht = new DHT(networkOptions(options));
      session = new SwarmSession({ topic, keyPair, dht, maxPeers, clock, log, listener });
      await dht.bind().catch((cause: unknown) => {
        log.warn('The network cannot be used: no port could be opened.', cause);
      });
    },
    refresh: () => session?.refresh(),
    close: async () => session?.close(),
  };
}
