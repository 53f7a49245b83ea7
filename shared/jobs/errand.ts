/**
 * The life of an errand: one slice of a job, asked of one person at a time until somebody answers it or nobody can.
 * `next(errand, event)` answers the next state and what is to be done because of it. Nothing here knows a clock, a
 * network or a store.
 *
 * waiting    nobody has it. It is offered as soon as somebody suitable is there.
 * offered    one peer was asked and has not answered yet.
 * sending    that peer took it; what it needs is on its way, or it waits there for a core. From there, and from there
 *            only, it may be moved to somebody who has a core, which is no failure of anybody.
 * running    it runs there. `absentSinceMs` is set while the peer cannot be reached: its work may still go
 *            on, so the errand stays with it for a while before it is asked of somebody else.
 * checking   the answer has come; result and receipt are being checked.
 * answered   result and receipt are what was agreed, and kept. Nothing is signed: whether the result is right is
 *            judged by whoever has other answers of the same slice.
 * paid, refused, failed, stopped   the end; nothing follows.
 *
 * Only an answer that was checked can be paid. An attempt that ends in any other way costs nothing.
 *
 * A lender who says that the job itself is at fault ends the errand with a word and at no cost, and may lie: whom to
 * believe is decided where other errands of the same slice are known.
 *
 * Whoever has it is told the work rate of its module, with the asking or later, once. Whoever measures a far
 * higher one ends the attempt, and the rate is found out anew before the next.
 *
 * An attempt that was taken lasts at most as long as its slice may run and `attemptMarginMs`, however often its peer
 * leaves, comes back and speaks.
 */
import type {
  Attempt,
  ErrandEffect,
  ErrandEvent,
  ErrandProgress,
  ErrandState,
} from './errand-state.ts';

export type * from './errand-state.ts';

export interface ErrandStep {
  readonly progress: ErrandProgress;
  readonly effects: readonly ErrandEffect[];
}

export const attemptsMax = 5;

/** For the parts to go out and for the answer to come. */
export const attemptMarginMs = 30 * 60_000;

export const newErrand: ErrandProgress = {
  state: { at: 'waiting', reason: null },
  failedAttempts: 0,
  femtosecondsPerUnit: null,
};

/** Whether nothing can follow. */
export function errandHasEnded({ at }: ErrandState): boolean {
  return at === 'paid' || at === 'refused' || at === 'failed' || at === 'stopped';
}

/** The attempt that is under way: asked for, and neither answered nor given up. */
export function attemptOf(state: ErrandState): Attempt | null {
  switch (state.at) {
    case 'offered':
    case 'sending':
    case 'running':
    case 'checking':
      return state.attempt;
    default:
      return null;
  }
}

/** The next state, and what to do because of it. An event that does not fit the state changes nothing. */
export function next(progress: ErrandProgress, event: ErrandEvent): ErrandStep {
  const { state } = progress;
  if (errandHasEnded(state)) return unchanged(progress);
  if (state.at === 'answered') return nextOfAnswered(progress, state, event);
  switch (event.type) {
    case 'asked': {
      if (state.at !== 'waiting') return unchanged(progress);
      const { attempt } = event;
      const femtosecondsPerUnit = progress.femtosecondsPerUnit ?? event.femtosecondsPerUnit;
      return step({ ...progress, femtosecondsPerUnit }, { at: 'offered', attempt }, [
        { do: 'ask', attempt },
      ]);
    }
    case 'rated':
      return rated(progress, event.femtosecondsPerUnit);
    case 'taken': {
      if (state.at !== 'offered') return unchanged(progress);
      const { attempt } = state;
      const { ratingMilli, needsModule } = event;
      return step(progress, { at: 'sending', attempt, ratingMilli }, [
        { do: 'send_parts', attempt, needsModule },
      ]);
    }
    case 'declined': {
      if (state.at !== 'offered') return unchanged(progress);
      const doubt = doubtOf(progress, event.doubtsRate);
      return step(doubt.progress, { at: 'waiting', reason: event.reason }, [
        ...doubt.effects,
        { do: 'look_for_peer' },
      ]);
    }
    case 'moved':
      return state.at === 'sending' ? inLineAgain(progress, null) : unchanged(progress);
    case 'stop':
      return ended(progress, { at: 'stopped' });
    case 'lost_here': {
      const peer = attemptOf(state)?.peer ?? null;
      const { reason, nowMs: endedAtMs } = event;
      const lost = { peer, fault: 'here', name: 'lost_here', reason, endedAtMs } as const;
      return ended(progress, { at: 'failed', ...lost });
    }
    default:
      return state.at === 'checking'
        ? nextWhileChecking(progress, state, event)
        : nextWithPeer(progress, event);
  }
}

