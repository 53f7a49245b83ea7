/**
 * What follows from a proof. Who answered which slice is kept beside the slices of all open and recently delivered
 * jobs, so that whatever rests on somebody's word is found at once when that word turns out to be worth nothing.
 * Each of those slices is told `member_wrong` (or `member_doubted`), and `withdrawn.ts` decides what that means for
 * it: what nobody else confirmed is run again, what was not signed is refused, and what was signed is taken back.
 */
import { tally } from '../base/tally.ts';
import type { Slice } from './slice-state.ts';
import { authorsOf } from './resting.ts';
import { here, isSameAnswer } from './slice-state.ts';

/** How a slice depends on a member's answer. `alone`: nobody else gave the same. */
export type Dependence = 'checking' | 'alone' | 'shared';

export interface Answers {
  /** A slice is as it is now; its key is the caller's and never seen by others. */
  set(key: string, slice: Slice): void;
  /** A slice that is too old to be run again. */
  drop(key: string): void;
  /** Slices in which this member's answer waits for a check. */
  checkingOf(member: string): number;
  /** All slices that have an answer of this member, in the order in which it came. */
  of(member: string): readonly (readonly [key: string, dependence: Dependence])[];
}

/** No slice has an answer yet. */
export function createAnswers(): Answers {
  const byMember = new Map<string, Map<string, Dependence>>();
  const byKey = new Map<string, readonly string[]>();
  const checking = new Map<string, number>();

  function count(member: string, dependence: Dependence | undefined, by: 1 | -1): void {
    if (dependence === 'checking') tally(checking, member, by);
  }

  function put(member: string, key: string, dependence: Dependence | undefined): void {
    const slices = byMember.get(member) ?? new Map<string, Dependence>();
    const before = slices.get(key);
    if (before === dependence) return;
    count(member, before, -1);
    count(member, dependence, 1);
    if (dependence === undefined) slices.delete(key);
    else slices.set(key, dependence);
    if (slices.size > 0) byMember.set(member, slices);
    else byMember.delete(member);
  }

  function replace(key: string, now: ReadonlyMap<string, Dependence>): void {
    for (const member of byKey.get(key) ?? []) if (!now.has(member)) put(member, key, undefined);
    for (const [member, dependence] of now) put(member, key, dependence);
    if (now.size > 0) byKey.set(key, [...now.keys()]);
    else byKey.delete(key);
  }

  return {
    set: (key, slice) => replace(key, dependencesOf(slice)),
    drop: (key) => replace(key, new Map()),
    checkingOf: (member) => checking.get(member) ?? 0,
    of: (member) => [...(byMember.get(member) ?? [])],
  };
}

/** On whose answers a slice depends, and how. */
export function dependencesOf({ at, runs }: Slice): ReadonlyMap<string, Dependence> {
  const given = runs.flatMap((run) =>
    run.answer === null || run.isVoid ? [] : [{ authors: authorsOf(run), answer: run.answer }],
  );
  const dependences = new Map<string, Dependence>();
  for (const { authors, answer } of given) {
    for (const member of authors) {
      if (member === here) continue;
      const isShared = given.some(
        (other) => !other.authors.includes(member) && isSameAnswer(other.answer, answer),
      );
      dependences.set(member, at === 'open' ? 'checking' : isShared ? 'shared' : 'alone');
    }
  }
  return dependences;
}

/** Whether a slice depends on the same answers in the same way before and after a step. */
export function dependsAlike(before: Slice, after: Slice): boolean {
  return (
    before.at === after.at &&
    before.runs.length === after.runs.length &&
    before.runs.every(({ answer, isVoid, peer, from }, index) => {
      const other = after.runs[index];
      if (other === undefined || other.answer !== answer || other.isVoid !== isVoid) return false;
      return answer === null || (other.peer === peer && other.from === from);
    })
  );
}
