/**
 * Who is connected: each is a stranger until its hello proves a device key, and is disconnected and counted when
 * it breaks the protocol (shared/peers/record-protocol.ts).
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import {
  isQuestion,
  nothingFor,
  recordHelloDomain,
  recordProtocolVersion,
  unwelcomeReasons,
} from '../../../shared/peers/record-protocol.ts';
import type {
  RecordFrame,
  RecordFrameOf,
  UnwelcomeReason,
} from '../../../shared/peers/record-protocol.ts';
import type { Connection } from '../ports.ts';
import { createLink } from './link.ts';
import type { Link } from './link.ts';
import { createTally } from '../peers/tally.ts';
import type { RecordPorts } from './ports.ts';

export interface Neighbour {
  readonly link: Link;
  /** Lower-case hexadecimal of the device key that its hello proved. */
  readonly device: string;
  readonly credential: CheckedRecord | null;
  /** Whether it is a machine of a member, as far as is known here. */
  readonly isAnswered: boolean;
  /** The height that it has a certificate for, and the id of its value. */
  readonly height: number;
  readonly valueId: Uint8Array;
}

export interface NeighboursListener {
  /** Its first status has come, or it has become one that is answered. */
  arrived(neighbour: Neighbour): void;
  heightChanged(neighbour: Neighbour): void;
  /** Only from those who are answered; neither hello nor status. */
  heard(neighbour: Neighbour, frame: RecordFrame): void;
  caughtUp(neighbour: Neighbour): void;
  /** Its connection has ended. */
  left(neighbour: Neighbour): void;
  changed(): void;
  /** Somebody else has proved to hold the key of this machine. */
  keyIsElsewhere(): void;
  /** Somebody does not let this machine in; null for a reason that this version does not know. */
  unwelcome?(reason: UnwelcomeReason | null): void;
}

export interface Neighbours {
  start(listener: NeighboursListener): Promise<void>;
  /** All whose hello was right. */
  all(): readonly Neighbour[];
  /** Ends a connection for what came over it, counts it, and keeps its other end away for a while. */
  turnAway(neighbour: Neighbour, reason: string): void;
  /** The certified state is another: tells everybody, and looks again who is answered. */
  heightMoved(): void;
  /** This machine's key is another, or what lets it in. */
  greetAgain(): void;
  isReachable(): boolean;
  turnedAway(): readonly { readonly reason: string; readonly times: number }[];
  stop(): Promise<void>;
}

/** What the node is, for those outside. */
export interface Self {
  device(): { readonly publicKey: Uint8Array; sign(message: Uint8Array): Uint8Array };
  /** Empty where the record knows the machine, or there is none. */
  credential(): Uint8Array;
  status(): { readonly height: number; readonly id: Uint8Array };
  isAnswered(device: string, credential: CheckedRecord | null): boolean;
  /** Why a credential is of no use; null where that is not known. */
  whyUnwelcome(credential: CheckedRecord): UnwelcomeReason | null;
  /** Null for what is no record of this community by this device. */
  readCredential(bytes: Uint8Array, device: Uint8Array): CheckedRecord | null;
}

const helloWithinMs = 10_000;
const strangerForMs = 30_000;
const strangersMax = 16;

type Guest = { -readonly [Key in keyof Neighbour]: Neighbour[Key] } & { hasStatus: boolean };
type NeighboursPorts = Pick<RecordPorts, 'clock' | 'cryptography' | 'swarm' | 'log'>;

