/**
 * What is read of the machine for the rules that are switched on, and no more: a rule that is off costs nothing, and
 * while nothing runs for others little is read. While jobs run, keyboard and mouse are looked at ten times a second,
 * because whoever comes back must find the processor free within a quarter of one.
 */
import { nextPresence, nobodyYet } from '../../../shared/lending/presence.ts';
import type { Presence } from '../../../shared/lending/presence.ts';
import { noReadings } from '../../../shared/lending/readings.ts';
import type { LendingReadings } from '../../../shared/lending/readings.ts';
import type { LendingTerms } from '../../../shared/lending/terms.ts';
import type { Clock, Log } from '../ports.ts';
import type { Senses, WantedReadings } from './senses.ts';

/** Between two looks at keyboard and mouse while jobs run and nobody is here. */
export const glanceEveryMs = 100;
/** The same while somebody is here, whom nothing brings back. */
const hereEveryMs = 2_000;
/** While nothing runs: what begins to run is preceded by a look. */
const idleEveryMs = 10_000;
/** Where neither can be read, and no other rule wants to know: a look whether that has changed. */
const blindEveryMs = 60_000;
/** Between two readings of the load, which says nothing about shorter times. */
const loadEveryMs = 500;
/**
 * Between two readings of battery, temperature, memory, programs and screen, while jobs run and while none do:
 * for some of them programs of the system are started, which costs about as much as all timers of a node at rest. What
 * begins to run is followed by a reading at once.
 */
const slowEveryMs = 5_000;
const slowIdleEveryMs = 60_000;

export interface Attention {
  readings(): LendingReadings;
  presence(): Presence;
  /**
   * The earliest moment at which the last input that was seen can have come, by the clock that never runs back: as the
   * machine says how long ago it was, and not before the look that did not see it yet.
   */
  inputSinceMs(): number;
  /** The terms, or what runs, have changed: reads again what is wanted now. */
  reconsider(): void;
  start(onChange: () => void): void;
  stop(): void;
}

interface AttentionParts {
  readonly clock: Clock;
  readonly senses: Senses;
  readonly log: Pick<Log, 'warn'>;
  readonly terms: () => LendingTerms;
  /** Switched on and not paused: else nothing is read at all. */
  readonly isWanted: () => boolean;
  readonly isRunning: () => boolean;
}

/** Nothing is read before `start`. */
export function createAttention(parts: AttentionParts): Attention {
  const { clock, senses, log, terms, isWanted, isRunning } = parts;
  let readings = noReadings;
  let presence = nobodyYet;
  let onChange = () => undefined as void;
  let cancel: (() => void) | null = null;
  let isStarted = false;
  let isReading = false;
  let glancedMs = 0;
  let inputSinceMs = 0;
  let loadAtMs = -Infinity;
  let slowAtMs = -Infinity;

  /** Keyboard, mouse and load: cheap enough to be asked often, and at once when they are. */
  function glance(): void {
    const nowMs = clock.elapsed();
    const idleMs = senses.idleMs();
    if (idleMs !== null) inputSinceMs = Math.max(glancedMs, nowMs - idleMs);
    glancedMs = nowMs;
    let { otherLoadPercent } = readings;
    if (terms().otherLoadMaxPercent === null) otherLoadPercent = null;
    else if (nowMs - loadAtMs >= loadEveryMs) {
      loadAtMs = nowMs;
      otherLoadPercent = senses.otherLoadPercent();
    }
    take({ ...readings, idleMs, otherLoadPercent });
  }

  function take(next: LendingReadings): void {
    readings = next;
    presence = nextPresence(presence, readings, terms(), clock.now());
    onChange();
  }

  async function look(): Promise<void> {
    if (isReading) return;
    isReading = true;
    slowAtMs = clock.elapsed();
    try {
      const slow = await senses.read(wantedBy(terms()));
      if (isStarted) take({ ...readings, ...slow });
    } catch (cause) {
      log.warn('The readings for the rules of lending could not be taken.', cause);
    } finally {
      isReading = false;
    }
  }

  function again(): void {
    cancel?.();
    cancel = null;
    if (!isStarted || !isWanted()) return;
    cancel = clock.after(waitMs(), turn);
  }

  function turn(): void {
    glance();
    const wanted = wantedBy(terms());
    const everyMs = isRunning() ? slowEveryMs : slowIdleEveryMs;
    if (wantsAny(wanted) && clock.elapsed() - slowAtMs >= everyMs) void look();
    again();
  }

  function waitMs(): number {
    const watchesLoad = terms().otherLoadMaxPercent !== null;
    const isBlind = !senses.seesInput && presence.is === 'unknown';
    if (isBlind && !watchesLoad && !wantsAny(wantedBy(terms()))) {
      return presence.disturbedAtMs === null ? blindEveryMs : idleEveryMs;
    }
    if (!isRunning()) return idleEveryMs;
    if (presence.is !== 'here' && !isBlind) return glanceEveryMs;
    return watchesLoad ? loadEveryMs : hereEveryMs;
  }

  return {
    readings: () => readings,
    presence: () => presence,
    inputSinceMs: () => inputSinceMs,
    reconsider() {
      if (!isStarted) return;
      if (isWanted()) {
        glance();
        if (wantsAny(wantedBy(terms()))) void look();
      }
      again();
    },
    start(listener) {
      onChange = listener;
      isStarted = true;
      this.reconsider();
    },
    stop() {
      isStarted = false;
      again();
    },
  };
}

function wantedBy(terms: LendingTerms): WantedReadings {
  return {
    battery: terms.onlyPluggedIn || terms.batteryFloorPercent !== null,
    temperature: terms.temperatureMaxCelsius !== null,
    freeMemory: terms.memoryFreeBytesMin !== null,
    fullScreen: terms.notWhile.fullScreen,
    programs: terms.notWhile.programs,
  };
}

function wantsAny(wanted: WantedReadings): boolean {
  const { battery, temperature, freeMemory, fullScreen, programs } = wanted;
  return battery || temperature || freeMemory || fullScreen || programs.length > 0;
}
