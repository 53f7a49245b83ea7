/**
 * Who is here: every connection is a stranger until its hello proves a member key, and is disconnected and
 * counted when it breaks the protocol.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type { PeopleView } from '../../../shared/api/contract.ts';
import { protocolVersion } from '../../../shared/peers/protocol.ts';
import type { Frame } from '../../../shared/peers/frames.ts';
import type { Message, MessageOf, Part, Piece } from '../../../shared/peers/protocol.ts';
import type { Connection, Ports } from '../ports.ts';
import { createPublisher } from '../publisher.ts';
import { createFarewells } from './farewells.ts';
import { createGreeting } from './greeting.ts';
import type { Names } from './names.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import { createSession } from './session.ts';
import type { ReadBlob, Session } from './session.ts';
import { isSameStanding, noStanding, shownStanding } from './standing.ts';
import type { Standing } from './standing.ts';
import { createTraffics, type Speeds } from './traffic.ts';

const helloWithinMs = 10_000;
/** Hellos after the first one, which may say a new name; more of them than this are passed over. */
const renaming = { burst: 10, perSecond: 0.1 };

/** A machine whose hello was checked. */
export interface Present {
  /** The peer's id (shared/domain/peer-id.ts): by it the machine is spoken to. */
  readonly id: string;
  /** Member key, hexadecimal. */
  readonly member: string;
  readonly sinceMs: number;
  readonly standing: Standing;
}

export interface PeersListener {
  arrived(peer: string): void;
  left(peer: string): void;
  standingChanged(peer: string): void;
  /** Whether the network can be reached has changed. */
  reachable(): void;
  message(peer: string, message: Message): void;
  piece(peer: string, piece: Piece): void;
}

export interface Peers {
  readonly people: Cell<PeopleView>;
  start(listener: PeersListener): Promise<void>;
  present(): readonly Present[];
  find(peer: string): Present | null;
  /** False when that peer is not here. */
  send(peer: string, message: Message): boolean;
  sendBlob(
    peer: string,
    attempt: string,
    part: Part,
    read: ReadBlob,
    onSent?: (bytes: number) => void,
  ): boolean;
  dropBlobs(peer: string, attempt: string): void;
  /** Tells everybody what this node can take on, and everybody who comes later; the room may be each member's own. */
  announce(standing: Omit<Standing, 'room'>, roomOf: (member: string) => number): void;
  /** Ends the connection for what the other side sent, and counts it. */
  misbehaved(peer: string, reason: string): void;
  /** Lets those go who do not belong to the community any more, and looks for those who belong now. */
  reconsider(): void;
  /** Greets everybody again, after the person took another name. */
  greetAgain(): void;
  isReachable(): boolean;
  /** How many machines came that are nobody's on the record, as far as it is known here. */
  strangers(): number;
  stop(): Promise<void>;
}

interface Guest {
  readonly session: Session;
  readonly renaming: Pace;
  present: Present | null;
}

export interface PeersParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'swarm' | 'log'>;
  /** 32 bytes. */
  readonly community: Uint8Array;
  readonly names: Names;
  /** How fast the work of others may flow here. */
  readonly speeds: () => Speeds;
  /** Whether the peer of this id is one of the community's. */
  readonly belongs: (peer: string) => boolean;
}

