/**
 * Errands that wait in line behind the cores of one peer while another has a core free. A line is used as long as
 * nobody is free, and nobody knows beforehand how long what stands before it takes; so what has not begun after a
 * moment goes to whoever could begin it now. The last of a line goes first: it would have waited longest there, and
 * is the least likely to have begun without a word of it having come yet.
 */
import { attemptOf } from '../../../shared/jobs/errand.ts';
import type { Attempt } from '../../../shared/jobs/errand.ts';
import { inlineBytesMax } from '../../../shared/peers/protocol.ts';
import type { Clock } from '../ports.ts';
import type { Candidate } from './choose-peer.ts';
import type { Errand } from './errand.ts';

/** Lines of short slices move on before that, and what runs for longer than a tenth of a second is told of. */
const afterMs = 300;
const lookEveryMs = 100;

export interface Moving {
  /** It was asked of a peer: in line, or for a core that seemed free. */
  asked(errand: Errand, attempt: Attempt, inLine: boolean): void;
  stop(): void;
}

interface MovingParts {
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  /** What each peer would take now, when nobody waits who could have it. */
  readonly candidates: () => readonly Candidate[];
  readonly mayHave: (errand: Errand, candidate: Candidate) => boolean;
  /** Takes it back from where it is; it is asked of somebody else at once. */
  readonly move: (errand: Errand) => void;
}

interface Place {
  readonly errand: Errand;
  readonly attempt: Attempt;
  readonly inLine: boolean;
  readonly sinceMs: number;
}

/** Nothing was asked of anybody at first. */
export function createMoving({ clock, candidates, mayHave, move }: MovingParts): Moving {
  const places = new Set<Place>();
  let cancel: (() => void) | null = null;

  function lookLater(): void {
    if (places.size > 0) cancel ??= clock.after(lookEveryMs, look);
  }

  function look(): void {
    cancel = null;
    for (const place of places) if (!isStillThere(place)) places.delete(place);
    const last = [...places].filter(isLate).reverse();
    if (last.length > 0) moveAny(last);
    lookLater();
  }

  function isLate({ errand, sinceMs }: Place): boolean {
    return errand.progress.state.at === 'sending' && clock.elapsed() - sinceMs >= afterMs;
  }

  function moveAny(late: readonly Place[]): void {
    const all = candidates();
    const coresAt = new Map(all.map(({ peer, cores }) => [peer.id, cores]));
    const free = all.filter(({ cores }) => cores > 0);
    for (const { errand, attempt } of late) {
      // Who has a core will begin it there.
      if ((coresAt.get(attempt.peer) ?? 0) > 0) continue;
      const other = free.find((each) => each.cores > 0 && mayHave(errand, each));
      if (other === undefined) continue;
      other.cores -= 1;
      move(errand);
    }
  }

  return {
    asked(errand, attempt, inLine) {
      places.add({ errand, attempt, inLine, sinceMs: clock.elapsed() });
      lookLater();
    },
    stop() {
      cancel?.();
      // Nothing is looked for any more.
      cancel = () => undefined;
    },
  };
}

/** Whether it may wait for nothing but a core; what still travels to a core that was free may take its time. */
function isStillThere({ errand, attempt, inLine }: Place): boolean {
  const { state } = errand.progress;
  if (attemptOf(state)?.nonce !== attempt.nonce) return false;
  if (state.at === 'offered') return true;
  const travels =
    errand.moduleSentFor === attempt.nonce ||
    attempt.from !== undefined ||
    (errand.input?.bytes ?? 0) > inlineBytesMax;
  return state.at === 'sending' && (inLine || !travels);
}
