import { expect, test } from 'vitest';
import { createRediscovery } from '../../main/adapters/swarm/rediscovery.ts';
import { createVirtualTime } from '../support/engine-world/time.ts';
import type { VirtualTime } from '../support/engine-world/time.ts';

/** The moments, in seconds, at which it looked; each look takes a tenth of one. */
function watch(time: VirtualTime) {
  const looks: number[] = [];
  const state = { isAlone: false };
  const clock = {
    ...{ now: time.now, elapsed: time.now, after: time.after },
    every: () => () => undefined,
  };
  const look = () => {
    looks.push(Math.round(time.now() / 100) / 10);
    return new Promise<void>((resolve) => {
      time.after(100, resolve);
    });
  };
  const rediscovery = createRediscovery(clock, look, () => state.isAlone);
  return { looks, state, rediscovery };
}

test('it looks a few times at first, and then leaves it to the library', async () => {
  const time = createVirtualTime();
  const { looks, rediscovery } = watch(time);
  rediscovery.restart();
  await time.pass(600_000);
  expect(looks).toEqual([0, 0.4, 1.5, 4.6, 14.7, 44.8]);
});

test('it looks every minute while nobody is there', async () => {
  const time = createVirtualTime();
  const { looks, state, rediscovery } = watch(time);
  state.isAlone = true;
  rediscovery.restart();
  await time.pass(240_000);
  expect(looks.slice(5)).toEqual([44.8, 104.9, 165, 225.1]);
});

test('it looks again after a loss, though others are there', async () => {
  const time = createVirtualTime();
  const { looks, rediscovery } = watch(time);
  rediscovery.restart();
  await time.pass(500_000);
  const before = looks.length;
  rediscovery.lost();
  await time.pass(100_000);
  expect(looks.slice(before)).toEqual([503, 513.1, 543.2]);
});

test('whoever comes and goes makes it look every three seconds at most', async () => {
  const time = createVirtualTime();
  const { looks, rediscovery } = watch(time);
  rediscovery.restart();
  await time.pass(100_000);
  const before = looks.length;
  for (let times = 0; times < 600; times += 1) {
    rediscovery.lost();
    await time.pass(100);
  }
  const later = looks.slice(before);
  expect(later.length).toBeGreaterThan(10);
  expect(later.length).toBeLessThanOrEqual(20);
});

test('it looks no more once it is stopped', async () => {
  const time = createVirtualTime();
  const { looks, rediscovery } = watch(time);
  rediscovery.restart();
  await time.pass(1_000);
  rediscovery.stop();
  const before = looks.length;
  rediscovery.lost();
  rediscovery.restart();
  await time.pass(100_000);
  expect(looks).toHaveLength(before);
});
