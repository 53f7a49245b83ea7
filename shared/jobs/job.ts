/**
 * The life of a job on the side that asked for it: `next(job, event)` answers the next state and what is to
 * be done because of it. Nothing here knows a clock, a network or a store.
 *
 * waiting    nobody has it. It is offered as soon as somebody suitable is there.
 * offered    one peer was asked and has not answered yet.
 * sending    that peer took it; the module and the input are on their way.
 * running    it runs there. `absentSinceMs` is set while the peer cannot be reached: its work may still go
 *            on, so the job stays with it for a while before it is asked of somebody else.
 * checking   the answer has come; result and receipt are being checked.
 * done, failed, cancelled   the end; nothing follows.
 *
 * Only an answer that was checked is paid. An attempt that ends in any other way costs nothing.
 *
 * A lender who says that the job itself is at fault ends it with a word and at no cost, and may lie. So the job
 * is asked of one other person, if anybody else who lends is here: it fails when that one says so too, or when
 * nobody has taken it within a while. Two who lie together can still end it; they could as well never answer.
 *
 * Whoever has the job is told the work rate of its module, with the asking or later, once. Whoever measures a far
 * higher one ends the attempt, and the rate is found out anew before the next.
 *
 * An attempt that was taken lasts at most `attemptMs`, however often its peer leaves, comes back and speaks.
 */
import { limits } from '../domain/limits.ts';
import { memberOf } from '../domain/peer-id.ts';
import type { Attempt, JobEffect, JobEvent, JobProgress, JobState } from './job-state.ts';

export type * from './job-state.ts';

export interface Step {
  readonly progress: JobProgress;
  readonly effects: readonly JobEffect[];
}

export const attemptsMax = 5;

/** For the parts to go out, for the slice to run, and for the answer to come. */
export const attemptMs = limits.wallMsDefault + 30 * 60_000;

export const newJob: JobProgress = {
  state: { at: 'waiting', reason: null },
  failedAttempts: 0,
  accused: null,
  femtosecondsPerUnit: null,
  rateDoubts: 0,
};

/** Whether nothing can follow. */
export function hasEnded(state: JobState): boolean {
  return state.at === 'done' || state.at === 'failed' || state.at === 'cancelled';
}

/** The attempt that is under way, if one is. */
export function attemptOf(state: JobState): Attempt | null {
  return 'attempt' in state && !hasEnded(state) ? state.attempt : null;
}

/** The next state, and what to do because of it. An event that does not fit the state changes nothing. */
export function next(progress: JobProgress, event: JobEvent): Step {
  const { state } = progress;
  if (hasEnded(state)) return unchanged(progress);
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
    case 'taken':
      if (state.at !== 'offered') return unchanged(progress);
      return step(
        progress,
        { at: 'sending', attempt: state.attempt, ratingMilli: event.ratingMilli },
        [{ do: 'send_parts', attempt: state.attempt }],
      );
    case 'declined':
      if (state.at !== 'offered') return unchanged(progress);
      return step(
        event.doubtsRate ? doubted(progress) : progress,
        { at: 'waiting', reason: event.reason },
        [{ do: 'look_for_peer' }],
      );
    case 'cancel':
      return ended(progress, { at: 'cancelled', endedAtMs: event.nowMs });
    case 'lost_here':
      return ended(progress, { at: 'failed', reason: event.reason, endedAtMs: event.nowMs });
    case 'nobody_else':
      return state.at === 'waiting' && progress.accused !== null
        ? ended(progress, {
            at: 'failed',
            reason: progress.accused.reason,
            endedAtMs: event.nowMs,
          })
        : unchanged(progress);
    default:
      return nextWithPeer(progress, event);
  }
}

type PeerEvent = Exclude<
  JobEvent,
  {
    readonly type:
      'asked' | 'rated' | 'taken' | 'declined' | 'cancel' | 'lost_here' | 'nobody_else';
  }
>;

