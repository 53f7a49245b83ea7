/**
 * What the person allows: the switch, the pause and the terms, kept in the settings; and what follows from them at
 * each moment with what is read of the machine. Whoever acts on it asks `decision`, and hears when it has changed.
 */
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { checkTerms } from '../../../shared/lending/check-terms.ts';
import type { TermRefusal } from '../../../shared/lending/check-terms.ts';
import { amountsNow, decideLending } from '../../../shared/lending/decide.ts';
import type { LendingDecision } from '../../../shared/lending/decide.ts';
import type { LendingReadings } from '../../../shared/lending/readings.ts';
import type { Presence } from '../../../shared/lending/presence.ts';
import { firstTerms, presetTerms } from '../../../shared/lending/presets.ts';
import type { PresetName } from '../../../shared/lending/presets.ts';
import type {
  LendingAmounts,
  LendingMachine,
  LendingTerms,
} from '../../../shared/lending/terms.ts';
import { createAttention } from '../limits/attention.ts';
import type { Speeds } from '../peers/traffic.ts';
import type { Senses } from '../limits/senses.ts';
import type { Clock, Log } from '../ports.ts';
import type { Settings, SettingsValue } from '../settings.ts';

type CoresRefusal = Refusal<'cores_out_of_range'>;

export interface Willingness {
  /** On, not paused, and no rule of the person's speaks against it now. */
  isLending(): boolean;
  isOn(): boolean;
  /** As in the contract: null not paused, 0 until resumed, else the moment when it ends. */
  pausedUntilMs(): number | null;
  /** Paused so that what is in hand may still be finished. */
  isFinishing(): boolean;
  /** Cores that may be lent at the same time, by the column of the terms that holds now. */
  cores(): number;
  coresOf(): number;
  /** How fast work for others may go out and come in, also while it only ends. */
  speeds(): Speeds;
  /** The share of each lent core, in thousandths. */
  shareMilli(): number;
  terms(): LendingTerms;
  /** Whether this member may borrow. */
  lendsTo(member: string): boolean;
  /** Whether the person has chosen any of them. */
  isChosen(): boolean;
  machine(): LendingMachine;
  decision(): LendingDecision;
  presence(): Presence;
  /** As attention says. */
  inputSinceMs(): number;
  set(change: {
    readonly on: boolean | null;
    readonly cores: number | null;
    readonly shareMilli: number | null;
  }): Result<null, CoresRefusal>;
  /** Parts that are named replace those that hold; all of it is refused when any of it is wrong. */
  change(part: TermsPart): Result<null, Refusal<TermRefusal>>;
  usePreset(name: PresetName): void;
  pause(minutes: number | null, finish: boolean): void;
  resume(): void;
  /** What runs for others has begun or ended. */
  runsChanged(): void;
  /** Ends a pause on its moment, also one that began before the last restart. */
  start(onChange: () => void): void;
  stop(): void;
}

export type TermsPart = { readonly [Key in keyof LendingTerms]?: LendingTerms[Key] | undefined };

interface WillingnessParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly senses: Senses;
  readonly log: Pick<Log, 'warn'>;
  readonly machine: () => LendingMachine;
  readonly isRunning: () => boolean;
}

/** A decision, and all that it rests on. */
interface Outcome {
  readonly of: {
    readonly nowMs: number;
    readonly chosen: SettingsValue;
    readonly terms: LendingTerms;
    readonly presence: Presence;
    readonly readings: LendingReadings;
  };
  readonly column: LendingAmounts;
  readonly decision: LendingDecision;
}

function isSame(a: Outcome['of'], b: Outcome['of']): boolean {
  return (
    a.nowMs === b.nowMs &&
    a.chosen === b.chosen &&
    a.terms === b.terms &&
    a.presence === b.presence &&
    a.readings === b.readings
  );
}

/** A pause, and an hour of the schedule, are looked at again so often, for clocks are set and computers sleep. */
const lookAgainMs = 60_000;

