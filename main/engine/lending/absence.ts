/**
 * When this computer is about to be away: it goes to sleep, or the program ends. Nothing more is taken on then, and
 * what is done of what runs here is saved elsewhere, as far as there is time for it. What the computer sleeps through
 * is held in order before, so that its owners know that it is; it goes on when the computer is awake.
 */
import type { Clock } from '../ports.ts';

export interface Absence {
  /** Nothing is taken on. */
  isNear(): boolean;
  /** Nothing works. */
  isAsleep(): boolean;
  /** The computer says that it goes to sleep: nobody knows how much time there is. */
  sleep(): void;
  wake(): void;
  /** For good; answers when all that can be saved is, null where nothing can. */
  leave(): Promise<unknown> | null;
}

interface AbsenceParts {
  readonly clock: Pick<Clock, 'after'>;
  /** Has last checkpoints made of all runs, and answers when they are on their way; null where none makes any. */
  readonly save: () => Promise<unknown> | null;
  readonly onChange: () => void;
}

/** A computer that works for so long is awake, whatever became of its sleep. */
const awakeAfterMs = 60_000;

export function createAbsence({ clock, save, onChange }: AbsenceParts): Absence {
  let state: 'here' | 'falling asleep' | 'asleep' | 'leaving' = 'here';
  let cancel = () => {};

  function become(next: typeof state): void {
    state = next;
    onChange();
  }

  function wake(): void {
    if (state !== 'asleep' && state !== 'falling asleep') return;
    cancel();
    become('here');
  }

  return {
    isNear: () => state !== 'here',
    isAsleep: () => state === 'asleep',
    sleep() {
      if (state !== 'here') return;
      cancel = clock.after(awakeAfterMs, wake);
      become('falling asleep');
      const saved = save();
      const held = () => {
        if (state === 'falling asleep') become('asleep');
      };
      if (saved === null) held();
      else void saved.then(held);
    },
    wake,
    leave() {
      cancel();
      state = 'leaving';
      const saved = save();
      if (saved !== null) onChange();
      return saved;
    },
  };
}
