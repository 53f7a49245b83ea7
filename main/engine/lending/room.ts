/**
 * How many slices are taken beyond the free cores: about as many as will begin within a second, by how long the slices
 * of the same jobs took here. So short slices follow each other without a pause, and long ones do not wait behind
 * each other while somebody else has a free core. Members who ask at the same time share it.
 */
import { memberOf } from '../../../shared/domain/peer-id.ts';
import type { Clock } from '../ports.ts';
import type { UnderWay } from './under-way.ts';

const aheadMs = 1_000;
/** Slices that wait here for one member at most. */
export const roomMax = 256;
/** Inputs, and what slices go on from, that wait in memory. */
const waitingBytesMax = 64 * 1024 * 1024;
/** Of standings that were on their way: a member may have been told of more than there is now. */
const backlogMsMax = 2 * aheadMs;
/** Slices of a job of which none has ended here yet. */
const unknownPerCore = 4;
const jobsRemembered = 256;
/** How much the last slice counts in the mean. */
const newest = 0.25;

export interface Room {
  /** A slice of this job took so long, from its beginning to its end. */
  took(job: string, ms: number): void;
  /** How long a slice of this job takes, by the last ones; null before the first. */
  usualMs(job: string): number | null;
  /** Slices that would begin within a second, of whoever asks. */
  places(): number;
  /** As many, which are told to everybody: until the next time, who asks for so many is not turned away. */
  say(): number;
  /** How many more of them this member is told that it may ask for. */
  of(member: string): number;
  /** Whether one that finds no free core is taken. */
  mayWait(peer: string, job: string, inputBytes: number): boolean;
}

interface RoomParts {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly underWay: Pick<UnderWay, 'atWork' | 'of' | 'members' | 'waitingBytes'>;
  readonly cores: () => number;
  /** A member's runs whose last word is not on its way: with that word it counts on their places by itself. */
  readonly unsaidTo: (member: string) => number;
}

/** Nothing is known of any job at first. */
export function createRoom({ clock, underWay, cores, unsaidTo }: RoomParts): Room {
  const lengths = new Map<string, number>();
  let said = 0;
  let last: { readonly ms: number; readonly atMs: number } | null = null;

  function places(): number {
    const nowMs = clock.elapsed();
    let sum = 0;
    for (const { ask, beganAtMs } of underWay.atWork) {
      const ms = lengths.get(ask.job);
      if (ms !== undefined && nowMs - beganAtMs < aheadMs) sum += aheadMs / ms;
    }
    const idle = Math.max(0, cores() - underWay.atWork.size);
    if (last !== null && nowMs - last.atMs < aheadMs) sum += (idle * aheadMs) / last.ms;
    return Math.min(roomMax, Math.floor(sum));
  }

  return {
    usualMs: (job) => lengths.get(job) ?? null,
    places,
    say() {
      said = places();
      return said;
    },
    took(job, ms) {
      const measured = Math.max(1, ms);
      const mean = lengths.get(job) ?? measured;
      lengths.delete(job);
      lengths.set(job, mean + newest * (measured - mean));
      const [first] = lengths.keys();
      if (lengths.size > jobsRemembered && first !== undefined) lengths.delete(first);
      last = { ms: measured, atMs: clock.elapsed() };
    },
    of(member) {
      const { runs, waiting } = underWay.of(member);
      const members = underWay.members() + (runs === 0 ? 1 : 0);
      return Math.max(0, Math.floor(places() / members) - waiting - unsaidTo(member));
    },
    mayWait(peer, job, inputBytes) {
      if (Math.max(said, places()) < 1) return false;
      const { waiting, waitingOf } = underWay.of(memberOf(peer));
      let backlogMs = 0;
      let unknown = 0;
      for (const [each, number] of waitingOf) {
        const ms = lengths.get(each);
        if (ms === undefined) unknown += number;
        else backlogMs += ms * number;
      }
      const bytes = inputBytes + underWay.waitingBytes();
      if (bytes > waitingBytesMax || waiting >= roomMax) return false;
      return lengths.has(job)
        ? backlogMs <= backlogMsMax * cores()
        : unknown < unknownPerCore * cores();
    },
  };
}
