import { expect, test } from 'vitest';
import { createLooking } from '../../main/engine/errands/looking.ts';
import { createMovableClock } from '../support/swarm-clock.ts';

function setup() {
  const clock = createMovableClock();
  const state = { waits: 0, looks: 0, takesAll: false };
  const looking = createLooking(clock, { isEmpty: () => state.waits === 0 }, () => {
    state.looks += 1;
    if (state.takesAll) state.waits = 0;
  });
  return { clock, state, looking };
}

test('a node that nobody has sent a job to is not woken to look for lenders', () => {
  const { clock, looking } = setup();
  looking.start();
  expect(clock.pending()).toBe(0);
  looking.goOn();
  expect(clock.pending()).toBe(0);
});

test('what waits is looked at every two seconds, until nothing waits any more', () => {
  const { clock, state, looking } = setup();
  looking.start();
  state.waits = 2;
  looking.goOn();
  looking.goOn();
  expect(clock.pending()).toBe(1);
  for (let turn = 0; turn < 3; turn += 1) clock.advance(2_000);
  expect(state.looks).toBe(3);
  state.takesAll = true;
  clock.advance(2_000);
  expect(state.looks).toBe(4);
  expect(clock.pending()).toBe(0);
  // and again with the next job
  state.waits = 1;
  looking.goOn();
  clock.advance(2_000);
  expect(state.looks).toBe(5);
});

test('what waited before the start is looked at from the start on, and not after the end', () => {
  const { clock, state, looking } = setup();
  state.waits = 1;
  looking.goOn();
  expect(clock.pending()).toBe(0);
  looking.start();
  expect(clock.pending()).toBe(1);
  looking.stop();
  looking.goOn();
  expect(clock.pending()).toBe(0);
});
