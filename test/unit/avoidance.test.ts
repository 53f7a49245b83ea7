/** Whom an errand is not asked of, and for how long. */
import { expect, test } from 'vitest';
import { createAvoidance } from '../../main/engine/errands/avoidance.ts';
import { createClock } from '../support/engine-world/clock.ts';
import { createLife } from '../support/engine-world/life.ts';
import { createVirtualTime } from '../support/engine-world/time.ts';

const slice = (id: string, job = 'job') => ({ id, job });

function setup() {
  const time = createVirtualTime();
  const life = createLife(null, () => undefined);
  const overs: number[] = [];
  const avoidance = createAvoidance(createClock(time, life, time.now), () =>
    overs.push(time.now()),
  );
  const isAvoided = (id: string, peer = 'bob') => avoidance.isAvoided(slice(id), peer);
  return { time, overs, avoidance, isAvoided };
}

test('a slice that failed waits for the machine a second, then two, then four, and for no other', async () => {
  const { time, avoidance, isAvoided } = setup();
  for (const seconds of [1, 2, 4]) {
    avoidance.failed(slice('one'), 'bob');
    avoidance.answered('job', 'bob');
    expect(isAvoided('one', 'carol')).toBe(false);
    await time.pass(seconds * 1_000 - 1);
    expect(isAvoided('one')).toBe(true);
    await time.pass(1);
    expect(isAvoided('one')).toBe(false);
  }
});

test('no wait is longer than a minute', async () => {
  const { time, avoidance, isAvoided } = setup();
  for (let times = 0; times < 100; times += 1) avoidance.failed(slice('one'), 'bob');
  await time.pass(60_000);
  expect(isAvoided('one')).toBe(false);
});

test('two failures are held against no other slice, and three for a second', async () => {
  const { time, avoidance, isAvoided } = setup();
  avoidance.failed(slice('one'), 'bob');
  avoidance.failed(slice('two'), 'bob');
  expect(isAvoided('other')).toBe(false);
  avoidance.failed(slice('three'), 'bob');
  expect(isAvoided('other')).toBe(true);
  expect(isAvoided('other', 'carol')).toBe(false);
  await time.pass(1_000);
  expect(isAvoided('other')).toBe(false);
});

test('slices that fail together cost one second together', async () => {
  const { time, avoidance, isAvoided } = setup();
  for (let at = 0; at < 50; at += 1) avoidance.failed(slice(String(at)), 'bob');
  await time.pass(1_000);
  expect(isAvoided('other')).toBe(false);
});

test('nothing is held against a machine for another job', () => {
  const { avoidance } = setup();
  for (const id of ['one', 'two', 'three']) avoidance.failed(slice(id), 'bob');
  avoidance.declined('job', 'bob', 'no_free_memory');
  expect(avoidance.isAvoided(slice('four', 'another job'), 'bob')).toBe(false);
});

test('where slices fail one after the other the machine is tried with one at a time, ever more seldom', async () => {
  const { time, avoidance, isAvoided } = setup();
  for (const id of ['one', 'two', 'three']) avoidance.failed(slice(id), 'bob');
  for (const [seconds, id] of [
    [1, 'four'],
    [2, 'five'],
    [4, 'six'],
  ] as const) {
    await time.pass(seconds * 1_000 - 1);
    expect(isAvoided(id)).toBe(true);
    await time.pass(1);
    expect(isAvoided(id)).toBe(false);
    avoidance.asked(slice(id), 'bob');
    expect(isAvoided('other')).toBe(true);
    avoidance.failed(slice(id), 'bob');
  }
});

test('the first answer ends that', async () => {
  const { time, avoidance, isAvoided } = setup();
  for (const id of ['one', 'two', 'three']) avoidance.failed(slice(id), 'bob');
  await time.pass(1_000);
  avoidance.asked(slice('four'), 'bob');
  avoidance.answered('job', 'bob');
  expect(isAvoided('other')).toBe(false);
  avoidance.failed(slice('five'), 'bob');
  expect(isAvoided('other')).toBe(false);
});

test('whoever is full is asked again in a tenth of a second, and later each time until it takes one', async () => {
  const { time, avoidance, isAvoided } = setup();
  for (const ms of [100, 200, 400, 800, 1_000, 1_000]) {
    for (let at = 0; at < 5; at += 1) avoidance.declined('job', 'bob', 'no_free_core');
    await time.pass(ms - 1);
    expect(isAvoided('one')).toBe(true);
    await time.pass(1);
    expect(isAvoided('one')).toBe(false);
  }
  avoidance.taken('job', 'bob');
  avoidance.declined('job', 'bob', 'no_free_core');
  await time.pass(100);
  expect(isAvoided('one')).toBe(false);
});

test('whoever waits for it hears when a wait is over, within a quarter of a second', async () => {
  const { time, overs, avoidance, isAvoided } = setup();
  await time.pass(330);
  avoidance.failed(slice('one'), 'bob');
  await time.pass(5_000);
  expect(overs).toEqual([1_500]);
  expect(isAvoided('one')).toBe(false);
});

test('whoever declines five times in a row is nobody to wait for until it takes one', async () => {
  const { time, avoidance } = setup();
  const isUnwilling = () => avoidance.isUnwilling('job', 'bob');
  for (let times = 0; times < 4; times += 1) {
    avoidance.declined('job', 'bob', 'no_free_memory');
    await time.pass(10_000);
  }
  expect(isUnwilling()).toBe(false);
  avoidance.declined('job', 'bob', 'no_free_memory');
  expect(isUnwilling()).toBe(true);
  expect(avoidance.isUnwilling('another job', 'bob')).toBe(false);
  avoidance.taken('job', 'bob');
  expect(isUnwilling()).toBe(false);
});
