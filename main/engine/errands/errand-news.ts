import { limits } from '../../../shared/domain/limits.ts';
import type { Attempt } from '../../../shared/jobs/errand.ts';
import type { ErrandNews } from './contract.ts';
import type { Errand } from './errand.ts';

/** What is to be said of an errand as it stands. */
export function newsOf({ progress: { state }, console }: Errand): ErrandNews {
  switch (state.at) {
    case 'waiting':
      return { type: 'waiting', reason: state.reason };
    case 'offered':
    case 'sending':
      return { type: 'asked', peer: state.attempt.peer };
    case 'running': {
      const { attempt, startedAtMs: sinceMs, absentSinceMs } = state;
      return { type: 'running', peer: attempt.peer, sinceMs, absentSinceMs, ...fromOf(attempt) };
    }
    case 'checking': {
      const { attempt, startedAtMs: sinceMs } = state;
      const { peer } = attempt;
      return { type: 'running', peer, sinceMs, absentSinceMs: null, ...fromOf(attempt) };
    }
    case 'answered': {
      const { attempt, startedAtMs: sinceMs, ratingMilli, answer } = state;
      const { peer } = attempt;
      const said = { ...answer, console, ...fromOf(attempt) };
      return { type: 'answered', peer, sinceMs, ratingMilli, ...said };
    }
    case 'paid':
      return {
        type: 'paid',
        peer: state.attempt.peer,
        receipt: state.receipt,
        cost: state.answer.cost,
      };
    case 'refused':
      return { type: 'refused' };
    case 'failed': {
      const { peer, fault, name, reason } = state;
      return { type: 'failed', peer, fault, name, reason, console };
    }
    case 'stopped':
      return { type: 'stopped' };
  }
}

function fromOf({ from }: Attempt): Pick<Attempt, 'from'> {
  return from === undefined ? {} : { from };
}

/** By when what is held since then goes on or is ended. */
export function heldUntil(heldSinceMs: number | null): number | null {
  return heldSinceMs === null ? null : heldSinceMs + limits.heldMsMax;
}
