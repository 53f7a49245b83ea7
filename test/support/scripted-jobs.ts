/** The jobs of a scripted node: lists, details and slices that a test sets, and calls that it reads afterwards. */
import { createHash } from 'node:crypto';
import type { JobRequestInput, JobView } from '../../shared/api/contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Cell, Handlers } from '../../shared/api/handlers.ts';
import type { jobsContract } from '../../shared/api/jobs-contract.ts';
import type { JobDetailView } from '../../shared/api/jobs-shape.ts';
import { letterOf } from '../../shared/api/slices-shape.ts';
import type { SliceView, TrialStateView } from '../../shared/api/slices-shape.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { slicesOf } from '../../shared/jobs/slicing.ts';
import { notesOf } from '../../shared/jobs/source-notes.ts';
import { jobOf, noSlices } from './sample-views.ts';

type JobsHandlers = Handlers<{ jobs: typeof jobsContract }>['jobs'];

export type ScriptedJobs = ReturnType<typeof createScriptedJobs>;

interface Script {
  readonly list: Cell<{ jobs: JobView[]; total: number }>;
  readonly trials: Cell<{ trials: TrialStateView[] }>;
  /** What `show` adds to the job in the list. */
  readonly details: Map<string, Partial<JobDetailView>>;
  readonly slices: Map<string, SliceView[]>;
  /** Programs, by job. */
  readonly modules: Map<string, Uint8Array>;
  /** Jobs as they were asked for. */
  readonly drafts: Map<string, Omit<JobRequestInput, 'request'>>;
  /** By job and slice: `${job}:${slice}`. */
  readonly results: Map<string, Uint8Array>;
  readonly submitted: JobRequestInput[];
  /** Why the next job that is sent is refused; null while it is not. */
  refusal: { readonly name: 'beyond_your_hours' | 'disk_full'; readonly detail: string } | null;
}

/** No jobs at first. Every call but the ones that only look is told to `noted`. */
export function createScriptedJobs(noted: (name: string, input: unknown) => void) {
  const script: Script = {
    list: createCell({ jobs: [] as JobView[], total: 0 }),
    trials: createCell({ trials: [] as TrialStateView[] }),
    details: new Map(),
    slices: new Map(),
    modules: new Map(),
    drafts: new Map(),
    results: new Map(),
    submitted: [],
    refusal: null,
  };
  return { script, handlers: { ...looking(script), ...acting(script, noted) } };
}

const unknown = () => refuse('unknown_job', 'There is no such job.');

function looking(script: Script) {
  const find = (id: string) => script.list.get().jobs.find((job) => job.id === id);
  const slicesIn = (id: string) => script.slices.get(id) ?? [];
  const bytesOf = (job: string, slice: number) => script.results.get(`${job}:${String(slice)}`);
  return {
    list: script.list,
    trials: script.trials,
    inspect,
    check: ({ source }) => ok({ notes: [...notesOf(source)] }),
    show({ job: id }) {
      const job = find(id);
      if (job === undefined) return unknown();
      const map = slicesIn(id)
        .map(({ state }) => letterOf(state))
        .join('');
      const detail = { job, map, done: [], times: [], people: [], ...script.details.get(id) };
      return ok(detail);
    },
    slices({ job, from, limit, state }) {
      if (find(job) === undefined) return unknown();
      const wanted = slicesIn(job).filter(
        (slice) => slice.index >= from && (state === null || slice.state === state),
      );
      return ok({ slices: wanted.slice(0, limit) });
    },
    module: ({ job }) =>
      find(job) === undefined
        ? unknown()
        : ok({ bytes: script.modules.get(job) ?? new Uint8Array() }),
    draft({ job }) {
      const sent = script.drafts.get(job);
      return sent === undefined ? unknown() : ok(sent);
    },
    input: () => ok({ bytes: new Uint8Array() }),
    result({ job, slice }) {
      const bytes = bytesOf(job, slice);
      return bytes ? ok({ bytes }) : refuse('no_result', 'This slice has no result.');
    },
    results({ job: id, from }) {
      const results = slicesIn(id).flatMap(({ index, name, result, verified }) => {
        const bytes = bytesOf(id, index);
        if (bytes === undefined || result === null || index < from) return [];
        const { hash, media } = result;
        return [{ index, name, hash, media, workCount: 1_000, verified, bytes }];
      });
      return find(id) === undefined ? unknown() : ok({ results, next: null });
    },
    trialResult: () => refuse('no_result', 'The script keeps no results of trials.'),
  } satisfies Partial<JobsHandlers>;
}

