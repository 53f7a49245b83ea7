/**
 * What the witnesses say to each other, passed on by everybody: two witnesses need not be connected. Each message
 * is checked once and passed on once, and again when it is said again later, because a connection may have broken
 * with it on the way.
 *
 * No message keeps itself alive: over a slow line, what was passed on comes back as if it were said again, so that
 * each time it is passed on the next must be further away, up to a minute. What is kept of one
 * witness is bounded however much it says, and so is how quickly it is passed on, or a liar would make honest
 * neighbours talk more to each other than the protocol lets anybody.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { checkMessage } from '../../../shared/consensus/check-message.ts';
import { decodeMessage, encodeMessage } from '../../../shared/consensus/messages.ts';
import type { Message } from '../../../shared/consensus/messages.ts';
import { createPace } from '../peers/pace.ts';
import type { Pace } from '../peers/pace.ts';
import type { Clock, Cryptography } from '../ports.ts';
import type { Tip } from './chain.ts';
import type { Neighbour } from './neighbours.ts';
import { valueIdOf } from './value-id.ts';

export interface Votes {
  heard(neighbour: Neighbour, bytes: Uint8Array): void;
  /** An own message, for the first time or again. */
  say(message: Message): void;
  /** Everything kept of the height that is being agreed on, for who has just come to it. */
  tell(neighbour: Neighbour): void;
  kept(): readonly Message[];
  /** Who told of a proposal with this value: they may know its set. */
  tellersOf(valueId: Uint8Array): readonly Neighbour[];
  /** When each witness was last heard, by its key. */
  heardAt(): ReadonlyMap<string, number>;
  heightMoved(): void;
}

export interface VotesPorts {
  readonly clock: Clock;
  readonly cryptography: Cryptography;
  readonly community: Uint8Array;
  readonly tip: () => Tip;
  readonly neighbours: () => readonly Neighbour[];
  readonly turnAway: (neighbour: Neighbour, reason: string) => void;
  /** A message that was not known, checked. */
  readonly came: (message: Message) => void;
}

/** Doubled each time. */
const againAfterMs = 3_000;
const againAfterMsMax = 60_000;
/** Of one witness. An honest one says four things a round, and its rounds take longer than a second soon. */
const passedOn = { burst: 512, perSecond: 32 } as const;
/** How often all that is kept is told to one neighbour: one short frame can ask for it. */
const toldAll = { burst: 8, perSecond: 1 } as const;
/** Of one witness in one height. An honest one says four things a round, and ends a height in a few. */
const perWitnessMax = 256;
/** Different things that one witness says in one place. An honest one says one. */
const variantsMax = 4;

/** Proposals of one height of which it is remembered who told of them. */
const proposalsMax = 256;

interface Kept {
  readonly message: Message;
  readonly bytes: Uint8Array;
  /** When it may be passed on for others. */
  notBefore: number;
  times: number;
}

export function createVotes(ports: VotesPorts): Votes {
  const { clock, cryptography, community, tip, neighbours, turnAway, came } = ports;
  const kept = new Map<string, Kept>();
  const byWitness = new Map<number, string[]>();
  const tellers = new Map<string, Set<Neighbour>>();
  const heardAt = new Map<string, number>();
  const paces = new Map<number, Pace>();
  const tellPaces = new WeakMap<Neighbour, Pace>();
  const checks = { ...cryptography, idOf: valueIdOf(community, cryptography.hash) };
  const height = () => tip().height + 1;

  function paceOf(witness: number): Pace {
    const pace = paces.get(witness) ?? createPace(clock, passedOn);
    paces.set(witness, pace);
    return pace;
  }

  function mayTellAll(neighbour: Neighbour): boolean {
    const pace = tellPaces.get(neighbour) ?? createPace(clock, toldAll);
    tellPaces.set(neighbour, pace);
    return pace.take();
  }

  /** Heard from a neighbour, for the first time or again. */
  function echo(entry: Kept, heardFrom: Neighbour): void {
    if (clock.elapsed() < entry.notBefore || !paceOf(entry.message.witness).take()) return;
    const waitMs = Math.min(againAfterMsMax, againAfterMs * 2 ** entry.times);
    entry.notBefore = clock.elapsed() + waitMs;
    entry.times += 1;
    passOn(entry.bytes, heardFrom);
  }

  function passOn(message: Uint8Array, except: Neighbour | null): void {
    for (const neighbour of neighbours()) {
      if (neighbour !== except && neighbour.isAnswered && neighbour.height === tip().height) {
        neighbour.link.tell({ kind: 'vote', message });
      }
    }
  }

  /**
   * The latest stay. What an honest witness needs that is not here is said again until it is done; refusing it for
   * what a liar has said before in its place would be the end of the height.
   */
  function keep(message: Message, bytes: Uint8Array): Kept {
    const keys = byWitness.get(message.witness) ?? [];
    const rivals = keys.filter((key) => {
      const other = kept.get(key)?.message;
      return other?.kind === message.kind && other.round === message.round;
    });
    const isFull = keys.length >= perWitnessMax;
    const outdated = rivals.length >= variantsMax ? rivals[0] : isFull ? keys[0] : undefined;
    if (outdated !== undefined) kept.delete(outdated);
    const key = bytesToHex(bytes);
    const entry = { message, bytes, notBefore: 0, times: 0 };
    kept.set(key, entry);
    byWitness.set(message.witness, [...keys.filter((each) => each !== outdated), key]);
    return entry;
  }

  function told(neighbour: Neighbour, message: Message): void {
    const key = tip().committee[message.witness];
    if (key !== undefined) heardAt.set(bytesToHex(key), clock.now());
    if (message.kind !== 'proposal') return;
    const id = bytesToHex(message.id);
    const known = tellers.get(id) ?? new Set();
    const [oldest] = tellers.keys();
    if (oldest !== undefined && tellers.size >= proposalsMax) tellers.delete(oldest);
    tellers.set(id, known.add(neighbour));
  }

  return {
    heard(neighbour, bytes) {
      const known = kept.get(bytesToHex(bytes));
      if (known !== undefined) {
        told(neighbour, known.message);
        echo(known, neighbour);
        return;
      }
      const message = decodeMessage(bytes);
      if (message === null) {
        turnAway(neighbour, 'malformed_vote');
        return;
      }
      // Sent before its height moved, or ours.
      if (message.height !== height()) return;
      const { committee } = tip();
      const assembly = { committee, chain: community, height: height() };
      if (!checkMessage(message, assembly, checks).ok) {
        turnAway(neighbour, 'false_vote');
        return;
      }
      const entry = keep(message, bytes);
      told(neighbour, message);
      echo(entry, neighbour);
      came(message);
    },
    say(message) {
      const bytes = encodeMessage(message);
      const entry = kept.get(bytesToHex(bytes)) ?? keep(message, bytes);
      entry.notBefore = Math.max(entry.notBefore, clock.elapsed() + againAfterMs);
      passOn(bytes, null);
    },
    tell(neighbour) {
      const isHere = neighbour.isAnswered && neighbour.height === tip().height;
      if (!isHere || kept.size === 0 || !mayTellAll(neighbour)) return;
      for (const { bytes } of kept.values()) neighbour.link.tell({ kind: 'vote', message: bytes });
    },
    kept: () => [...kept.values()].map(({ message }) => message),
    tellersOf: (valueId) => [...(tellers.get(bytesToHex(valueId)) ?? [])],
    heardAt: () => heardAt,
    heightMoved() {
      kept.clear();
      byWitness.clear();
      tellers.clear();
    },
  };
}