function nextOfAnswered(
  progress: ErrandProgress,
  state: Extract<ErrandState, { readonly at: 'answered' }>,
  event: ErrandEvent,
): ErrandStep {
  const { attempt, ratingMilli, startedAtMs, endedAtMs, answer } = state;
  switch (event.type) {
    case 'paid': {
      const { receipt } = event;
      const facts = { attempt, ratingMilli, startedAtMs, endedAtMs, answer, receipt };
      return step(progress, { at: 'paid', ...facts });
    }
    case 'refuse':
      return refused(progress, attempt, event.name, event.reason);
    case 'stop':
      return refused(progress, attempt, 'stopped', 'The job was ended by its owner.');
    default:
      return unchanged(progress);
  }
}

type PeerEvent = Exclude<
  ErrandEvent,
  { readonly type: 'asked' | 'rated' | 'taken' | 'declined' | 'moved' | 'stop' | 'lost_here' }
>;

function nextWithPeer(progress: ErrandProgress, event: PeerEvent): ErrandStep {
  const { state } = progress;
  if (state.at !== 'offered' && state.at !== 'sending' && state.at !== 'running') {
    return unchanged(progress);
  }
  switch (event.type) {
    case 'began': {
      if (state.at !== 'sending') return unchanged(progress);
      const { attempt, ratingMilli } = state;
      const startedAtMs = event.nowMs;
      const begun = { attempt, ratingMilli, startedAtMs, absentSinceMs: null };
      return step(progress, { at: 'running', ...begun });
    }
    case 'answer_came': {
      if (state.at === 'offered') return unchanged(progress);
      const { attempt, ratingMilli } = state;
      // What ends at once is answered without a word before.
      const startedAtMs = state.at === 'running' ? state.startedAtMs : attempt.askedAtMs;
      return step(progress, { at: 'checking', attempt, ratingMilli, startedAtMs });
    }
    case 'peer_left':
      if (state.at !== 'running')
        return tryAgain(progress, 'peer_left', 'The person who had it left.', event.nowMs);
      return step(progress, { ...state, absentSinceMs: event.nowMs });
    case 'peer_back':
      if (state.at !== 'running') return unchanged(progress);
      return step(progress, { ...state, absentSinceMs: null }, [
        { do: 'ask_status', attempt: state.attempt },
      ]);
    case 'peer_lost':
      return tryAgain(progress, 'peer_lost', event.reason, event.nowMs);
    case 'failed_there':
      return failedThere(progress, state.attempt, event);
    case 'not_accepted':
      return tryAgain(progress, event.name, event.reason, event.nowMs);
    default:
      return unchanged(progress);
  }
}

function failedThere(
  progress: ErrandProgress,
  attempt: Attempt,
  event: Extract<ErrandEvent, { readonly type: 'failed_there' }>,
): ErrandStep {
  const { fault, name, reason, nowMs } = event;
  if (fault === 'job') {
    const { peer } = attempt;
    return ended(progress, { at: 'failed', peer, fault, name, reason, endedAtMs: nowMs });
  }
  const doubt = doubtOf(progress, fault === 'rate');
  const again = tryAgain(doubt.progress, name, reason, nowMs);
  return { ...again, effects: [...doubt.effects, ...again.effects] };
}

