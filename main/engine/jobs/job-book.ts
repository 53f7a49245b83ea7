/** Jobs of one's own, on the disk at every step. */
import { hasEnded, next } from '../../../shared/jobs/job.ts';
import type { JobProgress } from '../../../shared/jobs/job.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Ports } from '../ports.ts';
import { keptJobText, parseKeptJob } from './kept-job.ts';
import type { KeptJob } from './kept-job.ts';

/** Ended jobs that are kept with their results; the oldest go first. */
const endedKept = 500;

export interface JobBook {
  find(id: string): KeptJob | null;
  /** Oldest first. */
  all(): Iterable<readonly [id: string, job: KeptJob]>;
  size(): number;
  /** Those that have not ended. */
  open(): readonly KeptJob[];
  /** Whether a job with so many bytes would find room on the disk, and its result too. */
  hasRoomFor(bytes: number): boolean;
  add(id: string, job: KeptJob, module: Uint8Array, input: Uint8Array): void;
  update(id: string, job: KeptJob, result?: Uint8Array): void;
  /** Remembers what need not outlive a restart, without a write. */
  note(id: string, job: KeptJob): void;
  remove(id: string): void;
  module(id: string): Uint8Array | null;
  input(id: string): Uint8Array | null;
  result(id: string): Uint8Array | null;
}

/** Reads the jobs of earlier starts. */
export function createJobBook({
  work,
  clock,
  log,
}: Pick<Ports, 'work' | 'clock' | 'log'>): JobBook {
  const jobs = new Map<string, KeptJob>();
  const found = [...work.states('jobs')].flatMap(({ key, state }) => {
    const job = parseKeptJob(state);
    if (job === null) log.warn(`What was kept about job ${key} cannot be read; it is left out.`);
    return job === null ? [] : [{ key, job }];
  });
  found.sort((a, b) => a.job.createdAtMs - b.job.createdAtMs);
  for (const { key, job } of found) {
    jobs.set(key, { ...job, progress: afterRestart(job.progress, clock.now()) });
  }

  function prune(): void {
    const ended = [...jobs].filter(([, { progress }]) => hasEnded(progress.state));
    for (const [id] of ended.slice(0, Math.max(0, ended.length - endedKept))) remove(id);
  }

  function remove(id: string): void {
    jobs.delete(id);
    work.remove('jobs', id);
  }

  return {
    find: (id) => jobs.get(id) ?? null,
    all: () => jobs,
    size: () => jobs.size,
    open: () => [...jobs.values()].filter(({ progress }) => !hasEnded(progress.state)),
    hasRoomFor: (bytes) => work.hasRoomFor(bytes + limits.resultBytes),
    add(id, job, module, input) {
      prune();
      work.put('jobs', id, keptJobText(job), { module, input });
      jobs.set(id, job);
    },
    update(id, job, result) {
      work.put('jobs', id, keptJobText(job), result === undefined ? undefined : { result });
      jobs.set(id, job);
    },
    note(id, job) {
      jobs.set(id, job);
    },
    remove,
    module: (id) => work.blob('jobs', id, 'module'),
    input: (id) => work.blob('jobs', id, 'input'),
    result: (id) => work.blob('jobs', id, 'result'),
  };
}

/** Whoever had the job may still have it: it is looked for there first. */
function afterRestart(progress: JobProgress, nowMs: number): JobProgress {
  const { state } = progress;
  if (state.at === 'sending') {
    const { attempt, ratingMilli } = state;
    const running = {
      at: 'running',
      startedAtMs: attempt.askedAtMs,
      absentSinceMs: nowMs,
    } as const;
    return { ...progress, state: { ...running, attempt, ratingMilli } };
  }
  if (state.at === 'offered') return { ...progress, state: { at: 'waiting', reason: null } };
  return next(progress, { type: 'peer_left', nowMs }).progress;
}
