/** Which errands are where, so that nothing that happens has to be looked for among all of them. */
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { attemptOf, errandHasEnded } from '../../../shared/jobs/errand.ts';
import type { Attempt } from '../../../shared/jobs/errand.ts';
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

/** Where an errand is found. */
interface Place {
  attempt: Attempt | null;
  /** Of the attempt that it is found by: the present one, or the one that it has ended with. */
  nonce: string | null;
  isOpen: boolean;
}

/** Of nothing at first. */
export function createErrandIndex(): ErrandIndex {
  const places = new Map<Errand, Place>();
  const attempts = new Map<string, Errand>();
  const peers = createGroups();
  const slices = createGroups();
  const jobs = createGroups();

  function placeOf(errand: Errand): Place {
    const known = places.get(errand);
    if (known !== undefined) return known;
    const place: Place = { attempt: null, nonce: null, isOpen: true };
    places.set(errand, place);
    slices.add(errand.slice, errand);
    jobs.add(errand.wish.job, errand);
    return place;
  }

  function put(errand: Errand, attempt: Attempt | null, nonce: string | null, isOpen: boolean) {
    const place = placeOf(errand);
    if (place.attempt?.nonce !== attempt?.nonce) {
      if (place.attempt !== null) peers.remove(place.attempt.peer, errand);
      if (attempt !== null) peers.add(attempt.peer, errand);
    }
    if (place.nonce !== nonce) {
      if (place.nonce !== null) attempts.delete(place.nonce);
      if (nonce !== null) attempts.set(nonce, errand);
    }
    if (place.isOpen !== isOpen) {
      if (isOpen) jobs.add(errand.wish.job, errand);
      else jobs.remove(errand.wish.job, errand);
    }
    Object.assign(place, { attempt, nonce, isOpen });
  }

  return {
    moved(errand) {
      const { state } = errand.progress;
      // What has ended is remembered by its attempt, for an answer that comes again.
      const nonce = 'attempt' in state ? state.attempt.nonce : null;
      put(errand, attemptOf(state), nonce, !errandHasEnded(state));
    },
    forgotten(errand) {
      put(errand, null, null, false);
      places.delete(errand);
      slices.remove(errand.slice, errand);
    },
    byAttempt: (nonce) => attempts.get(nonce) ?? null,
    at: peers.of,
    countAt: peers.count,
    siblingsOf: (errand) => slices.of(errand.slice).filter((each) => each !== errand),
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
