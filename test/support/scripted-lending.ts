/** The terms of lending of a scripted node: cells that a test sets, and calls that change them as a node would. */
import type { lendingContract } from '../../shared/api/lending-contract.ts';
import type {
  LendingHistoryView,
  LendingNowView,
  LoggedRunView,
  SelfTestView,
  TermsView,
} from '../../shared/api/lending-contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Handlers } from '../../shared/api/handlers.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { checkTerms } from '../../shared/lending/check-terms.ts';
import {
  firstTerms,
  presetNames,
  presetSentence,
  presetTerms,
} from '../../shared/lending/presets.ts';
import type { LendingTerms } from '../../shared/lending/terms.ts';

type LendingHandlers = Handlers<{ readonly lending: typeof lendingContract }>['lending'];

const machine = { cores: 16, memoryBytes: 16 * 1024 ** 3, diskFreeBytes: 200_000_000_000 };

/** The terms topic of a machine of 16 cores. */
export function termsOf(terms: LendingTerms, isChosen = true): TermsView {
  const presets = presetNames.map((name) => {
    const preset = presetTerms(name, machine, terms);
    return { name, terms: preset, sentence: presetSentence(preset) };
  });
  const same = presets.find((preset) => JSON.stringify(preset.terms) === JSON.stringify(terms));
  return { terms, isChosen, preset: same?.name ?? null, presets, machine };
}

/** Nothing runs, nothing speaks against it, and nobody is at the computer. */
export const calmNow: LendingNowView = {
  may: true,
  presence: { is: 'away', sinceMs: null },
  limits: {
    cores: 8,
    shareMilli: 1000,
    memoryBytes: 8 * 1024 ** 3,
    upBytesPerSecond: null,
    downBytesPerSecond: null,
  },
  memoryInUseBytes: 0,
  kept: { answers: 0, bytes: 0, microCpuHours: 0n },
  reason: null,
  unreadable: [],
  handBack: null,
  causes: [
    { name: 'lending_on', holds: true, sentence: 'Lending is on.', next: null },
    { name: 'not_paused', holds: true, sentence: 'Lending is not paused.', next: null },
    {
      name: 'people',
      holds: false,
      sentence: 'Nobody else of your community is here.',
      next: { action: 'invite', label: 'Show how to invite people' },
    },
    {
      name: 'requests',
      holds: false,
      sentence: 'Nobody has asked for anything yet. That is normal.',
      next: { action: 'wait', label: 'Wait' },
    },
  ],
};

export const noHistory: LendingHistoryView = {
  days: [],
  people: [],
  energy: {
    todayWattHours: 0,
    wattHours: 0,
    wattsPerCore: 8,
    isAssumed: true,
    sentence: 'Nothing was lent.',
  },
};

export const passedTest: SelfTestView = {
  passed: true,
  sentence: 'The test ran here, sealed off, and gave the right answer.',
  tookMs: 120,
  cpuMicroseconds: 50_000,
  workCount: 40_000_000,
};

/** Cells and values to script, and the handlers that speak them. */
export function createScriptedLending(noted: (name: string, input: unknown) => void) {
  const script = {
    terms: createCell(termsOf(firstTerms(machine, null), false)),
    now: createCell(calmNow),
    programs: ['Blender', 'chrome', 'steam'],
    runs: [] as readonly LoggedRunView[],
    history: noHistory,
    selfTest: passedTest,
    /** Programs that run here, by job. */
    code: new Map<string, Uint8Array>(),
  };
  const handlers: Omit<
    LendingHandlers,
    'state' | 'set' | 'pause' | 'pauseWhenFinished' | 'resume' | 'stopRun'
  > = {
    terms: script.terms,
    now: script.now,
    change(part) {
      noted('change', part);
      const named = Object.entries(part).filter(([, value]) => value !== undefined);
      const next = { ...script.terms.get().terms, ...Object.fromEntries(named) };
      const checked = checkTerms(next, machine);
      if (!checked.ok) return checked;
      script.terms.set(termsOf(checked.value));
      return ok({});
    },
    usePreset({ preset }) {
      noted('usePreset', { preset });
      script.terms.set(termsOf(presetTerms(preset, machine, script.terms.get().terms)));
      return ok({});
    },
    code({ job }) {
      const module = script.code.get(job);
      return module === undefined
        ? refuse('unknown_job', 'That job does not run here any more.')
        : ok({ module });
    },
    clearKept(input) {
      noted('clearKept', input);
      const { kept } = script.now.get();
      const none = { answers: 0, bytes: 0, microCpuHours: 0n };
      script.now.set({ ...script.now.get(), kept: none });
      return ok({ answers: kept.answers });
    },
    programs: () => ok({ names: [...script.programs] }),
    log({ person, outcome, before, limit }) {
      const matching = script.runs.filter(
        (run) =>
          (person === null || run.for.id === person) &&
          (outcome === null || run.outcome === outcome),
      );
      const at = before === null ? 0 : matching.findIndex(({ id }) => id === before) + 1;
      if (before !== null && at === 0) return refuse('unknown_run', 'That run is not known.');
      const runs = matching.slice(at, at + limit);
      return ok({ runs, total: matching.length, isMore: at + limit < matching.length });
    },
    history: () => ok(script.history),
    selfTest() {
      noted('selfTest', {});
      return ok(script.selfTest);
    },
  };
  return { script, handlers };
}
