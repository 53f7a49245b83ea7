import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../main/adapters/system-clock.ts';
import { systemRandom } from '../../main/adapters/system-random.ts';

// the timers of the platform stand still, so that a month passes at once
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an action comes once, when its time has come', () => {
  const action = vi.fn();
  systemClock.after(1_000, action);
  vi.advanceTimersByTime(999);
  expect(action).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(action).toHaveBeenCalledOnce();
});

test('a wait of a month is longer than one timer and still ends on time', () => {
  const month = 30 * 24 * 3_600_000;
  const action = vi.fn();
  systemClock.after(month, action);
  vi.advanceTimersByTime(month - 1);
  expect(action).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(action).toHaveBeenCalledOnce();
});

test('what was cancelled never comes, also in the second part of a long wait', () => {
  const action = vi.fn();
  const cancel = systemClock.after(2 ** 31 + 1_000, action);
  vi.advanceTimersByTime(2 ** 31);
  cancel();
  systemClock.after(1_000, action)();
  systemClock.every(1_000, action)();
  vi.advanceTimersByTime(10_000);
  expect(action).not.toHaveBeenCalled();
});

test('an action comes every time until it is ended', () => {
  const action = vi.fn();
  const end = systemClock.every(1_000, action);
  vi.advanceTimersByTime(3_500);
  end();
  vi.advanceTimersByTime(3_500);
  expect(action).toHaveBeenCalledTimes(3);
});

test('random bytes are as many as asked for, and others each time', () => {
  expect(systemRandom.bytes(0)).toEqual(new Uint8Array(0));
  expect(systemRandom.bytes(32)).toHaveLength(32);
  expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32));
});
