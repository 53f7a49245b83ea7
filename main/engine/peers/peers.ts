/**
 * Who is here: every connection is a stranger until its hello proves a member key, and is disconnected and
 * counted when it breaks the protocol.
 */
import { bytesToHex, hexToBytes, sameBytes } from '../../../shared/base/bytes.ts';
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type { PeopleView } from '../../../shared/api/contract.ts';
import { helloDomain, protocolVersion } from '../../../shared/peers/protocol.ts';
import type { Frame, Message, MessageOf, Part, Piece } from '../../../shared/peers/protocol.ts';
import type { Connection, Ports } from '../ports.ts';
import { createPublisher } from '../publisher.ts';
import type { Names } from './names.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import { createSession } from './session.ts';
import type { ReadBlob, Session } from './session.ts';

const helloWithinMs = 10_000;
/** Different reasons that are counted; a peer must not be able to make the list grow. */
const reasonsMax = 64;
/** Each new name is a write to the disk; more of them than this are passed over. */
const renaming = { burst: 10, perSecond: 0.1 };

export interface Standing {
  readonly lending: boolean;
  readonly freeSlots: number;
  readonly ratingMilli: number | null;
}

/** Somebody whose hello was checked. */
export interface Present {
  /** Member key, hexadecimal. */
  readonly member: string;
  readonly sinceMs: number;
  readonly standing: Standing;
}

export interface PeersListener {
  arrived(member: string): void;
  left(member: string): void;
  standingChanged(member: string): void;
  /** Whether the network can be reached has changed. */
  reachable(): void;
  message(member: string, message: Message): void;
  piece(member: string, piece: Piece): void;
}

export interface Peers {
  readonly people: Cell<PeopleView>;
  start(listener: PeersListener): Promise<void>;
  present(): readonly Present[];
  find(member: string): Present | null;
  /** False when that member is not here. */
  send(member: string, message: Message): boolean;
  sendBlob(
    member: string,
    attempt: string,
    part: Part,
    read: ReadBlob,
    onSent?: (bytes: number) => void,
  ): boolean;
  dropBlobs(member: string, attempt: string): void;
  /** Tells everybody what this node can take on, and everybody who comes later. */
  announce(standing: Standing): void;
  /** Ends the connection for what the other side sent, and counts it. */
  misbehaved(member: string, reason: string): void;
  /** Greets everybody again, after the person took another name. */
  greetAgain(): void;
  isReachable(): boolean;
  stop(): Promise<void>;
}

type PeersPorts = Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'swarm' | 'log'>;

interface Guest {
  readonly session: Session;
  readonly renaming: Pace;
  present: Present | null;
}

