/** What a core is given at a time: one run, and short ones of the same kind behind it. */
import { expect, test } from 'vitest';
import { createLanes } from '../../main/engine/lending/lanes.ts';
import type { LiveRun } from '../../main/engine/lending/live-run.ts';
import { createQueue } from '../../main/engine/lending/queue.ts';
import {
  alicesMachine as alice,
  bobsMachine as bob,
  waitingRun as runOf,
} from '../support/lending-runs.ts';

function setup(...waiting: readonly LiveRun[]) {
  const [lanes, queue] = [createLanes(), createQueue()];
  for (const run of waiting) queue.add(run);
  const head = runOf(alice, 0);
  lanes.take(head);
  return { lanes, queue, head };
}

const numbers = (runs: readonly LiveRun[]) => runs.map(({ ask }) => Number(ask.attempt));
const manyOf = (peer: string, length: number) =>
  Array.from({ length }, (_, index) => runOf(peer, index + 1));

test.each([
  ['of which nothing is known', null, 0],
  ['of 6 ms', 6, 0],
  ['of 5 ms', 5, 10],
  ['of 2 ms', 2, 25],
  ['of half a millisecond', 0.5, 63],
])('behind a slice %s as many are given as begin soon', (_what, usualMs, expected) => {
  const { lanes, queue, head } = setup(...manyOf(alice, 100));
  expect(lanes.fillUp(head, usualMs, queue)).toHaveLength(expected);
});

test.each([
  ['of another job', { job: '22'.repeat(32) }],
  ['that may use more memory', { memoryBytes: 65_537 }],
])('a slice %s waits for a core of its own', (_what, change) => {
  const { lanes, queue, head } = setup(runOf(alice, 1, change), runOf(alice, 2));
  expect(lanes.fillUp(head, 1, queue)).toEqual([]);
});

test('those behind follow in their order, on the same lane', () => {
  const { lanes, queue, head } = setup(runOf(alice, 1), runOf(alice, 2));
  const other = runOf(alice, 9);
  lanes.take(other);
  expect(numbers(lanes.fillUp(head, 1, queue))).toEqual([1, 2]);
  expect(lanes.next()).toBe(null);
  const seen: (number | undefined)[] = [];
  for (let run: LiveRun | null = head; run !== null; run = lanes.next()) {
    lanes.promote(run);
    seen.push(lanes.of(run));
    lanes.remove(run);
  }
  expect(seen).toEqual([0, 0, 0]);
  expect(lanes.of(other)).toBe(1);
});

test('where another member waits, no more follow before those behind have had their turn', () => {
  const { lanes, queue, head } = setup(...manyOf(alice, 20), runOf(bob, 21));
  expect(lanes.fillUp(head, 5, queue)).toHaveLength(10);
  lanes.remove(head);
  const next = lanes.next();
  if (next === null) expect.fail('one was given');
  lanes.promote(next);
  expect(lanes.fillUp(next, 5, queue)).toEqual([]);
});

test('what is taken back is ended there, and can be given to another core', () => {
  const { lanes, queue, head } = setup(runOf(alice, 1), runOf(alice, 2));
  const [first, second] = lanes.fillUp(head, 1, queue);
  const ending = first?.abort.signal;
  const back = lanes.withdraw(head);
  expect(numbers(back)).toEqual([1, 2]);
  expect([ending?.aborted, first?.abort.signal.aborted]).toEqual([true, false]);
  expect([first, second].map((run) => run && lanes.of(run))).toEqual([undefined, undefined]);
});
