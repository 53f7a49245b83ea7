/** What the person allows: the switch, the pause, how many cores and how much of each; kept in the settings. */
import type { Clock, Settings } from '../ports.ts';

export interface Willingness {
  /** On, and not paused now. */
  isLending(): boolean;
  isOn(): boolean;
  /** As in the contract: null not paused, 0 until resumed, else the moment when it ends. */
  pausedUntilMs(): number | null;
  /** Cores that may be lent at the same time. */
  cores(): number;
  coresOf(): number;
  /** The share of each lent core, in thousandths. */
  shareMilli(): number;
  set(change: {
    readonly on: boolean | null;
    readonly cores: number | null;
    readonly shareMilli: number | null;
  }): void;
  pause(minutes: number | null): void;
  resume(): void;
  /** Ends a pause on its moment, also one that began before the last restart. */
  start(onChange: () => void): void;
  stop(): void;
}

/** Half of the cores, unless the person chose otherwise. */
export function createWillingness(settings: Settings, clock: Clock, cores: number): Willingness {
  let onChange = () => undefined as void;
  let cancel = () => undefined as void;

  function pausedUntilMs(): number | null {
    const until = settings.get().pausedUntilMs;
    return until !== null && until !== 0 && until <= clock.now() ? null : until;
  }

  function watchPause(): void {
    cancel();
    const until = pausedUntilMs();
    if (until !== null && until !== 0) {
      // Clocks are set and computers sleep, so a long wait is looked at again on the way.
      const wait = Math.min(until - clock.now(), 60_000);
      cancel = clock.after(wait, () => {
        watchPause();
        if (pausedUntilMs() === null) onChange();
      });
    }
  }

  function paused(until: number | null): void {
    settings.set({ pausedUntilMs: until });
    watchPause();
    onChange();
  }

  return {
    isLending: () => settings.get().lending && pausedUntilMs() === null,
    isOn: () => settings.get().lending,
    pausedUntilMs,
    cores: () => Math.min(cores, settings.get().coresLent ?? Math.max(1, Math.floor(cores / 2))),
    coresOf: () => cores,
    shareMilli: () => settings.get().shareMilli,
    set({ on, cores: lent, shareMilli }) {
      settings.set({
        ...(on === null ? {} : { lending: on }),
        // Switching it on is a wish to lend now.
        ...(on === true ? { pausedUntilMs: null } : {}),
        ...(lent === null ? {} : { coresLent: lent }),
        ...(shareMilli === null ? {} : { shareMilli }),
      });
      watchPause();
      onChange();
    },
    pause(minutes) {
      paused(minutes === null ? 0 : clock.now() + minutes * 60_000);
    },
    resume() {
      paused(null);
    },
    start(listener) {
      onChange = listener;
      watchPause();
    },
    stop() {
      cancel();
    },
  };
}