/** Keeps the connections of one community. */
export function createPeers(ports: PeersPorts, community: Uint8Array, names: Names): Peers {
  const { clock, keys, cryptography, swarm, log } = ports;
  const guests = new Set<Guest>();
  const present = new Map<string, Guest>();
  const refused = new Map<string, number>();
  const people = createCell<PeopleView>({ present: [], refused: [] });
  const publisher = createPublisher(clock, people, view);
  let mine: Standing = { lending: false, freeSlots: 0, ratingMilli: null };
  let listener: PeersListener;
  let reachable = false;

  function view(): PeopleView {
    return {
      present: [...present.values()].flatMap(({ present: who }) =>
        who === null
          ? []
          : [{ person: names.person(who.member), sinceMs: who.sinceMs, ...who.standing }],
      ),
      refused: [...refused].map(([reason, times]) => ({ reason, times })),
    };
  }

  function welcome(connection: Connection): void {
    const session = createSession(connection, clock, heard);
    const guest: Guest = { session, renaming: createPace(clock, renaming), present: null };
    guests.add(guest);
    const cancelWait = clock.after(helloWithinMs, () => {
      if (guest.present === null) connection.close();
    });
    connection.onClose((reason) => {
      cancelWait();
      guests.delete(guest);
      if (reason !== 'left') count(reason);
      forget(guest);
    });
    guest.session.send(hello(connection));

    function heard(frame: Frame): void {
      if (!guests.has(guest)) return;
      if (frame.kind === 'garbage') turnAway(guest, frame.reason);
      else if (frame.kind === 'message') heardMessage(guest, frame.message);
      else if (frame.kind === 'piece') {
        if (guest.present === null) turnAway(guest, 'piece_before_hello');
        else listener.piece(guest.present.member, frame.piece);
      }
    }
  }

  function heardMessage(guest: Guest, message: Message): void {
    if (message.type === 'hello') {
      greeted(guest, message);
      return;
    }
    if (guest.present === null) {
      turnAway(guest, 'message_before_hello');
      return;
    }
    const { member } = guest.present;
    if (message.type === 'standing') {
      const { lending, freeSlots, ratingMilli } = message;
      const before = guest.present.standing;
      guest.present = { ...guest.present, standing: { lending, freeSlots, ratingMilli } };
      if (isSameStanding(before, guest.present.standing)) return;
      publisher.changed();
      listener.standingChanged(member);
    } else listener.message(member, message);
  }

  function greeted(guest: Guest, message: MessageOf<'hello'>): void {
    const { connection } = guest.session;
    if (message.version !== protocolVersion) {
      turnAway(guest, 'other_protocol_version');
      return;
    }
    const member = hexToBytes(message.member);
    const signed = proofOf(connection.channelHash, connection.remoteTransportKey);
    if (message.community !== bytesToHex(community)) turnAway(guest, 'other_community');
    else if (sameBytes(member, keys.member)) turnAway(guest, 'own_member_key');
    else if (!cryptography.verify(signed, message.proof, member)) turnAway(guest, 'false_hello');
    else if (guest.present !== null && guest.present.member !== message.member) {
      turnAway(guest, 'second_identity');
    } else arrived(guest, message);
  }

  function arrived(guest: Guest, { member, name }: MessageOf<'hello'>): void {
    if (guest.renaming.take()) names.learn(member, name);
    publisher.changed();
    if (guest.present !== null) return;
    const standing: Standing = { lending: false, freeSlots: 0, ratingMilli: null };
    guest.present = { member, sinceMs: clock.now(), standing };
    const earlier = present.get(member);
    present.set(member, guest);
    if (earlier !== undefined) {
      // The same member from a new connection: the old one is a leftover of a machine that restarted.
      guests.delete(earlier);
      earlier.session.connection.close();
      listener.left(member);
    }
    guest.session.send({ type: 'standing', ...mine });
    listener.arrived(member);
  }

  function forget(guest: Guest): void {
    const member = guest.present?.member;
    if (member === undefined || present.get(member) !== guest) return;
    present.delete(member);
    publisher.changed();
    listener.left(member);
  }

  function turnAway(guest: Guest, reason: string): void {
    count(reason);
    guests.delete(guest);
    guest.session.connection.ban();
    forget(guest);
  }

  function count(reason: string): void {
    const key = refused.has(reason) || refused.size < reasonsMax ? reason : 'other';
    refused.set(key, (refused.get(key) ?? 0) + 1);
    log.warn(`A connection was ended because of what it sent: ${reason}.`);
    publisher.changed();
  }

  function proofOf(channelHash: Uint8Array, transportKey: Uint8Array): Uint8Array {
    return cryptography.hash(helloDomain, community, channelHash, transportKey);
  }

  function hello(connection: Connection): MessageOf<'hello'> {
    return {
      type: 'hello',
      version: protocolVersion,
      community: bytesToHex(community),
      member: bytesToHex(keys.member),
      name: names.own(),
      kinds: ['function', 'command'],
      proof: keys.sign(proofOf(connection.channelHash, swarm.transportKey)),
    };
  }

  return {
    people,
    async start(given) {
      listener = given;
      await swarm.start({
        connected: welcome,
        reachable(isReachable) {
          reachable = isReachable;
          publisher.changed();
          listener.reachable();
        },
      });
    },
    present: () => [...present.values()].flatMap((guest) => guest.present ?? []),
    find: (member) => present.get(member)?.present ?? null,
    send(member, message) {
      const guest = present.get(member);
      guest?.session.send(message);
      return guest !== undefined;
    },
    sendBlob: (member, attempt, part, read, onSent) =>
      present.get(member)?.session.sendBlob(attempt, part, read, onSent) ?? false,
    dropBlobs(member, attempt) {
      present.get(member)?.session.dropBlobs(attempt);
    },
    announce(standing) {
      mine = standing;
      for (const guest of present.values()) guest.session.send({ type: 'standing', ...mine });
    },
    misbehaved(member, reason) {
      const guest = present.get(member);
      if (guest !== undefined) turnAway(guest, reason);
    },
    greetAgain() {
      for (const { session } of present.values()) session.send(hello(session.connection));
    },
    isReachable: () => reachable,
    async stop() {
      // Nobody hears of what follows: whoever would keep it has stopped.
      guests.clear();
      present.clear();
      publisher.stop();
      await swarm.close();
    },
  };
}

function isSameStanding(a: Standing, b: Standing): boolean {
  return a.lending === b.lending && a.freeSlots === b.freeSlots && a.ratingMilli === b.ratingMilli;
}
