/** What this node is asked to take on, and whether it does. */
import { memberOf } from '../../../shared/domain/peer-id.ts';
import type { AskMessage } from '../../../shared/peers/protocol.ts';
import type { Declined } from '../../../shared/lending/why.ts';
import type { Budget } from '../ledger/budget.ts';
import type { KnownRates } from '../metering/known-rates.ts';
import type { Rating } from '../metering/rating.ts';
import { createPace } from '../peers/pace.ts';
import type { Pace } from '../peers/pace.ts';
import type { Peers } from '../peers/peers.ts';
import type { Clock } from '../ports.ts';
import { admit, availableBeside, hasRoomByTerms } from './admission.ts';
import type { LendingNow } from './admission.ts';
import { createDeclines } from './declines.ts';
import type { Room } from './room.ts';
import type { RunBook } from './run-book.ts';
import type { Running } from './running.ts';
import type { Willingness } from './willingness.ts';

/** Slices that one peer may ask for. */
const asking = { burst: 2_000, perSecond: 2_000 };
/** Those that it takes back again, as what was begun costs a thread; beyond that nothing is taken for a while. */
const takingBack = { burst: 1_000, perSecond: 50 };
const notAskedForMs = 10_000;

export interface Asked {
  ask(peer: string, ask: AskMessage): void;
  /** A slice that the peer does not want any more. */
  takenBack(peer: string): void;
  left(peer: string): void;
  lastAtMs(): number | null;
  declined(): readonly Declined[];
}

interface AskedParts {
  readonly clock: Clock;
  readonly peers: Peers;
  readonly budget: Budget;
  readonly rating: Rating;
  readonly known: KnownRates;
  readonly book: RunBook;
  readonly willingness: Willingness;
  readonly running: Running;
  readonly room: Room;
  readonly freeSlots: () => number;
}

interface Paces {
  readonly asking: Pace;
  readonly takingBack: Pace;
  notBeforeMs: number;
}

/** Nobody has asked at first. */
export function createAsked(parts: AskedParts): Asked {
  const { clock, peers, rating, known, book, willingness, running, room, freeSlots } = parts;
  const { underWay } = running;
  const paces = new Map<string, Paces>();
  const declines = createDeclines(clock);
  let lastAtMs: number | null = null;

  function pacesOf(peer: string): Paces {
    const paced = paces.get(peer) ?? {
      asking: createPace(clock, asking),
      takingBack: createPace(clock, takingBack),
      notBeforeMs: 0,
    };
    paces.set(peer, paced);
    return paced;
  }

  function nowFor(peer: string, ask: AskMessage): LendingNow {
    const member = memberOf(peer);
    const paced = pacesOf(peer);
    const { may, memoryBytes } = willingness.decision();
    const free = freeSlots();
    const theirs = underWay.of(member);
    const runs = underWay.atWork.size;
    return {
      isLending: may,
      isWelcome: willingness.lendsTo(member),
      // What waits uses none; where there is a free core all that was taken will soon be at work.
      memoryBytesFree: memoryBytes - (free > 0 ? underWay.placed().memoryBytes : 0),
      ratingMilli: rating.milli(),
      freeSlots: free,
      mayWait: room.mayWait(peer, ask.job, ask.inputBytes + (ask.from?.bytes ?? 0)),
      runsForMember: theirs.runs,
      slowForMember: theirs.slow,
      unsigned: book.awaitedOf(member),
      answers: book.awaited().answers,
      hasRoomOnDisk: book.hasRoom(runs) && hasRoomByTerms(book, runs, willingness.terms()),
      isJobOfAnother: underWay.isJobOfAnother(ask.job, member),
      availableToMember: availableBeside(member, BigInt(theirs.ceilings), parts),
      isAskedTooOften: !paced.asking.take() || clock.elapsed() < paced.notBeforeMs,
      measuredRate: known.own(ask.moduleHash),
    };
  }

  return {
    lastAtMs: () => lastAtMs,
    declined: declines.lately,
    ask(peer, ask) {
      lastAtMs = clock.now();
      // A rating runs out by itself, and at once when the clock is set.
      if (willingness.isLending() && rating.milli() === null) rating.ensure();
      const rated = admit(ask, nowFor(peer, ask));
      if (rated.ok) running.begin(peer, ask, rated.value);
      else {
        declines.note(rated.error.name, ask.memoryBytes);
        peers.send(peer, { type: 'decline', attempt: ask.attempt, ...rated.error });
      }
    },
    takenBack(peer) {
      const paced = pacesOf(peer);
      if (!paced.takingBack.take()) paced.notBeforeMs = clock.elapsed() + notAskedForMs;
    },
    left(peer) {
      paces.delete(peer);
    },
  };
}
