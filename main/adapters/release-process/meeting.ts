/**
 * Where machines that have a release, or want it, find each other: a topic for each release on the network, under a
 * transport key of this process alone, which nobody can tell to be the node's. Whoever comes is asked who it is; to
 * members of the release's community its cores are offered, and to nobody else.
 *
 * One connection between two machines serves all releases that both hold.
 */
import hypercoreCrypto from 'hypercore-crypto';
import DHT from 'hyperdht';
import type { SecretStream } from 'hyperdht';
import type { Core, CorePeer } from 'hyperdrive';
import Hyperswarm from 'hyperswarm';
import type { Discovery } from 'hyperswarm';
import Protomux from 'protomux';
import { bytesToHex, hexToBytes, textToBytes } from '../../../shared/base/bytes.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Paying } from '../../engine/downloads/contract.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { cryptography } from '../cryptography.ts';
import type { NodeKeys } from '../keys.ts';
import { createBans } from '../swarm/bans.ts';
import { networkOptions } from '../swarm/network.ts';
import type { BootstrapAddress } from '../swarm/network.ts';
import { guardCores } from './guard.ts';
import { greetMember } from './membership.ts';
import type { Machine } from './membership.ts';
import { createPayChannel } from './pay-channel.ts';
import type { PayChannel } from './pay-channel.ts';
import type { AskedPiece, PieceTurns } from './piece-turns.ts';