/** Keeps the connections of one community. */
export function createPeers({ ports, community, names, speeds, belongs }: PeersParts): Peers {
  const { clock, keys, swarm, log } = ports;
  const greeting = createGreeting(ports, community, names);
  const traffics = createTraffics(clock, speeds);
  const guests = new Set<Guest>();
  const present = new Map<string, Guest>();
  const farewells = createFarewells(clock, names);
  const people = createCell<PeopleView>({ present: [], ...farewells.view() });
  const publisher = createPublisher(clock, people, view);
  let mine: Omit<Standing, 'room'> = noStanding;
  let roomOf = (_member: string) => 0;
  let listener: PeersListener;
  let reachable = false;

  const here = () => [...present.values()].map((one) => one.present).filter((one) => one !== null);

  function view(): PeopleView {
    return {
      present: here().map(({ id, sinceMs, standing }) => ({
        ...{ person: names.person(id), sinceMs },
        ...shownStanding(standing),
      })),
      ...farewells.view(),
    };
  }

  function welcome(connection: Connection): void {
    const session = createSession(connection, clock, traffics, heard);
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
    guest.session.send(greeting.hello(connection));

    function heard(frame: Frame): void {
      if (!guests.has(guest)) return;
      if (frame.kind === 'garbage') turnAway(guest, frame.reason);
      else if (frame.kind === 'message') heardMessage(guest, frame.message);
      else if (frame.kind === 'messages') {
        for (const message of frame.messages) if (guests.has(guest)) heardMessage(guest, message);
      } else if (frame.kind === 'piece') {
        if (guest.present === null) turnAway(guest, 'piece_before_hello');
        else if (!guest.session.took(frame.piece)) turnAway(guest, 'sent_without_leave');
        else listener.piece(guest.present.id, frame.piece);
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
    const { id } = guest.present;
    guest.session.heard(message);
    if (message.type === 'standing') {
      const { lending, freeSlots, room, ratingMilli } = message;
      const before = guest.present.standing;
      guest.present = { ...guest.present, standing: { lending, freeSlots, room, ratingMilli } };
      if (!isSameStanding(before, guest.present.standing)) publisher.changed();
      // Also the same again is news to whoever has counted on from the last one.
      listener.standingChanged(id);
    } else if (message.type === 'goodbye') {
      farewells.turnedAwayBy(id, message.name);
      publisher.changed();
    } else listener.message(id, message);
  }

  function greeted(guest: Guest, message: MessageOf<'hello'>): void {
    const { connection } = guest.session;
    // Each hello costs two signatures to check, and a new name a write.
    if (guest.present !== null && !guest.renaming.take()) return;
    if (message.version !== protocolVersion) {
      turnAway(guest, 'other_protocol_version');
      return;
    }
    const id = `${message.member}.${message.device}`;
    if (message.community !== bytesToHex(community)) turnAway(guest, 'other_community');
    else if (message.member === bytesToHex(keys.member)) turnAway(guest, 'own_member_key');
    else if (!greeting.isTrue(connection, message)) turnAway(guest, 'false_hello');
    else if (guest.present !== null && guest.present.id !== id) turnAway(guest, 'second_identity');
    else if (!belongs(id)) letGo(guest, id);
    else arrived(guest, id, message.name);
  }

  function arrived(guest: Guest, id: string, name: string | null): void {
    const member = memberOf(id);
    names.learn(member, name);
    publisher.changed();
    if (guest.present !== null) return;
    guest.present = { id, member, sinceMs: clock.now(), standing: noStanding };
    const earlier = present.get(id);
    present.set(id, guest);
    if (earlier !== undefined) {
      // The same machine from a new connection: the old one is a leftover of a program that restarted.
      guests.delete(earlier);
      earlier.session.connection.close();
      listener.left(id);
    }
    farewells.arrived(id);
    sayStanding(guest, member);
    listener.arrived(id);
  }

  function sayStanding({ session }: Guest, member: string): void {
    session.send({ type: 'standing', ...mine, room: roomOf(member) });
  }

  function forget(guest: Guest): void {
    const id = guest.present?.id;
    if (id === undefined || present.get(id) !== guest) return;
    present.delete(id);
    publisher.changed();
    listener.left(id);
  }

  /** What more it has said is heard by nobody: that it spoke before it was known is no offence. */
  function letGo(guest: Guest, id: string): void {
    farewells.letGo(id);
    publisher.changed();
    guests.delete(guest);
    guest.session.connection.close();
    forget(guest);
  }

  function turnAway(guest: Guest, reason: string): void {
    count(reason);
    guests.delete(guest);
    guest.session.send({ type: 'goodbye', name: reason });
    guest.session.flush();
    guest.session.connection.ban();
    forget(guest);
  }

  function count(reason: string): void {
    farewells.count(reason);
    log.warn(`A connection was ended because of what it sent: ${reason}.`);
    publisher.changed();
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
    present: here,
    find: (peer) => present.get(peer)?.present ?? null,
    send(peer, message) {
      const guest = present.get(peer);
      guest?.session.send(message);
      return guest !== undefined;
    },
    sendBlob: (peer, attempt, part, read, onSent) =>
      present.get(peer)?.session.sendBlob(attempt, part, read, onSent) ?? false,
    dropBlobs(peer, attempt) {
      present.get(peer)?.session.dropBlobs(attempt);
    },
    announce(standing, room) {
      mine = standing;
      roomOf = room;
      for (const [id, guest] of present) sayStanding(guest, memberOf(id));
    },
    misbehaved(peer, reason) {
      const guest = present.get(peer);
      if (guest !== undefined) turnAway(guest, reason);
    },
    reconsider() {
      for (const [id, guest] of [...present]) if (!belongs(id)) letGo(guest, id);
      if (farewells.strangers.haveJoined(belongs)) swarm.refresh();
    },
    greetAgain() {
      for (const { session } of present.values()) session.send(greeting.hello(session.connection));
    },
    isReachable: () => reachable,
    strangers: farewells.strangers.count,
    async stop() {
      for (const { session } of guests) session.flush();
      // Nobody hears of what follows: whoever would keep it has stopped.
      guests.clear();
      present.clear();
      publisher.stop();
      await swarm.close();
    },
  };
}
