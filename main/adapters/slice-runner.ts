/**
 * Runs slices in a process of their own, which main/adapters/job-process starts and workers/job-process.ts is.
 *
 * The process comes up when it is first needed and goes when it has not been needed for a minute. When it ends by
 * itself, all slices that were in it are begun again, each alone in a process: whoever brings that down too is
 * the culprit, and the others answer as if nothing had happened. What was used in a lost attempt is not charged.
 * Processes that keep ending are started ever more slowly, so that a broken machine does not spin.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { err } from '../../shared/base/result.ts';
import type { Ended, Inspected } from '../../shared/jobs/process-protocol.ts';
import type { SliceFailureName, SliceTask } from '../../shared/jobs/task.ts';
import type { Log, MeasuredRating, RunListener, SliceRunner } from '../engine/ports.ts';
import { jobProcessFiles, jobProcessUrl } from '../paths.ts';
import { createGate } from './gate.ts';
import { createLaneGate } from './lane-gate.ts';
import { createChildProcessHost } from './job-process/child-process-host.ts';
import type { JobProcessHost, JobProcessKind, JobProcessProgram } from './job-process/host.ts';
import type { Answer, JobSession, Module } from './job-process/session.ts';
import { createSessions } from './job-process/sessions.ts';

export interface SliceRunnerOptions {
  /** The entry of the worker threads, as main/paths.ts knows it. */
  readonly workerUrl: URL;
  /** The calibration mix. */
  readonly calibrationFile: string;
  /** Slices that run at the same time at most; further ones wait. */
  readonly maxThreads: number;
  readonly log?: Pick<Log, 'warn'>;
  /** Where the processes come from; a child process of Node's when nothing is said. */
  readonly host?: (program: JobProcessProgram) => JobProcessHost;
}

const waitingMax = 1_000;
/** Of one slice, each of which was another one's fault. */
const attemptsMax = 20;
/** Rating again is cheap, and says nothing about a job. */
const ratingAttempts = 3;

export function createSliceRunner(options: SliceRunnerOptions): SliceRunner {
  const { workerUrl, maxThreads, log } = options;
  const files = jobProcessFiles();
  const program: JobProcessProgram = { entry: jobProcessUrl(), workerUrl, maxThreads, files };
  const host = (options.host ?? createChildProcessHost)(program);
  const sessions = createSessions(host, log);
  const gate = createGate(maxThreads, waitingMax);
  const closing = new AbortController();
  const places = createLaneGate(gate, closing.signal);
  const underWay = new Set<() => void>();

  /** Ends with the signal, or when all is closed. A signal made of two takes as long as some slices. */
  function endingWith(signal: AbortSignal) {
    const ending = new AbortController();
    const end = () => {
      ending.abort();
    };
    underWay.add(end);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted || closing.signal.aborted) end();
    return {
      signal: ending.signal,
      over() {
        underWay.delete(end);
        signal.removeEventListener('abort', end);
      },
    };
  }

  /** Answers `brought down` for whoever ended a process in which it was alone. */
  async function attempt<Value>(
    signal: AbortSignal,
    ask: (session: JobSession) => Promise<Answer<Value>>,
    kind: JobProcessKind = usual,
  ): Promise<Value | NoAnswer> {
    let isAlone = false;
    for (let count = 0; count < attemptsMax; count += 1) {
      const session = await sessions.take(isAlone, signal, kind);
      if (session === null) return signal.aborted ? 'unwanted' : 'not started';
      const answer = await ask(session);
      sessions.leave(session, answer !== null);
      if (answer !== null) return answer;
      if (signal.aborted) return 'unwanted';
      if (session.end()?.byUs === true) continue;
      if (isAlone) return 'brought down';
      isAlone = true;
    }
    return 'not started';
  }

  async function run(task: SliceTask, signal: AbortSignal, listener: RunListener): Promise<Ended> {
    const { module: bytes, ...slice } = task;
    const module = moduleOf(bytes);
    const ask = (session: JobSession) => session.run(module, slice, signal, listener);
    const ended = await attempt(signal, ask, hasCheckpoints(task) ? withCheckpoints : usual);
    if (typeof ended === 'string') return failures[ended]();
    // What was begun here was done here, whatever the process says.
    const isOurs = task.from !== null || !ended.ok || ended.value.workCountBefore === 0;
    return isOurs ? ended : failure('sandbox_failed', elsewhereSentence);
  }

  return {
    async inspect(bytes) {
      const module = moduleOf(bytes);
      const inspected = await attempt(closing.signal, (session) => session.inspect(module));
      return typeof inspected === 'string' || 'say' in inspected ? notLookedAt : inspected;
    },
    async run(task, signal, listener) {
      const ending = endingWith(signal);
      const unwanted = ending.signal;
      const leave = await places.enter(unwanted, listener.lane);
      try {
        if (unwanted.aborted) return failures.unwanted();
        if (leave === null) return failure('sandbox_failed', crowdedSentence);
        return await run(task, unwanted, listener);
      } finally {
        leave?.();
        ending.over();
      }
    },
    async rate() {
      const calibration = new Uint8Array(await readFile(options.calibrationFile));
      let detail = 'no process came up for it';
      for (let count = 0; count < ratingAttempts && !closing.signal.aborted; count += 1) {
        const rated = await attempt(closing.signal, (session) => session.rate(calibration));
        if (typeof rated === 'object' && 'milli' in rated) return rated satisfies MeasuredRating;
        detail = typeof rated === 'string' ? rated : rated.detail;
      }
      return Promise.reject(new Error(`This machine could not be rated: ${detail}.`));
    },
    setShare: sessions.setShare,
    rested: sessions.rested,
    wall: sessions.wall,
    onWallChange: sessions.onWallChange,
    async close() {
      closing.abort();
      for (const end of underWay) end();
      await gate.empty();
      await sessions.close();
    },
  };
}

const usual: JobProcessKind = { compiles: 'whole modules' };
const withCheckpoints: JobProcessKind = { compiles: 'what is called' };

function hasCheckpoints({ from, checkpointEvery }: SliceTask): boolean {
  return from !== null || checkpointEvery !== null;
}

type NoAnswer = keyof typeof failures;

/** Of the bytes that callers hold, which nobody changes: the slices of one job come with the same. */
const modules = new WeakMap<Uint8Array, Module>();

function moduleOf(bytes: Uint8Array): Module {
  const module = modules.get(bytes) ?? {
    bytes,
    hash: createHash('sha256').update(bytes).digest('hex'),
  };
  modules.set(bytes, module);
  return module;
}

const crowdedSentence = `More than ${waitingMax} slices wait for a thread. Ask again later.`;
const elsewhereSentence =
  'The process of the jobs says that work was done elsewhere, of a slice that was begun here.';
const notLookedAt: Inspected = err({
  name: 'not_webassembly',
  detail: 'This module could not be looked at in time. Try again, or choose another.',
});

const failures = {
  unwanted: () => failure('stopped', 'The slice was stopped.'),
  'not started': () =>
    failure('sandbox_failed', 'No process could be started for jobs on this machine.'),
  'brought down': () =>
    failure('sandbox_failed', 'The slice brought down the process that it ran in, twice.'),
};

function failure(name: SliceFailureName, detail: string): Ended {
  return err({ name, detail, cpuMicroseconds: 0, workCount: 0 });
}