export interface Meeting {
  /** Looks for whoever has this release, and can be found. The answer ends it. */
  join(community: string, release: string): () => void;
  /**
   * Offers a core to the members of a community from now on; what it has of pieces is paid for. The answer ends it
   * for connections to come.
   */
  offer(community: string, core: Core, paid: PaidPieces | null): () => void;
  /** The machines that belong to a community now. */
  admit(community: string, devices: ReadonlySet<string>): void;
  /** Which machine of a member it is. */
  machineOf(community: string, peer: CorePeer): Machine | null;
  /** Lets go of whoever it is, and takes no connection of it for some minutes. */
  ban(peer: CorePeer, what: string): void;
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

/** The first blocks of a core are the pieces of a release. */
export interface PaidPieces {
  readonly release: string;
  readonly pieces: number;
}

interface Session {
  readonly stream: SecretStream;
  readonly mux: Protomux;
  /** Who it is, by community. */
  readonly machines: Map<string, Machine>;
  readonly greeted: Set<string>;
  readonly cores: Set<Core>;
  /** Where is spoken of paying, by community. */
  readonly pay: Map<string, PayChannel>;
}

export interface MeetingOptions {
  readonly keys: NodeKeys;
  readonly bootstrap: readonly BootstrapAddress[];
  readonly clock: Clock;
  readonly log: Log;
  readonly turns: PieceTurns;
  readonly pay: Pick<Paying, 'met' | 'left' | 'heard'>;
}

const transportDomain = textToBytes('common-hours/releases-transport/v1');
const topicDomain = textToBytes('common-hours/release-topic/v1');
const backoffs = [200, 800, 3_000, 15_000] as const;
const jitter = 100;
const lookAgainMs = 15_000;
const greetWithinMs = 30_000;

export function openMeeting(options: MeetingOptions): Meeting {
  const { keys, bootstrap, clock, log, turns, pay } = options;
  const { hash } = cryptography;
  const keyPair = hypercoreCrypto.keyPair(hash(transportDomain, keys.transportSeed));
  const dht = new DHT(networkOptions({ bootstrap }));
  dht.setMaxListeners(0);
  const sessions = new Map<string, Session>();
  const offers = new Map<string, Set<Core>>();
  /** By the names of their channels. */
  const paid = new Map<string, PaidPieces & { readonly community: string }>();
  const members = new Map<string, ReadonlySet<string>>();
  /** The connection on which a machine is spoken with about paying: its last one. */
  const payers = new Map<string, Session>();
  const topics = new Map<string, { readonly discovery: Discovery; users: number }>();
  const bans = createBans(clock, () => lookAgain());
  const firewall = (key: Uint8Array) => bans.has(key);
  const swarm = new Hyperswarm({
    ...{ dht, keyPair, maxPeers: limits.peers, firewall, backoffs, jitter },
  });
  let changed = () => {};
  swarm.on('ban', (peer) => peer.ban(false));
  swarm.on('connection', accept);
  const stopLooking = clock.every(lookAgainMs, lookAgain);

  function lookAgain(): void {
    for (const { discovery } of topics.values()) void discovery.refresh().catch(() => false);
  }

  function accept(stream: SecretStream): void {
    stream.on('error', () => {}); // without a listener it would end the process
    if (bans.has(stream.remotePublicKey)) {
      stream.destroy();
      return;
    }
    const id = bytesToHex(stream.remotePublicKey);
    const mux = new Protomux(stream);
    const session: Session = {
      ...{ stream, mux, machines: new Map(), greeted: new Set(), cores: new Set() },
      pay: new Map(),
    };
    guardCores(mux, {
      turnsOf: (channel) => turns.channel((index) => pieceOf(session, channel, index)),
      offended: (what) => drop(session, what),
    });
    sessions.set(id, session);
    const cancelDeadline = clock.after(greetWithinMs, () => {
      if (session.machines.size === 0) stream.destroy();
    });
    stream.on('close', () => {
      cancelDeadline();
      if (sessions.get(id) === session) sessions.delete(id);
      changed();
    });
    for (const community of offers.keys()) greet(session, community);
  }

  /** The cores that a community's members are offered: who is here is greeted, and whoever comes. */
  function greetAll(community: string): Set<Core> {
    const cores = offers.get(community) ?? new Set<Core>();
    offers.set(community, cores);
    for (const session of sessions.values()) greet(session, community);
    return cores;
  }

  function greet(session: Session, community: string): void {
    if (session.greeted.has(community)) return;
    session.greeted.add(community);
    const { stream, mux } = session;
    session.pay.set(community, payChannel(session, community));
    greetMember({
      ...{ stream, mux, keys, cryptography, transportKey: keyPair.publicKey },
      community: hexToBytes(community),
      known(machine) {
        session.machines.set(community, machine);
        share(session, community);
        changed();
      },
      offended: (what) => drop(session, what),
    });
  }

  function payChannel(session: Session, community: string): PayChannel {
    let machine: Machine | null = null;
    return createPayChannel({
      ...{ mux: session.mux, community: hexToBytes(community) },
      isWanted: () => memberAt(session, community) !== null,
      opened(send) {
        machine = memberAt(session, community);
        if (machine === null) return;
        payers.set(`${community} ${machine.device}`, session);
        pay.met(community, machine, send);
      },
      closed() {
        const key = `${community} ${machine?.device ?? ''}`;
        if (machine === null || payers.get(key) !== session) return;
        payers.delete(key);
        pay.left(community, machine.device);
      },
      heard: (frame) => machine === null || pay.heard(community, machine.device, frame),
      offended: (what) => drop(session, what),
    });
  }

  function memberAt(session: Session, community: string): Machine | null {
    const machine = session.machines.get(community);
    const isIn = machine !== undefined && members.get(community)?.has(machine.device) === true;
    return isIn ? machine : null;
  }

  /** Null where nothing is paid for a block. */
  function pieceOf(session: Session, channel: Uint8Array, index: number): AskedPiece | null {
    const found = paid.get(bytesToHex(channel));
    if (found === undefined || index >= found.pieces) return null;
    const { community, release } = found;
    const machine = session.machines.get(community);
    return machine === undefined ? null : { about: { community, release }, machine };
  }

  /** Only what a member may have; who becomes one later is served then. */
  function share(session: Session, community: string): void {
    if (memberAt(session, community) === null) return;
    session.pay.get(community)?.open();
    for (const core of offers.get(community) ?? []) {
      if (session.cores.has(core)) continue;
      session.cores.add(core);
      core.replicate(session.mux);
    }
  }

  function drop(session: Session, what: string): void {
    log.warn(`A peer was disconnected from the releases: it sent ${what}.`);
    bans.add(session.stream.remotePublicKey);
    session.stream.destroy();
  }

  const sessionOf = (peer: CorePeer) => sessions.get(bytesToHex(peer.remotePublicKey));

  return {
    join(community, release) {
      greetAll(community);
      const topic = hash(topicDomain, hexToBytes(community), hexToBytes(release));
      const name = bytesToHex(topic);
      const known = topics.get(name);
      if (known !== undefined) known.users += 1;
      else {
        const discovery = swarm.join(topic, { server: true, client: true });
        topics.set(name, { discovery, users: 1 });
      }
      return () => {
        const joined = topics.get(name);
        if (joined === undefined || --joined.users > 0) return;
        topics.delete(name);
        void swarm.leave(topic).catch(() => undefined);
      };
    },
    offer(community, core, pieces) {
      if (pieces !== null) paid.set(bytesToHex(core.discoveryKey), { ...pieces, community });
      const cores = greetAll(community).add(core);
      for (const session of sessions.values()) share(session, community);
      return () => cores.delete(core);
    },
    admit(community, devices) {
      members.set(community, devices);
      for (const session of sessions.values()) {
        const machine = session.machines.get(community);
        // whoever is no member any more begins anew, and gets nothing
        const isOut = machine !== undefined && !devices.has(machine.device);
        if (isOut && session.cores.size > 0) session.stream.destroy();
        else share(session, community);
      }
      changed();
    },
    machineOf: (community, peer) => sessionOf(peer)?.machines.get(community) ?? null,
    ban(peer, what) {
      const session = sessionOf(peer);
      if (session !== undefined) drop(session, what);
    },
    onChange(listener) {
      changed = listener;
    },
    async close() {
      stopLooking();
      bans.clear();
      for (const { stream } of sessions.values()) stream.destroy();
      await swarm.destroy().catch(() => undefined);
      await dht.destroy({ force: true }).catch(() => undefined);
    },
  };
}
