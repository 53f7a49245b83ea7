/**
 * What the witnesses say to each other, passed on by everybody: two witnesses need not be connected. Each message
 * is checked once and passed on once, and again when it is said again some seconds later, because a connection
 * may have broken with it on the way. What is kept is bounded for each witness, however much it says.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { checkMessage } from '../../../shared/consensus/check-message.ts';
import { decodeMessage, encodeMessage } from '../../../shared/consensus/messages.ts';
import type { Message } from '../../../shared/consensus/messages.ts';
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

const againAfterMs = 3_000;
/** Of one witness in one height. An honest one says four things a round, and ends a height in a few. */
const perWitnessMax = 256;
/** Different things that one witness says in one place. An honest one says one. */
const variantsMax = 4;

/** Proposals of one height of which it is remembered who told of them. */
const proposalsMax = 256;

interface Kept {
  readonly message: Message;
  readonly bytes: Uint8Array;
  passedOnAt: number;
}

export function createVotes(ports: VotesPorts): Votes {
  const { clock, cryptography, community, tip, neighbours, turnAway, came } = ports;
  const kept = new Map<string, Kept>();
  const byWitness = new Map<number, string[]>();
  const tellers = new Map<string, Set<Neighbour>>();
  const heardAt = new Map<string, number>();
  const checks = { ...cryptography, idOf: valueIdOf(community, cryptography.hash) };
  const height = () => tip().height + 1;

  function passOn(entry: Kept, except: Neighbour | null): void {
    entry.passedOnAt = clock.elapsed();
    for (const neighbour of neighbours()) {
      if (neighbour !== except && neighbour.isAnswered && neighbour.height === tip().height) {
        neighbour.link.tell({ kind: 'vote', message: entry.bytes });
      }
    }
  }

  function keep(message: Message, bytes: Uint8Array): Kept | null {
    const keys = byWitness.get(message.witness) ?? [];
    const rivals = keys.filter((key) => {
      const other = kept.get(key)?.message;
      return other?.kind === message.kind && other.round === message.round;
    });
    if (rivals.length >= variantsMax) return null;
    if (keys.length >= perWitnessMax) kept.delete(keys.shift() ?? '');
    const key = bytesToHex(bytes);
    const entry = { message, bytes, passedOnAt: clock.elapsed() };
    kept.set(key, entry);
    byWitness.set(message.witness, [...keys, key]);
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
        if (clock.elapsed() - known.passedOnAt >= againAfterMs) passOn(known, neighbour);
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
      if (entry === null) return;
      told(neighbour, message);
      passOn(entry, neighbour);
      came(message);
    },
    say(message) {
      const bytes = encodeMessage(message);
      const entry = kept.get(bytesToHex(bytes)) ?? keep(message, bytes);
      passOn(entry ?? { message, bytes, passedOnAt: 0 }, null);
    },
    tell(neighbour) {
      if (!neighbour.isAnswered || neighbour.height !== tip().height) return;
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
