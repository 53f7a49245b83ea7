/**
 * What is under way here, with sums that cost nothing to ask for: there may be hundreds of runs, and whether one more is
 * taken is asked a thousand times a second.
 */
import { tally } from '../../../shared/base/tally.ts';
import type { LiveRun } from './live-run.ts';

/** Of one member. */
export interface TheirRuns {
  readonly runs: number;
  /** Of these, such as wait for their parts, and have no core for that any more. */
  readonly slow: number;
  /** Each ceiling is below the largest that is taken, and a few hundred of them are exact as a number. */
  readonly ceilings: number;
  readonly waiting: number;
  /** How many of each job wait. */
  readonly waitingOf: ReadonlyMap<string, number>;
}

export interface UnderWay {
  taken(run: LiveRun): void;
  began(run: LiveRun): void;
  slow(run: LiveRun, isSlow: boolean): void;
  /** It has ended, however far it had come. */
  ended(run: LiveRun): void;
  /** Runs that have a core. */
  readonly atWork: ReadonlySet<LiveRun>;
  /** Runs for which a core is kept, and the memory of these. */
  readonly placed: () => { readonly runs: number; readonly memoryBytes: number };
  /** Inputs, and what slices go on from, of all that waits. */
  waitingBytes(): number;
  of(member: string): TheirRuns;
  /** How many members have something here. */
  members(): number;
  isJobOfAnother(job: string, member: string): boolean;
}

interface Theirs {
  runs: number;
  slow: number;
  ceilings: number;
  waiting: number;
  readonly waitingOf: Map<string, number>;
  readonly runsOf: Map<string, number>;
}

const nothing: TheirRuns = { runs: 0, slow: 0, ceilings: 0, waiting: 0, waitingOf: new Map() };

/** Nothing is under way at first. */
export function createUnderWay(): UnderWay {
  const members = new Map<string, Theirs>();
  const atWork = new Set<LiveRun>();
  let [placed, placedBytes, waitingBytes] = [0, 0, 0];

  function theirsOf({ member }: LiveRun): Theirs {
    const known = members.get(member);
    if (known !== undefined) return known;
    const none = { runs: 0, slow: 0, ceilings: 0, waiting: 0 };
    const theirs = { ...none, waitingOf: new Map(), runsOf: new Map() };
    members.set(member, theirs);
    return theirs;
  }

  function place(run: LiveRun, sign: 1 | -1): void {
    placed += sign;
    placedBytes += sign * run.ask.memoryBytes;
  }

  function wait({ ask }: LiveRun, theirs: Theirs, sign: 1 | -1): void {
    waitingBytes += sign * (ask.inputBytes + (ask.from?.bytes ?? 0));
    theirs.waiting += sign;
    tally(theirs.waitingOf, ask.job, sign);
  }

  return {
    atWork,
    placed: () => ({ runs: placed, memoryBytes: placedBytes }),
    waitingBytes: () => waitingBytes,
    of: (member) => members.get(member) ?? nothing,
    members: () => members.size,
    isJobOfAnother(job, member) {
      for (const [other, { runsOf }] of members)
        if (other !== member && runsOf.has(job)) return true;
      return false;
    },
    taken(run) {
      const theirs = theirsOf(run);
      theirs.runs += 1;
      theirs.ceilings += Number(run.ask.ceiling);
      tally(theirs.runsOf, run.ask.job, 1);
      wait(run, theirs, 1);
      place(run, 1);
    },
    began(run) {
      run.isRunning = true;
      atWork.add(run);
      wait(run, theirsOf(run), -1);
    },
    slow(run, isSlow) {
      if (run.isSlow === isSlow) return;
      run.isSlow = isSlow;
      theirsOf(run).slow += isSlow ? 1 : -1;
      place(run, isSlow ? -1 : 1);
    },
    ended(run) {
      const theirs = theirsOf(run);
      theirs.runs -= 1;
      theirs.ceilings -= Number(run.ask.ceiling);
      tally(theirs.runsOf, run.ask.job, -1);
      if (!run.isRunning) wait(run, theirs, -1);
      if (run.isSlow) theirs.slow -= 1;
      else place(run, -1);
      atWork.delete(run);
      if (theirs.runs === 0) members.delete(run.member);
    },
  };
}