function nextWhileChecking(
  progress: ErrandProgress,
  state: Extract<ErrandState, { readonly at: 'checking' }>,
  event: PeerEvent,
): ErrandStep {
  const { attempt, ratingMilli, startedAtMs } = state;
  switch (event.type) {
    case 'accepted': {
      const { answer, proposal, nowMs: endedAtMs } = event;
      const facts = { attempt, ratingMilli, startedAtMs, endedAtMs, answer, proposal };
      return step(progress, { at: 'answered', ...facts });
    }
    case 'not_accepted':
      return tryAgain(progress, event.name, event.reason, event.nowMs);
    case 'peer_lost':
      return tryAgain(progress, 'peer_lost', event.reason, event.nowMs);
    case 'peer_left': {
      // Half an answer is none: it is sent again from the start when the peer is back.
      const absentSinceMs = event.nowMs;
      const left = { attempt, ratingMilli, startedAtMs, absentSinceMs };
      return step(progress, { at: 'running', ...left });
    }
    default:
      return unchanged(progress);
  }
}

/** Whoever has it is told; an answer that has come was made by a rate that was told before, or by none. */
function rated(progress: ErrandProgress, femtosecondsPerUnit: number): ErrandStep {
  if (progress.femtosecondsPerUnit !== null) return unchanged(progress);
  const attempt = progress.state.at === 'checking' ? null : attemptOf(progress.state);
  return {
    progress: { ...progress, femtosecondsPerUnit },
    effects: attempt === null ? [] : [{ do: 'send_rate', attempt }],
  };
}

/** The rate is forgotten; whoever finds rates out looks more thoroughly then. */
function doubtOf(progress: ErrandProgress, isDoubted: boolean): ErrandStep {
  if (!isDoubted) return unchanged(progress);
  const { femtosecondsPerUnit } = progress;
  return {
    progress: { ...progress, femtosecondsPerUnit: null },
    effects: [{ do: 'doubt_rate', femtosecondsPerUnit }],
  };
}

function refused(
  progress: ErrandProgress,
  attempt: Attempt,
  name: string,
  reason: string,
): ErrandStep {
  return step(progress, { at: 'refused', attempt, name, reason }, [
    { do: 'dispute', attempt, name, detail: reason },
  ]);
}

/** The end of whatever was under way. */
function ended(progress: ErrandProgress, state: ErrandState): ErrandStep {
  const attempt = attemptOf(progress.state);
  return step(progress, state, attempt === null ? [] : [{ do: 'tell_stop', attempt }]);
}

function tryAgain(
  progress: ErrandProgress,
  name: string,
  reason: string,
  nowMs: number,
): ErrandStep {
  const wasTaken = progress.state.at !== 'offered';
  const failedAttempts = progress.failedAttempts + (wasTaken ? 1 : 0);
  const counted = { ...progress, failedAttempts };
  if (failedAttempts < attemptsMax) return inLineAgain(counted, reason);
  const last = `${String(attemptsMax)} attempts came to nothing. The last one: ${reason}`;
  const peer = attemptOf(progress.state)?.peer ?? null;
  const facts = { peer, fault: 'machine', name, reason: last, endedAtMs: nowMs } as const;
  return ended(counted, { at: 'failed', ...facts });
}

function inLineAgain(progress: ErrandProgress, reason: string | null): ErrandStep {
  const again = ended(progress, { at: 'waiting', reason });
  return { ...again, effects: [...again.effects, { do: 'look_for_peer' }] };
}

function step(
  progress: ErrandProgress,
  state: ErrandState,
  effects: readonly ErrandEffect[] = [],
): ErrandStep {
  return { progress: { ...progress, state }, effects };
}

function unchanged(progress: ErrandProgress): ErrandStep {
  return { progress, effects: [] };
}
