import type { Clock } from '../engine/ports.ts';

/** The longest that a timer of the operating system's event loop can wait; beyond it fires at once. */
const timerMsMax = 2 ** 31 - 1;

/** The time of this computer. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, action) {
    let timer: NodeJS.Timeout;
    const wait = (left: number) => {
      const step = Math.min(left, timerMsMax);
      timer = setTimeout(() => (left > step ? wait(left - step) : action()), step);
    };
    wait(Math.max(0, ms));
    return () => clearTimeout(timer);
  },
  every(ms, action) {
    const timer = setInterval(action, Math.min(ms, timerMsMax));
    return () => clearInterval(timer);
  },
};