function acting(script: Script, noted: (name: string, input: unknown) => void) {
  const setJobs = (jobs: readonly JobView[]) => {
    script.list.set({ jobs: [...jobs], total: jobs.length });
  };
  const change = (id: string, part: Partial<JobView>) => {
    const { jobs } = script.list.get();
    if (!jobs.some((job) => job.id === id)) return unknown();
    setJobs(jobs.map((job) => (job.id === id ? { ...job, ...part } : job)));
    return ok({});
  };
  return {
    try(input) {
      noted('try', input);
      return ok({});
    },
    stopTrial(input) {
      noted('stopTrial', input);
      return ok({});
    },
    submit(request) {
      if (script.refusal !== null) return refuse(script.refusal.name, script.refusal.detail);
      script.submitted.push(request);
      const { draft, ceiling } = request;
      const slices = slicesOf(draft.input);
      const total = slices.ok ? slices.value.count : 1;
      const job = jobOf({
        id: createHash('sha256').update(request.request).digest('hex'),
        name: draft.name,
        args: draft.args,
        moduleBytes: draft.module.byteLength,
        inputBytes: slices.ok ? slices.value.inputBytes : 0,
        certainty: draft.certainty,
        ceiling,
        setAside: ceiling,
        createdAtMs: Date.now(),
        slices: { ...noSlices, total, waiting: total },
        strip: 'w'.repeat(Math.min(60, total)),
      });
      script.drafts.set(job.id, { draft, ceiling });
      setJobs([job, ...script.list.get().jobs]);
      return ok({ job: job.id });
    },
    pause(input) {
      noted('pause job', input);
      return change(input.job, { state: 'paused' });
    },
    resume(input) {
      noted('resume job', input);
      return change(input.job, { state: 'running' });
    },
    raise(input) {
      noted('raise', input);
      return change(input.job, { ceiling: input.ceiling, state: 'running' });
    },
    extend(input) {
      noted('extend', input);
      return change(input.job, { deadline: input.deadline });
    },
    again(input) {
      noted('again', input);
      return ok({});
    },
    cancel(input) {
      noted('cancel', input);
      return change(input.job, { state: 'cancelled', endedAtMs: Date.now() });
    },
    remove(input) {
      noted('remove', input);
      setJobs(script.list.get().jobs.filter((job) => job.id !== input.job));
      return ok({});
    },
  } satisfies Partial<JobsHandlers>;
}

function inspect({ module }: { readonly module: Uint8Array }): ReturnType<JobsHandlers['inspect']> {
  const hash = createHash('sha256').update(module).digest('hex');
  const source = new TextDecoder().decode(module);
  if (source.startsWith('export default')) {
    const notes = [...notesOf(source)];
    const memoryBytes = 1_179_648;
    return ok({ kind: 'javascript', entries: ['run'], imports: [], memoryBytes, hash, notes });
  }
  if (module[0] !== 0 || module[1] !== 0x61) {
    return refuse('not_webassembly', 'This is no WebAssembly file: its first bytes are others.');
  }
  const names = WebAssembly.Module.exports(new WebAssembly.Module(module.slice()));
  const isCommand = names.some((each) => each.name === '_start');
  const entries = names.filter((each) => each.kind === 'function' && each.name !== 'alloc');
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(module.slice()));
  return ok({
    kind: isCommand ? 'command' : 'function',
    entries: isCommand ? ['_start'] : entries.map((each) => each.name),
    imports: imports.map((each) => `${each.module}.${each.name}`),
    memoryBytes: 1_048_576,
    hash,
    notes: [],
  });
}
