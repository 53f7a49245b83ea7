/** Which slices rest on whose word. */
import { expect, test } from 'vitest';
import { createAnswers, dependencesOf, dependsAlike } from '../../shared/jobs/blame.ts';
import { trustedPoints } from '../../shared/jobs/trust.ts';
import { memberNamed, story, withPoints } from '../support/slice-story.ts';

const bob = memberNamed('bob');
const carol = memberNamed('carol');

test('a slice is found by everybody who answered it, with how much it depends on them', () => {
  const answers = createAnswers();
  const first = story('two').answers(0, 'bob', 'right');
  answers.set('a', first.slice);
  expect(answers.of(bob)).toEqual([['a', 'checking']]);
  expect(answers.checkingOf(bob)).toBe(1);
  answers.set('a', first.answers(1, 'carol', 'right').slice);
  answers.set('b', story('one').answers(0, 'bob', 'right').slice);
  expect(answers.of(bob)).toEqual([
    ['a', 'shared'],
    ['b', 'alone'],
  ]);
  expect(answers.of(carol)).toEqual([['a', 'shared']]);
  expect(answers.checkingOf(bob)).toBe(0);
});

test('what is void or dropped is not found any more', () => {
  const answers = createAnswers();
  const done = story('one').answers(0, 'bob', 'right');
  answers.set('a', done.slice);
  answers.set('b', done.slice);
  answers.set('a', done.does({ type: 'member_wrong', member: bob }).slice);
  expect(answers.of(bob)).toEqual([['b', 'alone']]);
  answers.drop('b');
  expect(answers.of(bob)).toEqual([]);
});

test('a step that leaves all answers as they were leaves what depends on them', () => {
  const asked = story('two');
  const one = asked.answers(0, 'bob', 'right');
  const both = one.answers(1, 'carol', 'right');
  const paid = both.does({ type: 'paid', run: 0 });
  const without = paid.does({ type: 'member_wrong', member: bob });
  expect(dependsAlike(asked.slice, one.slice)).toBe(false);
  expect(dependsAlike(one.slice, both.slice)).toBe(false);
  expect(paid.slice).not.toEqual(both.slice);
  expect(dependsAlike(both.slice, paid.slice)).toBe(true);
  expect(dependencesOf(paid.slice)).toEqual(dependencesOf(both.slice));
  expect(dependsAlike(paid.slice, without.slice)).toBe(false);
});

test('what only somebody doubted answered is checked by another, and stays paid if it was right', () => {
  const trusted = withPoints(trustedPoints);
  const done = story('spot').trusting('bob', trusted).answers(0, 'bob', 'right');
  const doubted = done.does({ type: 'member_doubted', member: bob });
  expect(doubted.said).toEqual(['begin 1 again not bob']);
  const checked = doubted.answers(1, 'carol', 'right');
  expect(checked.said).toContain('settled, verified: right');
  expect(checked.said).not.toContain('take_back 0');
  expect(checked.does({ type: 'member_doubted', member: bob }).said).toEqual([]);
});

test('with spot checks what somebody trusted confirmed still stands when the other was proved wrong', () => {
  const audited = story('spot')
    .trusting('carol', withPoints(trustedPoints))
    .answers(0, 'bob', 'right')
    .answers(1, 'carol', 'right');
  const wrong = audited.does({ type: 'member_wrong', member: bob });
  expect(wrong.said).toContain('settled: right');
  expect(wrong.word).toBe('done');
  expect(wrong.does({ type: 'member_wrong', member: carol }).word).toBe('waiting');
});
