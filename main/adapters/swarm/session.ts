/**
 * A swarm from its start to its end: found through the DHT by the community's topic, connected directly with
 * Noise encryption, one channel of frames each.
 *
 * A refusal by Hyperswarm's own firewall bans a peer for the life of the process, so its bans are lifted at
 * once and ours, which expire, decide each time. Peers are never joined by key: four such peers make
 * Hyperswarm divide its connection limit by four.
 */
import type { KeyPair } from 'hypercore-crypto';
import type DHT from 'hyperdht';
import type { SecretStream } from 'hyperdht';
import Hyperswarm from 'hyperswarm';
import type { Clock, Log, SwarmListener } from '../../engine/ports.ts';
import { createBans } from './bans.ts';
import type { Bans } from './bans.ts';
import { PeerChannel } from './channel.ts';
import type { CloseReason } from './channel.ts';
import { watchReachability } from './reachability.ts';
import type { Reachability } from './reachability.ts';
import { createRediscovery } from './rediscovery.ts';
import type { Rediscovery } from './rediscovery.ts';

export interface SessionOptions {
  readonly topic: Uint8Array;
  readonly keyPair: KeyPair;
  readonly dht: DHT;
  readonly maxPeers: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: SwarmListener;
}

/**
 * Before a peer that was lost, or could not be connected to, is tried again. Hyperswarm waits by a timer for each of
 * these, which fires in two thirds of it and goes on for ever once it was needed: short ones would wake a node at rest
 * several times a second. Rediscovery is quicker where it counts, after a start.
 */
const backoffs = [2_000, 5_000, 15_000, 15_000] as const;
const jitter = 100;
const closeWithinMs = 1_500;

const sentences: { readonly [Reason in Exclude<CloseReason, 'left'>]: string } = {
  oversized_frame: 'A peer was disconnected: it sent a frame above the limit.',
  garbage: 'A peer was disconnected: what it sent makes no sense.',
};

export class SwarmSession {
  readonly #options: SessionOptions;
  readonly #swarm: Hyperswarm;
  readonly #channels = new Set<PeerChannel>();
  readonly #bans: Bans;
  readonly #rediscovery: Rediscovery;
  readonly #reachability: Reachability;
  #closing: Promise<void> | null = null;

  constructor(options: SessionOptions) {
    const { topic, keyPair, dht, maxPeers, clock } = options;
    this.#options = options;
    this.#bans = createBans(clock, () => this.#rediscovery.restart());
    const firewall = (key: Uint8Array) => this.#bans.has(key);
    this.#swarm = new Hyperswarm({ dht, keyPair, maxPeers, firewall, backoffs, jitter });
    this.#swarm.on('ban', (peer) => peer.ban(false));
    this.#swarm.on('connection', (stream) => this.#accept(stream));
    const discovery = this.#swarm.join(topic, { server: true, client: true });
    const hasPeers = () => this.#channels.size > 0;
    const look = () => discovery.refresh().catch(() => false);
    this.#rediscovery = createRediscovery(clock, look, () => !hasPeers());
    const tell = this.#tell.bind(this);
    const target = keyPair.publicKey;
    this.#reachability = watchReachability({ dht, clock, target, hasPeers, tell });
    dht.on('network-change', () => this.refresh());
    dht.on('network-update', () => this.#reachability.check());
    this.#rediscovery.restart();
  }

  refresh(): void {
    if (this.#closing !== null) return;
    this.#rediscovery.restart();
    this.#reachability.check();
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#rediscovery.stop();
    this.#reachability.stop();
    this.#bans.clear();
    for (const channel of this.#channels) channel.close();
    const isDone = await within(this.#options.clock, closeWithinMs, this.#swarm.destroy());
    for (const channel of this.#channels) channel.destroy();
    // The goodbyes found nobody, or there was no network: let go of the sockets without waiting.
    if (!isDone) abandon(this.#options.dht);
  }

  #tell(isReachable: boolean, isFirst: boolean): void {
    if (isReachable && !isFirst) this.#rediscovery.restart();
    this.#options.listener.reachable(isReachable);
  }

  #accept(stream: SecretStream): void {
    const { topic, clock, maxPeers, listener } = this.#options;
    const isFull = this.#channels.size >= maxPeers;
    if (this.#closing !== null || isFull || this.#bans.has(stream.remotePublicKey)) {
      stream.on('error', () => {}); // without a listener it would end the process
      stream.destroy();
      return;
    }
    const channel = new PeerChannel({
      stream,
      topic,
      clock,
      opened: (connection) => {
        if (this.#closing === null) listener.connected(connection);
      },
      ended: (reason, wasOpen) => {
        this.#channels.delete(channel);
        if (this.#closing === null) this.#rediscovery.lost();
        this.#report(reason, wasOpen);
      },
      ban: () => this.#bans.add(stream.remotePublicKey),
    });
    this.#channels.add(channel);
  }

  #report(reason: CloseReason, wasOpen: boolean): void {
    const { log } = this.#options;
    if (reason !== 'left') log.warn(sentences[reason]);
    else if (!wasOpen) log.info('A connection ended before the other side had opened its channel.');
  }
}

/** A DHT that could open no port gives up in the middle of its end, and its watcher keeps the process alive. */
function abandon(dht: DHT): void {
  dht.destroy({ force: true }).catch(() => dht.io.networkInterfaces.destroy());
}

/** Whether the work ended well and in time. */
function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(false));
    const settle = (isDone: boolean) => {
      cancel();
      resolve(isDone);
    };
    work.then(
      () => settle(true),
      () => settle(false),
    );
  });
}
