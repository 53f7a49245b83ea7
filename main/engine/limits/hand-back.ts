/** How long it took to give the processor back to the person: from their input until no job was on it. */
import type { ReasonName } from '../../../shared/lending/reasons.ts';
import type { Clock, SliceRunner } from '../ports.ts';

export interface HandBack {
  /** The work was told to stop because of an input of that moment, by the clock that never runs back. */
  begin(inputMs: number): void;
  /** The last one; null before the first. */
  last(): { readonly ms: number; readonly atMs: number } | null;
}

interface HandBackParts {
  readonly clock: Clock;
  readonly runner: Pick<SliceRunner, 'rested'>;
  readonly onMeasured: () => void;
}

/** Whether a person's input is what stops the work. */
export function isForThePerson(reason: ReasonName): boolean {
  return reason === 'stepped_back' || reason === 'no_cores_here';
}

/** Measures one at a time. What does not rest in time is not measured: it is ended by others. */
export function createHandBack({ clock, runner, onMeasured }: HandBackParts): HandBack {
  let last: { readonly ms: number; readonly atMs: number } | null = null;
  let isMeasuring = false;

  async function measure(inputMs: number): Promise<void> {
    isMeasuring = true;
    try {
      if (!(await runner.rested())) return;
      last = { ms: Math.max(0, Math.round(clock.elapsed() - inputMs)), atMs: clock.now() };
      onMeasured();
    } finally {
      isMeasuring = false;
    }
  }

  return {
    begin(inputMs) {
      if (!isMeasuring) void measure(inputMs);
    },
    last: () => last,
  };
}
