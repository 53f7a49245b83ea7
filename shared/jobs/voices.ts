/** The answers of a slice side by side: who says the same, and how much that weighs. */
import type { Run, SliceAnswer } from './slice-state.ts';
import { here, isSameAnswer, memberOfRun } from './slice-state.ts';

/** A run of this computer weighs as much as two that agree. */
export const weightOfHere = 2;
/** Runs that gave the same answer. */
export interface Voice {
  readonly answer: SliceAnswer;
  readonly runs: readonly Run[];
  readonly weight: number;
}

/** The different answers, those with most weight first. */
export function voicesOf(runs: readonly Run[]): readonly Voice[] {
  const voices: { answer: SliceAnswer; runs: Run[]; weight: number }[] = [];
  for (const run of runs) {
    if (run.answer === null || run.isVoid) continue;
    const { answer } = run;
    const weight = weightOf(run);
    const voice = voices.find((each) => isSameAnswer(each.answer, answer));
    if (voice === undefined) voices.push({ answer, runs: [run], weight });
    else {
      voice.runs.push(run);
      voice.weight += weight;
    }
  }
  return voices.sort((one, other) => other.weight - one.weight);
}

/** Everybody who has or had a run of the slice, or made a checkpoint on which one goes on. */
export function membersOf(runs: readonly Run[]): readonly string[] {
  const members = runs.flatMap((run) => {
    const member = memberOfRun(run);
    return member === null || member === here ? [] : [member, ...(run.from ?? [])];
  });
  return [...new Set(members)];
}

/** Whether this computer runs or ran it. */
export function isHere({ peer }: Run): boolean {
  return peer === here;
}

/** How much its answer weighs. */
export function weightOf(run: Run): number {
  return isHere(run) ? weightOfHere : 1;
}
