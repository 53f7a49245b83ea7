/** Jobs and their slices on the disk. Slices that have not been started are not there. */
import { slicesOf } from '../../../shared/jobs/slicing.ts';
import type { GroupCommit } from '../group-commit.ts';
import { createLateWrites } from '../late-writes.ts';
import type { Ports } from '../ports.ts';
import { inputOfShape, isOver, jobSpecText, parseJobSpec } from './job-spec.ts';
import type { JobSpec } from './job-spec.ts';
import { keptSliceText, parseKeptSlice } from './kept-slice.ts';
import type { KeptSlice } from './kept-slice.ts';
import { newOpenJob, restoredJob } from './open-job.ts';
import type { OpenJob } from './open-job.ts';

/** Ended jobs that are kept, and the slices of these together; the oldest go first. */
const endedKept = 500;
const endedSlicesKept = 50_000;

export interface JobShelf {
  /** Oldest first. */
  all(): ReadonlyMap<string, OpenJob>;
  find(id: string): OpenJob | null;
  /** On the disk when this returns. */
  add(id: string, spec: JobSpec, module: Uint8Array, input: Uint8Array): OpenJob | null;
  /** Keeps what is said of the job beside its slices, with the next group. */
  keep(job: OpenJob): void;
  /** Keeps a slice as it is at the end of the next group; `result` replaces what was delivered. */
  keepSlice(job: OpenJob, index: number, result?: Uint8Array, then?: () => void): void;
  /** Keeps it within half a second, as it is then, unless it is kept before. */
  keepSliceSoon(job: OpenJob, index: number): void;
  remove(job: OpenJob): void;
  module(id: string): Uint8Array | null;
  result(id: string, slice: number): Uint8Array | null;
}

/** Under which a slice is kept, and known to whoever counts answers. */
export const sliceKey = (id: string, index: number) => `${id}:${String(index)}`;

/** Reads what was kept. */
export function createJobShelf(
  { work, log }: Pick<Ports, 'work' | 'log'>,
  commit: Pick<GroupCommit, 'write' | 'writeLast' | 'writeSoon'>,
): JobShelf {
  const jobs = readJobs(work, log);
  const late = createLateWrites(commit);
  const results = new Map<string, Uint8Array>();

  function prune(): void {
    const ended = [...jobs.values()].filter(({ spec }) => isOver(spec));
    let slices = ended.reduce((sum, { inputs }) => sum + inputs.count, 0);
    let count = ended.length;
    for (const job of ended) {
      if (count <= endedKept && slices <= endedSlicesKept) return;
      count -= 1;
      slices -= job.inputs.count;
      remove(job);
    }
  }

  function remove(job: OpenJob): void {
    jobs.delete(job.id);
    commit.write(() => {
      for (const [index] of job.table.started()) work.remove('slices', sliceKey(job.id, index));
      work.remove('jobs', job.id);
    });
  }

  function putSlice(job: OpenJob, index: number): void {
    const key = sliceKey(job.id, index);
    const result = results.get(key);
    results.delete(key);
    if (jobs.get(job.id) !== job) return;
    const kept = { slice: job.table.get(index), facts: job.facts.get(index) ?? new Map() };
    work.put('slices', key, keptSliceText(kept), result === undefined ? {} : { result });
  }

  return {
    all: () => jobs,
    find: (id) => jobs.get(id) ?? null,
    add(id, spec, module, input) {
      const inputs = slicesOf(inputOfShape(spec.shape, input));
      if (!inputs.ok) return null;
      prune();
      work.put('jobs', id, jobSpecText(spec), { module, input });
      const job = newOpenJob(id, spec, inputs.value);
      jobs.set(id, job);
      return job;
    },
    keep(job) {
      late.keep(job.id, () => {
        if (jobs.get(job.id) === job) work.put('jobs', job.id, jobSpecText(job.spec));
      });
    },
    keepSlice(job, index, result, then) {
      const key = sliceKey(job.id, index);
      if (result !== undefined) results.set(key, result);
      const write = () => {
        putSlice(job, index);
      };
      late.keep(key, write, then);
    },
    keepSliceSoon(job, index) {
      late.keepSoon(sliceKey(job.id, index), () => {
        putSlice(job, index);
      });
    },
    remove,
    module: (id) => work.blob('jobs', id, 'module'),
    result(id, slice) {
      const key = sliceKey(id, slice);
      return results.get(key) ?? work.blob('slices', key, 'result');
    },
  };
}

function readJobs(work: Ports['work'], log: Ports['log']): Map<string, OpenJob> {
  const slices = new Map<string, Map<number, KeptSlice>>();
  for (const { key, state } of work.states('slices')) {
    const [id = '', index = ''] = key.split(':');
    const kept = parseKeptSlice(state);
    if (kept === null) {
      log.warn(`What was kept about slice ${key} cannot be read; it is begun anew.`);
      continue;
    }
    const ofJob = slices.get(id) ?? new Map<number, KeptSlice>();
    slices.set(id, ofJob.set(Number(index), kept));
  }
  const found = [...work.states('jobs')].flatMap(({ key: id, state }) => {
    const spec = parseJobSpec(state);
    const input = spec === null ? null : work.blob('jobs', id, 'input');
    const inputs =
      spec === null || input === null ? null : slicesOf(inputOfShape(spec.shape, input));
    if (spec === null || inputs?.ok !== true) {
      log.warn(`What was kept about job ${id} cannot be read; it is left out.`);
      return [];
    }
    return [restoredJob(id, spec, inputs.value, slices.get(id) ?? new Map())];
  });
  found.sort((a, b) => a.spec.createdAtMs - b.spec.createdAtMs || (a.id < b.id ? -1 : 1));
  return new Map(found.map((job) => [job.id, job]));
}
