/** Topics that are read when something has changed, and only for somebody. */
import { expect, test } from 'vitest';
import { createPublisher } from '../../main/engine/publisher.ts';
import { createCell } from '../../shared/api/handlers.ts';
import { createClock } from '../support/engine-world/clock.ts';
import { createLife } from '../support/engine-world/life.ts';
import { createVirtualTime } from '../support/engine-world/time.ts';

function setup() {
  const time = createVirtualTime();
  const clock = createClock(
    time,
    createLife(null, () => undefined),
    time.now,
  );
  const cell = createCell(0);
  const world = { value: 0, readings: 0 };
  const publisher = createPublisher(clock, cell, () => {
    world.readings += 1;
    return world.value;
  });
  return { time, cell, world, publisher };
}

test('what nobody listens to is not read, and whoever comes hears how it is then', async () => {
  const { time, cell, world, publisher } = setup();
  world.value = 1;
  publisher.changed();
  await time.pass(5_000);
  expect(world.readings).toBe(0);
  world.value = 2;
  const heard: number[] = [];
  cell.subscribe((value) => heard.push(value));
  expect([heard, cell.get(), world.readings]).toEqual([[2], 2, 1]);
});

test('whoever listens hears of a burst of changes once', async () => {
  const { time, cell, world, publisher } = setup();
  const heard: number[] = [];
  cell.subscribe((value) => heard.push(value));
  for (const value of [1, 2, 3]) {
    world.value = value;
    publisher.changed();
  }
  await time.pass(5_000);
  expect([heard, world.readings]).toEqual([[0, 3], 1]);
});

test('whoever begins to listen just after a change hears it, and who listened before hears it in its time', async () => {
  const { time, cell, world, publisher } = setup();
  const before: number[] = [];
  cell.subscribe((value) => before.push(value));
  world.value = 1;
  publisher.changed();
  const after: number[] = [];
  cell.subscribe((value) => after.push(value));
  expect([before, after]).toEqual([[0], [1]]);
  await time.pass(5_000);
  expect([before.at(-1), after.at(-1)]).toEqual([1, 1]);
});
