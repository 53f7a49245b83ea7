import hypercoreCrypto from 'hypercore-crypto';
import DHT from 'hyperdht';
import { assert } from '../../shared/base/assert.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { Clock, Log, Swarm } from '../engine/ports.ts';
import { textToBytes } from '../../shared/base/bytes.ts';
import { cryptography } from './cryptography.ts';
import { networkOptions } from './swarm/network.ts';
import type { NetworkChoice } from './swarm/network.ts';
import { SwarmSession } from './swarm/session.ts';
import { sharedDht } from './swarm/shared-dht.ts';

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

/** Swarms of several topics over one place in the network. */
export interface Swarms {
  /**
   * A swarm on this topic, with a transport key of its own: two topics of one machine cannot be told to be one
   * machine's, and a process beside this one may use the seed for itself.
   */
  open(topic: Uint8Array): Swarm;
  /** After the swarms themselves. */
  close(): Promise<void>;
}

/** As `createHyperswarm`, but with one DHT for all topics, which is there from the first start on. */
export function createSwarms(options: Omit<HyperswarmOptions, 'topic'>): Swarms {
  const { transportSeed, clock, log, maxPeers = limits.peers } = options;
  let bound: Promise<DHT> | null = null;

  async function bind(): Promise<DHT> {
    const dht = new DHT(networkOptions(options));
    dht.setMaxListeners(0); // four of each topic
    await dht.bind().catch((cause: unknown) => {
      log.warn('The network cannot be used: no port could be opened.', cause);
    });
    return dht;
  }

  return {
    open(topic) {
      const seed = cryptography.hash(topicTransportDomain, transportSeed, topic);
      const keyPair = hypercoreCrypto.keyPair(seed);
      let session: SwarmSession | null = null;
      let isClosed = false;
      return {
        transportKey: new Uint8Array(keyPair.publicKey),
        async start(listener) {
          assert(session === null, 'a swarm is started once');
          const dht = sharedDht(await (bound ??= bind()));
          if (isClosed) return;
          session = new SwarmSession({ topic, keyPair, dht, maxPeers, clock, log, listener });
        },
        refresh: () => session?.refresh(),
        async close() {
          isClosed = true;
          await session?.close();
        },
      };
    },
    async close() {
      // the swarms have said goodbye, or found nobody to say it to
      await (await bound)?.destroy({ force: true }).catch(() => undefined);
    },
  };
}

const topicTransportDomain = textToBytes('common-hours/topic-transport/v1');
