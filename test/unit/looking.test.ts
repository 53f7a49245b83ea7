import { expect, test } from 'vitest';
import { createLooking } from '../../main/engine/looking.ts';
import { createMovableClock } from '../support/swarm-clock.ts';

function setup() {
  const clock = createMovableClock();
  const state = { waits: 0, looks: 0, asked: 0, takesAll: false };
  const isNeeded = () => {
    state.asked += 1;
    return state.waits > 0;
  };
  const looking = createLooking(clock, 2_000, isNeeded, () => {
    state.looks += 1;
    if (state.takesAll) state.waits = 0;
  });
  return { clock, state, looking };
}

test('a node that nobody has sent a job to is not woken to look', () => {
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

test('what looks already is not asked at each event whether it must', () => {
  const { clock, state, looking } = setup();
  looking.start();
  state.waits = 1;
  looking.goOn();
  state.asked = 0;
  for (let event = 0; event < 100; event += 1) looking.goOn();
  expect(state.asked).toBe(0);
  clock.advance(2_000);
  expect(state.asked).toBe(1);
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
