/** Before work is done for somebody, it is said whether it could be paid for now. */
import { expect, test } from 'vitest';
import type { KnownTask } from '../../main/adapters/record-process/tasks/known-tasks.ts';
import { sentenceOf } from '../../main/adapters/record-process/tasks/task-sentence.ts';

const task: KnownTask = {
  ...{ id: 'a task', isWaiting: false, asker: 'ada', since: 1, release: null },
  ...{ title: 'Tray icon', done: 'It shows.', skills: [], due: 90, most: 20, isEstimated: true },
  takers: [],
  ...{ state: 'open', price: 13, panel: [], round: 1, closes: 0, reveals: 0, rounds: [] },
  ...{ seals: new Map(), answers: new Map() },
  ...{ taker: null, step: null, delivery: null, changes: null, ended: null },
};

function said(change: Partial<KnownTask>, me: string, askersMeans: bigint): string {
  const about = { phase: null, isOverdue: false, nameOf: () => 'Ada' };
  return sentenceOf({ ...about, task: { ...task, ...change }, me, askersMeans });
}

const lacking = /Ada has and may borrow 2 man-h now: it can be accepted once there is enough\.$/;

test.each(['open', 'taken', 'delivered'] as const)(
  'whoever looks at a task that is %s hears that its asker cannot pay for it yet',
  (state) => {
    expect(said({ state }, 'ben', 2_000_000n)).toMatch(lacking);
    expect(said({ state }, 'ben', 12_999_999n)).toContain('may borrow');
    expect(said({ state }, 'ben', 13_000_000n)).not.toContain('may borrow');
    expect(said({ state }, 'ada', -1n)).toMatch(
      / You have and may borrow 0 man-h now: .* you have/,
    );
  },
);

test('what the asker has plays no part while others say what the work is worth', () => {
  const estimating = { state: 'estimating', price: null, panel: ['ben'] } as const;
  expect(said(estimating, 'ben', 0n)).not.toContain('may borrow');
  expect(said(estimating, 'ada', 0n)).toContain('You have and may borrow 0 man-h now');
});

test('what is over is not spoken of again', () => {
  expect(said({ state: 'accepted' }, 'ben', 0n)).not.toContain('may borrow');
  expect(said({ state: 'withdrawn' }, 'ada', 0n)).not.toContain('may borrow');
});