/** Terms as the person left them; those of a new node until then. */
export function createWillingness(parts: WillingnessParts): Willingness {
  const { settings, clock, senses, log, machine, isRunning } = parts;
  let onChange = () => undefined as void;
  let cancel = () => undefined as void;
  let isFinishing = false;
  let said = '';
  let last: Outcome | null = null;
  const unchosen = keepingLast(firstTerms);
  const attention = createAttention({
    ...{ clock, senses, log, terms, isRunning },
    isWanted: () => settings.get().lending && pausedUntilMs() === null,
  });

  function terms(): LendingTerms {
    const { terms: chosen, coresLent } = settings.get();
    return chosen ?? unchosen(machine(), coresLent);
  }

  function pausedUntilMs(): number | null {
    const until = settings.get().pausedUntilMs;
    return until !== null && until !== 0 && until <= clock.now() ? null : until;
  }

  /** Asked for several times with each slice, and another one only when what it rests on is another. */
  function outcome(): Outcome {
    const [presence, readings] = [attention.presence(), attention.readings()];
    const of = { nowMs: clock.now(), chosen: settings.get(), terms: terms(), presence, readings };
    if (last !== null && isSame(last.of, of)) return last;
    const { lending: on, shareMilli } = of.chosen;
    const moment = { nowMs: of.nowMs, zoneOffsetMinutes: senses.zoneOffsetMinutes(of.nowMs) };
    const wish = { on, pausedUntilMs: pausedUntilMs(), shareMilli, terms: of.terms };
    last = {
      of,
      column: amountsNow(of.terms, presence, moment),
      decision: decideLending(wish, readings, presence, moment),
    };
    return last;
  }

  const columnNow = () => outcome().column;
  const decision = () => outcome().decision;

  /** Speaks only when something is different: most readings change nothing. */
  function decided(): void {
    const next = JSON.stringify([decision(), attention.presence().is]);
    if (next === said) return;
    said = next;
    wakeUp();
    onChange();
  }

  /** What the clock alone ends: a pause, an hour of the schedule, the wait after stepping back. */
  function wakeUp(): void {
    cancel();
    const { reason } = decision();
    const waitMs = reason?.endsAtMs == null ? lookAgainMs : reason.endsAtMs - clock.now();
    if (!settings.get().lending || settings.get().pausedUntilMs === 0) return;
    cancel = clock.after(Math.max(1, Math.min(waitMs, lookAgainMs)), () => {
      attention.reconsider();
      decided();
      wakeUp();
    });
  }

  function changed(): void {
    attention.reconsider();
    decided();
    wakeUp();
  }

  function paused(until: number | null, finish: boolean): void {
    settings.set({ pausedUntilMs: until });
    isFinishing = finish;
    said = '';
    changed();
  }

  return {
    isLending: () => decision().may,
    isOn: () => settings.get().lending,
    pausedUntilMs,
    isFinishing: () => isFinishing && pausedUntilMs() !== null,
    cores: () => Math.min(machine().cores, columnNow().cores),
    coresOf: () => machine().cores,
    speeds() {
      const { upBytesPerSecond, downBytesPerSecond } = columnNow();
      return { up: upBytesPerSecond, down: downBytesPerSecond };
    },
    shareMilli: () => settings.get().shareMilli,
    terms,
    lendsTo(member) {
      const { lendTo, chosen, blocked } = terms();
      return !blocked.includes(member) && (lendTo === 'anyone' || chosen.includes(member));
    },
    isChosen: () => settings.get().terms !== null,
    machine,
    decision,
    presence: attention.presence,
    inputSinceMs: attention.inputSinceMs,
    set({ on, cores, shareMilli }) {
      if (cores !== null && (cores < 1 || cores > machine().cores)) {
        return refuse(
          'cores_out_of_range',
          `Choose between 1 and ${String(machine().cores)} cores.`,
        );
      }
      const { terms: chosen } = settings.get();
      settings.set({
        ...(on === null ? {} : { lending: on }),
        // Switching it on is a wish to lend now.
        ...(on === true ? { pausedUntilMs: null } : {}),
        ...(cores === null ? {} : { coresLent: cores }),
        ...(cores === null || chosen === null ? {} : { terms: withCores(chosen, cores) }),
        ...(shareMilli === null ? {} : { shareMilli }),
      });
      said = '';
      changed();
      return ok(null);
    },
    change(part) {
      const named = Object.entries(part).filter(([, value]) => value !== undefined);
      const next = checkTerms({ ...terms(), ...Object.fromEntries(named) }, machine());
      if (!next.ok) return next;
      settings.set({ terms: next.value });
      said = '';
      changed();
      return ok(null);
    },
    usePreset(name) {
      settings.set({ terms: presetTerms(name, machine(), terms()) });
      said = '';
      changed();
    },
    pause(minutes, finish) {
      paused(minutes === null ? 0 : clock.now() + minutes * 60_000, finish);
    },
    resume() {
      paused(null, false);
    },
    runsChanged: attention.reconsider,
    start(listener) {
      onChange = listener;
      attention.start(decided);
      wakeUp();
    },
    stop() {
      cancel();
      attention.stop();
    },
  };
}

/**
 * The same terms for as long as they are made of the same: they are looked at for every slice, and a week of hours
 * made anew each time took a twentieth of a busy lender's time.
 */
function keepingLast(termsOf: typeof firstTerms): typeof firstTerms {
  let last: { readonly from: string; readonly terms: LendingTerms } | null = null;
  return (machine, cores) => {
    const from = `${machine.cores} ${machine.memoryBytes} ${cores ?? ''}`;
    if (last?.from !== from) last = { from, terms: termsOf(machine, cores) };
    return last.terms;
  };
}

/** So many cores whoever is there. */
function withCores(terms: LendingTerms, cores: number): LendingTerms {
  const { here, away } = terms;
  return { ...terms, here: { ...here, cores }, away: { ...away, cores } };
}