function nextWithPeer(progress: JobProgress, event: PeerEvent): Step {
  const { state } = progress;
  if (state.at !== 'offered' && state.at !== 'sending' && state.at !== 'running') {
    return state.at === 'checking' ? nextWhileChecking(progress, event) : unchanged(progress);
  }
  switch (event.type) {
    case 'began': {
      if (state.at !== 'sending') return unchanged(progress);
      const { attempt, ratingMilli } = state;
      const startedAtMs = event.nowMs;
      return step(progress, {
        at: 'running',
        attempt,
        ratingMilli,
        startedAtMs,
        absentSinceMs: null,
      });
    }
    case 'answer_came': {
      if (state.at !== 'running') return unchanged(progress);
      const { attempt, ratingMilli, startedAtMs } = state;
      return step(progress, { at: 'checking', attempt, ratingMilli, startedAtMs });
    }
    case 'peer_left':
      if (state.at !== 'running')
        return tryAgain(progress, 'The person who had it left.', event.nowMs);
      return step(progress, { ...state, absentSinceMs: event.nowMs });
    case 'peer_back':
      if (state.at !== 'running') return unchanged(progress);
      return step(progress, { ...state, absentSinceMs: null }, [
        { do: 'ask_status', attempt: state.attempt },
      ]);
    case 'peer_lost':
      return tryAgain(progress, event.reason, event.nowMs);
    case 'failed_there':
      if (event.fault === 'job') return accused(progress, state.attempt.peer, event);
      return tryAgain(
        event.fault === 'rate' ? doubted(progress) : progress,
        event.reason,
        event.nowMs,
      );
    case 'refused':
      return tryAgain(progress, event.reason, event.nowMs);
    case 'accepted':
      return unchanged(progress);
  }
}

function nextWhileChecking(progress: JobProgress, event: PeerEvent): Step {
  const { state } = progress;
  if (state.at !== 'checking') return unchanged(progress);
  const { attempt, ratingMilli, startedAtMs } = state;
  switch (event.type) {
    case 'accepted': {
      const { result, receipt, cpuMicroseconds, workCount, cost, nowMs } = event;
      return step(progress, {
        at: 'done',
        attempt,
        startedAtMs,
        endedAtMs: nowMs,
        result,
        receipt,
        cpuMicroseconds,
        workCount,
        cost,
      });
    }
    case 'refused':
    case 'peer_lost':
      return tryAgain(progress, event.reason, event.nowMs);
    case 'peer_left':
      // Half an answer is none: it is sent again from the start when the peer is back.
      return step(progress, {
        at: 'running',
        attempt,
        ratingMilli,
        startedAtMs,
        absentSinceMs: event.nowMs,
      });
    default:
      return unchanged(progress);
  }
}

/** Whoever has the job is told; an answer that has come was made by a rate that was told before, or by none. */
function rated(progress: JobProgress, femtosecondsPerUnit: number): Step {
  if (progress.femtosecondsPerUnit !== null) return unchanged(progress);
  const attempt = progress.state.at === 'checking' ? null : attemptOf(progress.state);
  return {
    progress: { ...progress, femtosecondsPerUnit },
    effects: attempt === null ? [] : [{ do: 'send_rate', attempt }],
  };
}

/** The rate is forgotten, and the next one is looked for more thoroughly. */
function doubted(progress: JobProgress): JobProgress {
  return { ...progress, femtosecondsPerUnit: null, rateDoubts: progress.rateDoubts + 1 };
}

/** The end, whatever was under way. */
function ended(progress: JobProgress, state: JobState): Step {
  const attempt = attemptOf(progress.state);
  return step(progress, state, attempt === null ? [] : [{ do: 'tell_stop', attempt }]);
}

function accused(
  progress: JobProgress,
  peer: string,
  { reason, othersLend, nowMs }: Extract<JobEvent, { readonly type: 'failed_there' }>,
): Step {
  const before = progress.accused;
  const isBelieved = before === null ? !othersLend : memberOf(before.peer) !== memberOf(peer);
  if (isBelieved) return ended(progress, { at: 'failed', reason, endedAtMs: nowMs });
  const asSaid = `${reason} One other person is asked before that is believed.`;
  return tryAgain({ ...progress, accused: before ?? { peer, reason } }, asSaid, nowMs);
}

function tryAgain(progress: JobProgress, reason: string, nowMs: number): Step {
  const wasTaken = progress.state.at !== 'offered';
  const failedAttempts = progress.failedAttempts + (wasTaken ? 1 : 0);
  const attempt = attemptOf(progress.state);
  const stop: readonly JobEffect[] = attempt === null ? [] : [{ do: 'tell_stop', attempt }];
  if (failedAttempts >= attemptsMax) {
    return {
      progress: {
        ...progress,
        state: {
          at: 'failed',
          reason: `${String(attemptsMax)} attempts came to nothing. The last one: ${reason}`,
          endedAtMs: nowMs,
        },
        failedAttempts,
      },
      effects: stop,
    };
  }
  return {
    progress: { ...progress, state: { at: 'waiting', reason }, failedAttempts },
    effects: [...stop, { do: 'look_for_peer' }],
  };
}

function step(progress: JobProgress, state: JobState, effects: readonly JobEffect[] = []): Step {
  return { progress: { ...progress, state }, effects };
}

function unchanged(progress: JobProgress): Step {
  return { progress, effects: [] };
}
