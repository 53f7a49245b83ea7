/** When a process of jobs weighs least: always, but when somebody waits for it to come up, to rest or to end a slice. */
import type { SetWeight } from './session-weight.ts';

export interface Weighing {
  /** It has come up: until then it reads sources, which on a busy computer would take half a minute. */
  up(): void;
  /** What has to leave the processor must be there for a moment to hear of it. Beside a busy loop: 9 ms, else 800. */
  keepsTo(shareMilli: number): void;
  /** A slice is to end now; the answer says that it has. */
  ending(): () => void;
}

export function createWeighing(setWeight: SetWeight): Weighing {
  let isUp = false;
  let isHeld = false;
  let ends = 0;

  function weigh(): void {
    setWeight(isUp && !isHeld && ends === 0 ? 'least' : 'usual');
  }

  return {
    up() {
      isUp = true;
      weigh();
    },
    keepsTo(shareMilli) {
      isHeld = shareMilli === 0;
      weigh();
    },
    ending() {
      ends += 1;
      weigh();
      return () => {
        ends -= 1;
        weigh();
      };
    },
  };
}
