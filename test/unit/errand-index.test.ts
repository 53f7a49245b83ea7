import { expect, test } from 'vitest';
import { createErrandIndex } from '../../main/engine/errands/errand-index.ts';
import { createErrand } from '../../main/engine/errands/errand.ts';
import type { Errand } from '../../main/engine/errands/errand.ts';
import type { ErrandState } from '../../shared/jobs/errand.ts';

const job = 'a'.repeat(64);
const [ann, ben] = ['b'.repeat(128), 'c'.repeat(128)];

function errandOf(id: string, slice: number): Errand {
  const limits = { ceiling: 1n, memoryBytes: 65_536, wallMs: 1_000 };
  return createErrand(id, { job, slice, ...limits, not: [], audience: null }, 1);
}

const attemptAt = (peer: string, nonce: string) => ({ nonce, peer, askedAtMs: 0 });

function moved(index: ReturnType<typeof createErrandIndex>, errand: Errand, state: ErrandState) {
  errand.progress = { ...errand.progress, state };
  index.moved(errand);
}

test('an errand is found by the attempt that is under way, at its peer, and no more by the one before', () => {
  const index = createErrandIndex();
  const errand = errandOf('1', 0);
  moved(index, errand, { at: 'offered', attempt: attemptAt(ann, 'n1') });
  expect([index.byAttempt('n1'), index.at(ann), index.countAt(ann)]).toEqual([errand, [errand], 1]);
  moved(index, errand, { at: 'waiting', reason: null });
  expect([index.byAttempt('n1'), index.at(ann), index.countAt(ann)]).toEqual([null, [], 0]);
  moved(index, errand, { at: 'offered', attempt: attemptAt(ben, 'n2') });
  expect([index.byAttempt('n2'), index.at(ann), index.at(ben)]).toEqual([errand, [], [errand]]);
});

test('what has ended is found by its attempt until it is forgotten, and at nobody', () => {
  const index = createErrandIndex();
  const errand = errandOf('1', 0);
  const attempt = attemptAt(ann, 'n1');
  moved(index, errand, { at: 'offered', attempt });
  moved(index, errand, { at: 'refused', attempt, name: 'late', reason: 'It came too late.' });
  expect([index.byAttempt('n1'), index.countAt(ann)]).toEqual([errand, 0]);
  expect([index.openOf(job), index.countOpenOf(job)]).toEqual([[], 0]);
  index.forgotten(errand);
  expect(index.byAttempt('n1')).toBeNull();
  expect(index.siblingsOf(errand)).toEqual([]);
});

test('those of the same slice know each other, and those of a job that are open are counted', () => {
  const index = createErrandIndex();
  const [one, other, third] = [errandOf('1', 0), errandOf('2', 0), errandOf('3', 1)];
  for (const errand of [one, other, third]) moved(index, errand, { at: 'waiting', reason: null });
  expect(index.siblingsOf(one)).toEqual([other]);
  expect(index.siblingsOf(third)).toEqual([]);
  expect(index.openOf(job)).toEqual([one, other, third]);
  moved(index, other, { at: 'stopped' });
  expect(index.countOpenOf(job)).toBe(2);
  index.forgotten(other);
  expect(index.siblingsOf(one)).toEqual([]);
  // Whoever was forgotten asks for those that are left.
  expect(index.siblingsOf(other)).toEqual([one]);
});
