/** How fast work flows, counted by a clock that a test holds in its hand. */
import { expect, test } from 'vitest';
import { createIntake } from '../../main/engine/peers/intake.ts';
import { createTraffic } from '../../main/engine/peers/traffic.ts';
import type { Message } from '../../shared/peers/protocol.ts';
import { createVirtualTime } from '../support/engine-world/time.ts';

function setup(limit: () => number | null) {
  const time = createVirtualTime();
  const traffic = createTraffic({ elapsed: time.now, after: time.after }, limit);
  const said: Message[] = [];
  const intake = createIntake(traffic, (message) => said.push(message));
  return { time, traffic, intake, said };
}

test('whoever waits for leave gets it in turn', async () => {
  const { time, traffic } = setup(() => 10_000);
  const order: string[] = [];
  const wants = (name: string, times: number) => {
    traffic.whenFree(() => {
      if (traffic.take(traffic.pieceBytes())) order.push(name);
      if (times > 1) wants(name, times - 1);
    });
  };
  wants('alice', 3);
  wants('bob', 2);
  await time.pass(5_000);
  expect(order.join(' ')).toBe('alice bob alice bob alice');
});

test('a quiet hour is not made up for by a burst', async () => {
  const { time, traffic } = setup(() => 100_000);
  await time.pass(3_600_000);
  let taken = 0;
  while (traffic.take(1_000)) taken += 1_000;
  expect(taken).toBeLessThanOrEqual(4_000);
});

test('a limit that is lifted lets go at once whoever waits', async () => {
  let limit: number | null = 10_000;
  const { time, traffic } = setup(() => limit);
  traffic.take(1_000_000);
  let goes = false;
  traffic.whenFree(() => (goes = traffic.take(1_000_000)));
  await time.pass(5_000);
  expect(goes).toBe(false);
  limit = null;
  await time.pass(1_000);
  expect(goes).toBe(true);
});

test('a limit is said once, and leave is given for what waits and no more', async () => {
  const { time, intake, said } = setup(() => 10_000);
  intake.say();
  intake.say();
  intake.waiting(3_000);
  await time.pass(10_000);
  expect(said).toEqual([
    { type: 'flow', bytes: 0 },
    { type: 'flow', bytes: 2_500 },
    { type: 'flow', bytes: 500 },
  ]);
});

test('leave that is not used is not added to', async () => {
  const { time, intake, said } = setup(() => 10_000);
  intake.say();
  intake.waiting(1_000_000);
  await time.pass(60_000);
  expect(said.slice(1)).toEqual([
    { type: 'flow', bytes: 2_500 },
    { type: 'flow', bytes: 2_500 },
  ]);
  expect(intake.came(2_500)).toBe(true);
  await time.pass(10_000);
  expect(said).toHaveLength(4);
});

test('what was under way when the limit came is forgiven, and more than that is not', () => {
  const { intake } = setup(() => 10_000);
  for (let i = 0; i < 1_000; i++) expect(intake.came(65_536)).toBe(true);
  intake.say();
  let pieces = 0;
  while (intake.came(65_536)) pieces += 1;
  expect(pieces).toBe(256);
});