/** Keeps the connections of one community's record. */
export function createNeighbours(
  ports: NeighboursPorts,
  community: Uint8Array,
  self: Self,
): Neighbours {
  const { clock, cryptography, swarm, log } = ports;
  const guests = new Set<Guest>();
  const tally = createTally();
  let listener: NeighboursListener;
  let reachable = false;

  const proofOf = (channelHash: Uint8Array, transportKey: Uint8Array) =>
    cryptography.hash(recordHelloDomain, community, channelHash, transportKey);

  function welcome(connection: Connection): void {
    const link = createLink(connection, clock, {
      heard(frame) {
        if (guests.has(guest)) heard(guest, frame);
      },
      misbehaved(reason) {
        turnAway(guest, reason);
      },
      caughtUp() {
        if (guest.isAnswered) listener.caughtUp(guest);
      },
    });
    const guest: Guest = {
      link,
      device: '',
      credential: null,
      isAnswered: false,
      height: 0,
      valueId: community,
      hasStatus: false,
    };
    guests.add(guest);
    const cancelWait = clock.after(helloWithinMs, () => {
      if (guest.device === '') connection.close();
    });
    connection.onClose((reason) => {
      cancelWait();
      if (guests.delete(guest) && reason !== 'left') count(reason);
      listener.left(guest);
      listener.changed();
    });
    greet(guest);
  }

  function greet({ link }: Guest): void {
    const { publicKey, sign } = self.device();
    const proof = sign(proofOf(link.connection.channelHash, swarm.transportKey));
    const credential = self.credential();
    link.send({
      kind: 'hello',
      version: recordProtocolVersion,
      device: publicKey,
      proof,
      credential,
    });
    link.send({ kind: 'status', ...self.status() });
  }

  function heard(guest: Guest, frame: RecordFrame): void {
    if (frame.kind === 'hello') greeted(guest, frame);
    else if (guest.device === '') turnAway(guest, 'frame_before_hello');
    else if (frame.kind === 'status') statusCame(guest, frame);
    else if (frame.kind === 'unwelcome') {
      listener.unwelcome?.(unwelcomeReasons[frame.reason] ?? null);
    } else if (guest.isAnswered) listener.heard(guest, frame);
    else if (isQuestion(frame)) guest.link.send(nothingFor(frame.kind));
  }

  function greeted(guest: Guest, hello: RecordFrameOf<'hello'>): void {
    const { connection } = guest.link;
    const signed = proofOf(connection.channelHash, connection.remoteTransportKey);
    if (hello.version !== recordProtocolVersion) turnAway(guest, 'other_protocol_version');
    else if (!cryptography.verify(signed, hello.proof, hello.device)) {
      turnAway(guest, 'false_hello');
    } else if (sameBytes(hello.device, self.device().publicKey)) {
      turnAway(guest, 'own_device_key');
      listener.keyIsElsewhere();
    } else admit(guest, hello);
  }

  function admit(guest: Guest, { device, credential }: RecordFrameOf<'hello'>): void {
    const key = bytesToHex(device);
    const shown = credential.byteLength > 0 ? self.readCredential(credential, device) : null;
    if (shown === null && credential.byteLength > 0) {
      turnAway(guest, 'false_credential');
      return;
    }
    for (const earlier of guests) {
      // The same machine by a new connection: the old one is a leftover from before it restarted.
      if (earlier !== guest && earlier.device === key) earlier.link.connection.close();
    }
    guest.device = key;
    guest.credential = shown;
    guest.isAnswered = self.isAnswered(key, shown);
    if (!guest.isAnswered) {
      sayWhy(guest);
      watchStranger(guest);
    }
    listener.changed();
  }

  function sayWhy({ link, credential }: Guest): void {
    const why = credential === null ? null : self.whyUnwelcome(credential);
    if (why !== null) link.send({ kind: 'unwelcome', reason: unwelcomeReasons.indexOf(why) });
  }

  function watchStranger(guest: Guest): void {
    const strangers = [...guests].filter((each) => each.device !== '' && !each.isAnswered);
    if (strangers.length > strangersMax) {
      guest.link.connection.close();
      return;
    }
    clock.after(strangerForMs, () => {
      if (!guests.has(guest) || guest.isAnswered) return;
      if (guest.height > self.status().height) watchStranger(guest);
      else guest.link.connection.close();
    });
  }

  function statusCame(guest: Guest, { height, id }: RecordFrameOf<'status'>): void {
    const isFirst = !guest.hasStatus;
    if (!isFirst && height < guest.height) {
      turnAway(guest, 'height_fell');
      return;
    }
    guest.height = height;
    guest.valueId = id;
    guest.hasStatus = true;
    if (isFirst) listener.arrived(guest);
    else listener.heightChanged(guest);
  }

  function turnAway(guest: Neighbour, reason: string): void {
    if (!guests.delete(guest as Guest)) return;
    count(reason);
    guest.link.connection.ban();
    listener.changed();
  }

  function count(reason: string): void {
    tally.count(reason);
    log.warn(`A connection to a keeper of the record was ended: ${reason}.`);
  }

  return {
    async start(given) {
      listener = given;
      await swarm.start({
        connected: welcome,
        reachable(isReachable) {
          reachable = isReachable;
          listener.changed();
        },
      });
    },
    all: () => [...guests].filter(({ hasStatus, device }) => hasStatus && device !== ''),
    turnAway,
    heightMoved() {
      for (const guest of guests) {
        guest.link.send({ kind: 'status', ...self.status() });
        if (guest.device === '') continue;
        const was = guest.isAnswered;
        guest.isAnswered = self.isAnswered(guest.device, guest.credential);
        if (!was && guest.isAnswered && guest.hasStatus) listener.arrived(guest);
        if (was && !guest.isAnswered) watchStranger(guest);
      }
    },
    greetAgain() {
      for (const guest of guests) greet(guest);
    },
    isReachable: () => reachable,
    turnedAway: tally.counts,
    async stop() {
      guests.clear();
      await swarm.close();
    },
  };
}
