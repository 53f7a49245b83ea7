/** What the pages of tasks work out for themselves: drafts, rows and the answers of a round. */
import { expect, test } from 'vitest';
import {
  inOrder,
  isFarthest,
  namesWithout,
  type NamedAnswer,
} from '../../renderer/features/tasks/round-answers.ts';
import {
  emptyTask,
  taskDraftOf,
  taskLacks,
  taskTextOf,
  type TaskDraft,
} from '../../renderer/features/tasks/task-draft.ts';
import { dueCell, worthWords } from '../../renderer/features/tasks/task-rows.ts';
import { rejected, secondRound, toEstimate, toTake } from '../support/sample-tasks.ts';
import { ines, me, noName, tomas } from '../support/sample-views.ts';

const now = Date.UTC(2026, 10, 22, 8);
const whole: TaskDraft = {
  ...emptyTask(now),
  ...{ title: 'Draw an icon', done: 'One can see it.', skills: 'svg, Drawing svg', mostHours: 5 },
};

test('a draft says the first thing that stands in its way', () => {
  const cases: readonly (readonly [Partial<TaskDraft>, string | null])[] = [
    [{}, null],
    [{ title: ' ' }, 'Say in a few words what is to be done.'],
    [{ done: '\n' }, 'Say what done looks like, so that both can see it.'],
    [{ done: '\u{1f332}'.repeat(900) }, 'Say what done looks like in fewer words.'],
    [{ skills: 'ünter' }, 'Choose at most 8 skills of small letters, digits and hyphens.'],
    [
      { skills: 'a b c d e f g h i' },
      'Choose at most 8 skills of small letters, digits and hyphens.',
    ],
    [{ dueAtMs: now }, 'Say by when, in the future.'],
    [{ dueAtMs: null }, 'Say by when, in the future.'],
    [{ mostHours: null }, 'Choose the most that you would give.'],
    [{ mostHours: null, isEstimated: false }, 'Choose what you give for it.'],
    [{ takers: [] }, 'Choose who may take it, or leave it to anyone.'],
    [{ takers: 'abcdefghi'.split('') }, 'Choose at most 8 people who may take it.'],
  ];
  for (const [part, said] of cases) expect(taskLacks({ ...whole, ...part }, now)).toBe(said);
});

test('what is sent has its skills once each in order, and one line as its title', () => {
  expect(taskTextOf({ ...whole, title: ' Draw\n an icon ' })).toMatchObject({
    ...{ title: 'Draw an icon', skills: ['drawing', 'svg'], mostHours: 5, isEstimated: true },
  });
});

test('who may take it is sent in the order of their keys, and nobody for anyone', () => {
  expect(taskTextOf(whole).takers).toEqual([]);
  expect(taskTextOf({ ...whole, takers: ['b', 'a'] }).takers).toEqual(['a', 'b']);
});

test('a task that is asked for anew keeps its words and lies in the future', () => {
  const late = { ...toEstimate, dueAtMs: now - 1 };
  const draft = taskDraftOf(late, now);
  expect(draft).toMatchObject({ title: late.title, done: late.done, skills: 'electron, wayland' });
  expect(taskLacks(draft, now)).toBeNull();
});

test('a row says what is agreed on, what stands in the middle, or the most that is given', () => {
  expect(worthWords(toEstimate)).toBe('at most 40 man-h');
  expect(worthWords(secondRound)).toBe('13 man-h (8 to 80)');
  expect(worthWords(toTake)).toBe('13 man-h (10 to 20)');
  expect(worthWords(rejected)).toBe('not agreed on');
  expect(dueCell({ dueAtMs: now - 60_000, isOverdue: true }, now)).toMatch(/, overdue$/);
});

const said = (person: NamedAnswer['person'], hours: NamedAnswer['hours']): NamedAnswer => ({
  ...{ person, isMe: person.id === me.id, hours, reason: '' },
});

test('answers stand from the least to the most, and who named no hours is told by name', () => {
  const answers = [
    said(tomas, 'split_first'),
    said(me, 'cannot_tell'),
    said(ines, 20),
    said(noName, 3),
  ];
  expect(
    inOrder(answers)
      .map(({ hours }) => hours)
      .slice(0, 2),
  ).toEqual([3, 20]);
  expect(namesWithout(answers)).toBe('You cannot tell. Tomás would split it first.');
  expect(namesWithout([said(me, 3)])).toBe('');
  expect(namesWithout([said(tomas, 'cannot_tell')])).toBe('Tomás cannot tell.');
});

test('only a round that came to nothing has somebody to ask what they saw', () => {
  const [apart] = secondRound.rounds;
  const agreed = toTake.rounds[1];
  if (apart === undefined || agreed === undefined) return expect.unreachable('there are rounds');
  expect([8, 13, 80].map((hours) => isFarthest(apart, hours))).toEqual([true, false, true]);
  expect([10, 20].map((hours) => isFarthest(agreed, hours))).toEqual([false, false]);
});
