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
 */
import type { MicroCpuHours } from '../domain/cpu-hours.ts';

export interface Attempt {
  /** 16 bytes in hexadecimal: the nonce of the receipt. */
  readonly nonce: string;
  /** Member key in hexadecimal. */
  readonly peer: string;
  readonly askedAtMs: number;
}

export interface ResultFacts {
  readonly hash: string;
  readonly bytes: number;
}

export type JobState =
  | { readonly at: 'waiting'; readonly reason: string | null }
  | { readonly at: 'offered'; readonly attempt: Attempt }
  | { readonly at: 'sending'; readonly attempt: Attempt; readonly ratingMilli: number }
  | {
      readonly at: 'running';
      readonly attempt: Attempt;
      readonly ratingMilli: number;
      readonly startedAtMs: number;
      readonly absentSinceMs: number | null;
    }
  | {
      readonly at: 'checking';
      readonly attempt: Attempt;
      readonly ratingMilli: number;
      readonly startedAtMs: number;
    }
  | {
      readonly at: 'done';
      readonly attempt: Attempt;
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly result: ResultFacts;
      readonly receipt: string;
      readonly cpuMicroseconds: number;
      readonly cost: MicroCpuHours;
    }
  | { readonly at: 'failed'; readonly reason: string; readonly endedAtMs: number }
  | { readonly at: 'cancelled'; readonly endedAtMs: number };

export interface JobProgress {
  readonly state: JobState;
  /** Attempts that were taken by somebody and came to nothing. */
  readonly failedAttempts: number;
}

export type JobEvent =
  | { readonly type: 'asked'; readonly attempt: Attempt }
  | { readonly type: 'taken'; readonly ratingMilli: number }
  | { readonly type: 'declined'; readonly reason: string }
  | { readonly type: 'began'; readonly nowMs: number }
  | { readonly type: 'answer_came' }
  | { readonly type: 'peer_left'; readonly nowMs: number }
  | { readonly type: 'peer_back' }
  /** The peer has been silent or away too long, or does not know the attempt any more. */
  | { readonly type: 'peer_lost'; readonly reason: string; readonly nowMs: number }
  /** The peer says that the slice ended without a result. */
  | {
      readonly type: 'failed_there';
      readonly fault: 'job' | 'machine';
      readonly reason: string;
      readonly nowMs: number;
    }
  /** Result and receipt are not what was agreed. */
  | { readonly type: 'refused'; readonly reason: string; readonly nowMs: number }
  | {
      readonly type: 'accepted';
      readonly result: ResultFacts;
      readonly receipt: string;
      readonly cpuMicroseconds: number;
      readonly cost: MicroCpuHours;
      readonly nowMs: number;
    }
  | { readonly type: 'cancel'; readonly nowMs: number };

export type JobEffect =
  | { readonly do: 'ask'; readonly attempt: Attempt }
  | { readonly do: 'send_parts'; readonly attempt: Attempt }
  | { readonly do: 'ask_status'; readonly attempt: Attempt }
  | { readonly do: 'tell_stop'; readonly attempt: Attempt }
  /** Somebody else may have it now. */
  | { readonly do: 'look_for_peer' };

export interface Step {
  readonly progress: JobProgress;
  readonly effects: readonly JobEffect[];
}

export const attemptsMax = 5;

export const newJob: JobProgress = { state: { at: 'waiting', reason: null }, failedAttempts: 0 };

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
    case 'asked':
      if (state.at !== 'waiting') return unchanged(progress);
      return step(progress, { at: 'offered', attempt: event.attempt }, [
        { do: 'ask', attempt: event.attempt },
      ]);
    case 'taken':
      if (state.at !== 'offered') return unchanged(progress);
      return step(
        progress,
        { at: 'sending', attempt: state.attempt, ratingMilli: event.ratingMilli },
        [{ do: 'send_parts', attempt: state.attempt }],
      );
    case 'declined':
      if (state.at !== 'offered') return unchanged(progress);
      return step(progress, { at: 'waiting', reason: event.reason }, [{ do: 'look_for_peer' }]);
    case 'cancel':
      return cancelled(progress, event.nowMs);
    default:
      return nextWithPeer(progress, event);
  }
}

type PeerEvent = Exclude<JobEvent, { readonly type: 'asked' | 'taken' | 'declined' | 'cancel' }>;

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
      return event.fault === 'job'
        ? step(progress, { at: 'failed', reason: event.reason, endedAtMs: event.nowMs }, [
            { do: 'tell_stop', attempt: state.attempt },
          ])
        : tryAgain(progress, event.reason, event.nowMs);
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
      const { result, receipt, cpuMicroseconds, cost, nowMs } = event;
      return step(progress, {
        at: 'done',
        attempt,
        startedAtMs,
        endedAtMs: nowMs,
        result,
        receipt,
        cpuMicroseconds,
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

function cancelled(progress: JobProgress, nowMs: number): Step {
  const attempt = attemptOf(progress.state);
  return step(
    progress,
    { at: 'cancelled', endedAtMs: nowMs },
    attempt === null ? [] : [{ do: 'tell_stop', attempt }],
  );
}

function tryAgain(progress: JobProgress, reason: string, nowMs: number): Step {
  const wasTaken = progress.state.at !== 'offered';
  const failedAttempts = progress.failedAttempts + (wasTaken ? 1 : 0);
  const attempt = attemptOf(progress.state);
  const stop: readonly JobEffect[] = attempt === null ? [] : [{ do: 'tell_stop', attempt }];
  if (failedAttempts >= attemptsMax) {
    return {
      progress: {
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
    progress: { state: { at: 'waiting', reason }, failedAttempts },
    effects: [...stop, { do: 'look_for_peer' }],
  };
}

function step(progress: JobProgress, state: JobState, effects: readonly JobEffect[] = []): Step {
  return { progress: { ...progress, state }, effects };
}

function unchanged(progress: JobProgress): Step {
  return { progress, effects: [] };
}
