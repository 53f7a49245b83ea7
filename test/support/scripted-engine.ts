/**
 * A front that says and does what a test tells it to: written against the contract alone, it holds
 * topics and remembers calls. What it is not told to do it refuses.
 */
import type { JobView, LendingView, NodeStatusView, RunView } from '../../shared/api/contract.ts';
import type { JobListView, PeopleView, StatementView } from '../../shared/api/contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Front } from '../../main/front.ts';
import { jobOf, noSlices } from './sample-views.ts';
import { createScriptedJobs } from './scripted-jobs.ts';
import { createScriptedOwn } from './scripted-own.ts';
import { createScriptedLending } from './scripted-lending.ts';
import { createScriptedSoftware } from './scripted-software.ts';
import { createScriptedCommunities } from './scripted-communities.ts';

const alice = { id: 'a'.repeat(64), name: 'alice' };
const bob = { id: 'b'.repeat(64), name: 'bob' };

/** A node of alice's that is connected and does not lend. */
export const calmStatus: NodeStatusView = {
  version: '0.0.0-test',
  host: 'desktop',
  me: alice,
  community: { kind: 'group', name: 'open', topic: 'c'.repeat(64) },
  connection: { state: 'online', sinceMs: 0, people: 1, lending: 0 },
  machine: {
    processor: 'A processor',
    cores: 16,
    loadPercent: 3,
    memoryBytes: 16_000_000_000,
    memoryFreeBytes: 8_000_000_000,
    battery: null,
    temperatureCelsius: null,
    ratingMilli: 1_000,
    ratingSpreadMilli: 5,
    ratedAtMs: 0,
  },
};

export const calmLending: LendingView = {
  on: false,
  pausedUntilMs: null,
  cores: { limit: 4, inUse: 0, of: 16 },
  shareMilli: 1000,
  wall: { isolation: 'process', sentence: 'Jobs run in a process of their own.', crashes: 0 },
  running: [],
  ended: [],
  checks: [],
};

export const noJobs: JobListView = { jobs: [], total: 0 };

export const noHours: StatementView = {
  total: { given: 0n, used: 0n, difference: 0n },
  people: [],
  receipts: 0,
  newest: [],
  weeks: [],
  today: [],
  setAside: 0n,
  available: null,
};

/** Work that runs for bob. */
export const runForBob: RunView = {
  job: 'd'.repeat(64),
  for: bob,
  startedAtMs: 0,
  cpuMicroseconds: 1_000_000,
  workCount: 2_000_000_000,
  heldUntilMs: null,
  ratingMilli: 1_000,
  ceiling: 1_000_000n,
  moduleHash: 'e'.repeat(64),
  moduleBytes: 1_000,
  memoryLimitBytes: 1_000_000,
  wallLimitMs: 60_000,
};

/** A job of alice's that runs at bob's. */
export const jobAtBobs: JobView = jobOf({
  id: 'f'.repeat(64),
  name: 'Count primes',
  state: 'running',
  sentence: 'It runs.',
  createdAtMs: 0,
  startedAtMs: 1,
  slices: { ...noSlices, total: 1, running: 1 },
  strip: 'r',
});

export type ScriptedEngine = ReturnType<typeof createScriptedEngine>;

/** Lends, pauses and resumes as a node does; `calls` says in order what was asked of it. */
export function createScriptedEngine() {
  const calls: string[] = [];
  const status = createCell(calmStatus);
  const lending = createCell(calmLending);
  const work = createScriptedJobs((name) => {
    calls.push(name);
  });
  const jobs = work.script.list;
  const statement = createCell(noHours);
  const people = createCell<PeopleView>({ present: [], refused: [], turnedAway: [] });
  const change = (part: Partial<LendingView>) => {
    lending.set({ ...lending.get(), ...part });
    return ok({});
  };
  const unscripted = () => refuse('unknown_job', 'The script has no jobs.');
  const terms = createScriptedLending((name) => {
    calls.push(name);
  });
  const communities = createScriptedCommunities();
  const front: Front = {
    handlers: {
      ...communities.handlers,
      ...createScriptedOwn((name) => calls.push(name)).handlers,
      ...createScriptedSoftware((name) => calls.push(name)).handlers,
      node: { status, rename: () => ok({}) },
      people: { list: people },
      lending: {
        state: lending,
        set({ on }) {
          calls.push(`set ${on}`);
          return change(on === null ? {} : { on });
        },
        pause({ minutes }) {
          calls.push(`pause ${minutes}`);
          return change({ pausedUntilMs: minutes === null ? 0 : Date.now() + minutes * 60_000 });
        },
        pauseWhenFinished({ minutes }) {
          calls.push(`pause when finished ${minutes}`);
          return change({ pausedUntilMs: minutes === null ? 0 : Date.now() + minutes * 60_000 });
        },
        resume() {
          calls.push('resume');
          return change({ pausedUntilMs: null });
        },
        stopRun: unscripted,
        ...terms.handlers,
      },
      jobs: work.handlers,
      hours: { statement, entries: () => ok({ entries: [] }) },
    },
    sleep() {
      calls.push('sleep');
    },
    lookAgain() {
      calls.push('look again');
    },
  };
  return { front, calls, status, lending, terms: terms.script, jobs, statement, communities };
}
