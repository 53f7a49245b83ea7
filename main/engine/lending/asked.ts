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
  const { live } = running;
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
    const underWay = sumsOf(live, member, ask.job);
    const { may, memoryBytes } = willingness.decision();
    const free = freeSlots();
    const { runs } = underWay;
    return {
      isLending: may,
      isWelcome: willingness.lendsTo(member),
      // What waits uses none; where there is a free core all that was taken will soon be at work.
      memoryBytesFree: memoryBytes - (free > 0 ? underWay.memoryBytes : 0),
      ratingMilli: rating.milli(),
      freeSlots: free,
      mayWait: room.mayWait(peer, ask.job, ask.inputBytes + (ask.from?.bytes ?? 0)),
      runsForMember: underWay.ofMember,
      slowForMember: underWay.slowOfMember,
      unsigned: book.awaitedOf(member),
      answers: book.awaited().answers,
      hasRoomOnDisk: book.hasRoom(runs) && hasRoomByTerms(book, runs, willingness.terms()),
      isJobOfAnother: underWay.isJobOfAnother,
      availableToMember: availableBeside(member, BigInt(underWay.ceilings), parts),
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

/** What is under way here, added up in one go, as there may be hundreds and this is asked for each of them. */
function sumsOf(live: Running['live'], member: string, job: string) {
  const sums = {
    ...{ runs: 0, memoryBytes: 0, ofMember: 0, slowOfMember: 0, ceilings: 0 },
    isJobOfAnother: false,
  };
  for (const { member: whose, ask, isRunning, isSlow } of live.values()) {
    const isTheirs = whose === member;
    if (!isSlow) sums.memoryBytes += ask.memoryBytes;
    if (isRunning) sums.runs += 1;
    if (isTheirs) {
      sums.ofMember += 1;
      if (isSlow) sums.slowOfMember += 1;
      // Each is below the largest that is taken, and a few hundred of them are exact as numbers.
      sums.ceilings += Number(ask.ceiling);
    } else if (ask.job === job) sums.isJobOfAnother = true;
  }
  return sums;
}
