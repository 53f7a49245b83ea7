/** Which errands are where, so that nothing that happens has to be looked for among all of them. */
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { attemptOf, errandHasEnded } from '../../../shared/jobs/errand.ts';
import type { Attempt } from '../../../shared/jobs/errand.ts';
import { sliceKey } from './errand.ts';
import type { Errand } from './errand.ts';

export interface ErrandIndex {
  /** To be told of each errand after each of its steps. */
  moved(errand: Errand): void;
  forgotten(errand: Errand): void;
  /** Under way, answered or ended, until it is forgotten. */
  byAttempt(nonce: string): Errand | null;
  /** Those under way at a peer. */
  at(peer: string): readonly Errand[];
  countAt(peer: string): number;
  /** The others of the same slice. */
  siblingsOf(errand: Errand): readonly Errand[];
  /** Those of a job that have not ended. */
  openOf(job: string): readonly Errand[];
  countOpenOf(job: string): number;
}

/** Of nothing at first. */
export function createErrandIndex(): ErrandIndex {
  const attempts = new Map<string, Errand>();
  const attemptNow = new Map<Errand, Attempt>();
  const peers = createGroups();
  const slices = createGroups();
  const jobs = createGroups();

  return {
    moved(errand) {
      const { state } = errand.progress;
      const attempt = attemptOf(state);
      const before = attemptNow.get(errand) ?? null;
      if (before !== null && before.nonce !== attempt?.nonce) {
        attemptNow.delete(errand);
        peers.remove(before.peer, errand);
        // What has ended is remembered by its attempt, for an answer that comes again.
        if (!('attempt' in state) || state.attempt.nonce !== before.nonce)
          attempts.delete(before.nonce);
      }
      if (attempt !== null && before?.nonce !== attempt.nonce) {
        attemptNow.set(errand, attempt);
        peers.add(attempt.peer, errand);
      }
      if ('attempt' in state) attempts.set(state.attempt.nonce, errand);
      slices.add(sliceKey(errand.wish), errand);
      if (errandHasEnded(state)) jobs.remove(errand.wish.job, errand);
      else jobs.add(errand.wish.job, errand);
    },
    forgotten(errand) {
      const { state } = errand.progress;
      const attempt = attemptNow.get(errand);
      attemptNow.delete(errand);
      if (attempt !== undefined) peers.remove(attempt.peer, errand);
      if ('attempt' in state) attempts.delete(state.attempt.nonce);
      slices.remove(sliceKey(errand.wish), errand);
      jobs.remove(errand.wish.job, errand);
    },
    byAttempt: (nonce) => attempts.get(nonce) ?? null,
    at: peers.of,
    countAt: peers.count,
    siblingsOf: (errand) => slices.of(sliceKey(errand.wish)).filter((each) => each !== errand),
    openOf: jobs.of,
    countOpenOf: jobs.count,
  };
}

/** The member that has, or has answered, an errand. */
export function holderOf({ progress: { state } }: Errand): string | null {
  return 'attempt' in state ? memberOf(state.attempt.peer) : null;
}

function createGroups() {
  const groups = new Map<string, Set<Errand>>();
  return {
    add(key: string, errand: Errand): void {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, new Set([errand]));
      else group.add(errand);
    },
    remove(key: string, errand: Errand): void {
      const group = groups.get(key);
      if (group?.delete(errand) === true && group.size === 0) groups.delete(key);
    },
    of: (key: string): readonly Errand[] => [...(groups.get(key) ?? [])],
    count: (key: string): number => groups.get(key)?.size ?? 0,
  };
}
