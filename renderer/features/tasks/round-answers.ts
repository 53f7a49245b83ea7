/** The answers of a round, as they are shown. */
import type { TaskView } from '../../../shared/api/task-shape.ts';
import { nameList, personName } from '../../../shared/api/words.ts';

type Round = TaskView['rounds'][number];
export type NamedAnswer = Round['answers'][number];

/** From the least hours to the most, those without hours last; the same hours by name. */
export function inOrder(answers: readonly NamedAnswer[]): readonly NamedAnswer[] {
  return answers.toSorted(
    (a, b) => sizeOf(a) - sizeOf(b) || (personName(a.person) < personName(b.person) ? -1 : 1),
  );
}

function sizeOf({ hours }: NamedAnswer): number {
  return typeof hours === 'number' ? hours : Number.MAX_SAFE_INTEGER;
}

/** Whether somebody who said so is asked what they saw, because the round came to nothing. */
export function isFarthest(round: Round, hours: number): boolean {
  const { isAgreed, lowest, highest } = round;
  return !isAgreed && lowest !== highest && (hours === lowest || hours === highest);
}

/** Who named no hours, in a sentence or two; empty where everybody did. */
export function namesWithout(answers: readonly NamedAnswer[]): string {
  const said = (what: 'cannot_tell' | 'split_first') =>
    answers.filter(({ hours }) => hours === what);
  const [blind, split] = [said('cannot_tell'), said('split_first')];
  return [
    blind.length > 0 && `${listed(blind)} cannot tell.`,
    split.length > 0 && `${listed(split)} would split it first.`,
  ]
    .filter((each) => each !== false)
    .join(' ');
}

function listed(answers: readonly NamedAnswer[]): string {
  return nameList(answers.map(({ person, isMe }) => (isMe ? { ...person, name: 'You' } : person)));
}
