/** How long a peer may be silent in each state of an errand before somebody else is asked. */
import type { ErrandState } from '../../../shared/jobs/errand.ts';

const answerAskWithinMs = 10_000;
/** Between two pieces, or from the last of them to the next word. */
const silentMs = 60_000;
const mayBeAwayMs = 30_000;
/** For the answer to come after the last moment at which the slice may run. */
const answerWithinMs = 60_000;

/** Null where nobody is waited for. */
export function patienceIn(
  state: ErrandState,
  wallMs: number,
): { readonly ms: number; readonly then: string } | null {
  switch (state.at) {
    case 'offered':
      return { ms: answerAskWithinMs, then: 'The last person asked did not answer.' };
    case 'sending':
      return { ms: silentMs, then: 'The person who took it did not begin.' };
    case 'running':
      return state.absentSinceMs === null
        ? { ms: wallMs + answerWithinMs, then: 'It took longer there than it may.' }
        : { ms: mayBeAwayMs, then: 'The person who had it did not come back.' };
    case 'checking':
      return { ms: silentMs, then: 'The answer stopped on its way.' };
    default:
      return null;
  }
}
