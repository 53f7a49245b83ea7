/**
 * A node that says what a test tells it to, at the contract alone: topics are cells that the test sets,
 * calls are remembered and change the cells as a node would.
 */
import { createHash } from 'node:crypto';
import type { contract } from '../../shared/api/contract.ts';
import type {
  EntryView,
  JobListView,
  JobRequestInput,
  JobView,
  LendingView,
  NodeStatusView,
  PeopleView,
  StatementView,
} from '../../shared/api/contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Cell, Handlers } from '../../shared/api/handlers.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { createScriptedCommunities } from './scripted-communities.ts';
import { createScriptedLending } from './scripted-lending.ts';
import { alone, jobOf, noHours, notLending, nobodyHere } from './sample-views.ts';

export interface ScriptedNode {
  readonly handlers: Handlers<typeof contract>;
  readonly status: Cell<NodeStatusView>;
  readonly people: Cell<PeopleView>;
  readonly lending: Cell<LendingView>;
  readonly jobs: Cell<JobListView>;
  readonly statement: Cell<StatementView>;
  /** Requests that were submitted, in order. */
  readonly submitted: JobRequestInput[];
  /** Every other call, by name, with its input. */
  readonly called: { readonly name: string; readonly input: unknown }[];
  readonly communities: ReturnType<typeof createScriptedCommunities>;
  /** The terms of lending, and what follows from them. */
  readonly terms: ReturnType<typeof createScriptedLending>['script'];
  /** Result bytes by job. */
  readonly results: Map<string, Uint8Array>;
  /** Why the next changes of lending are refused; null while they are not. */
  lendingRefusal: string | null;
  /** Receipts older than the newest of the statement, newest first. */
  older: readonly EntryView[];
}

export function createScriptedNode(): ScriptedNode {
  const called: { name: string; input: unknown }[] = [];
  const noted = (name: string, input: unknown) => {
    called.push({ name, input });
  };
  const lending = createScriptedLending(noted);
  const node = {
    terms: lending.script,
    status: createCell<NodeStatusView>(alone),
    people: createCell<PeopleView>(nobodyHere),
    lending: createCell<LendingView>(notLending),
    jobs: createCell<JobListView>({ jobs: [], total: 0 }),
    statement: createCell<StatementView>(noHours),
    submitted: [] as JobRequestInput[],
    called,
    results: new Map<string, Uint8Array>(),
    communities: createScriptedCommunities(noted),
    lendingRefusal: null as string | null,
    older: [] as readonly EntryView[],
  };
  return Object.assign(node, { handlers: handlersOf(node, lending.handlers) });
}

function handlersOf(
  node: Omit<ScriptedNode, 'handlers'>,
  terms: ReturnType<typeof createScriptedLending>['handlers'],
): Handlers<typeof contract> {
  const noted = (name: string, input: unknown) => {
    node.called.push({ name, input });
  };
  return {
    ...node.communities.handlers,
    node: {
      status: node.status,
      rename(input) {
        noted('rename', input);
        const status = node.status.get();
        node.status.set({ ...status, me: { ...status.me, name: input.name } });
        return ok({});
      },
    },
    people: { list: node.people },
    lending: { ...lendingOf(node, noted), ...terms },
    jobs: jobsOf(node, noted),
    hours: {
      statement: node.statement,
      entries({ before, limit }) {
        const all = [...node.statement.get().newest, ...node.older];
        const at = before === null ? 0 : all.findIndex((entry) => entry.receipt === before) + 1;
        return ok({ entries: all.slice(at, at + limit) });
      },
    },
  };
}

type Noted = (name: string, input: unknown) => void;

function lendingOf(
  node: Omit<ScriptedNode, 'handlers'>,
  noted: Noted,
): Omit<
  Handlers<typeof contract>['lending'],
  keyof ReturnType<typeof createScriptedLending>['handlers']
> {
  const change = (part: Partial<LendingView>) => {
    node.lending.set({ ...node.lending.get(), ...part });
    return ok({});
  };
  return {
    state: node.lending,
    set(input) {
      noted('set', input);
      const { cores, on, shareMilli } = node.lending.get();
      if (node.lendingRefusal !== null) return refuse('share_out_of_range', node.lendingRefusal);
      if (input.cores !== null && input.cores > cores.of) {
        return refuse('cores_out_of_range', `This computer has ${cores.of} cores.`);
      }
      return change({
        on: input.on ?? on,
        cores: { ...cores, limit: input.cores ?? cores.limit },
        shareMilli: input.shareMilli ?? shareMilli,
      });
    },
    pause(input) {
      noted('pause', input);
      const until = input.minutes === null ? 0 : Date.now() + input.minutes * 60_000;
      return change({ pausedUntilMs: until });
    },
    pauseWhenFinished(input) {
      noted('pauseWhenFinished', input);
      const until = input.minutes === null ? 0 : Date.now() + input.minutes * 60_000;
      return change({ pausedUntilMs: until });
    },
    resume() {
      noted('resume', {});
      return change({ pausedUntilMs: null });
    },
    stopRun(input) {
      noted('stopRun', input);
      const { running } = node.lending.get();
      return change({ running: running.filter((run) => run.job !== input.job) });
    },
  };
}

function jobsOf(
  node: Omit<ScriptedNode, 'handlers'>,
  noted: Noted,
): Handlers<typeof contract>['jobs'] {
  const find = (id: string) => node.jobs.get().jobs.find((job) => job.id === id);
  const setJobs = (jobs: readonly JobView[]) => {
    node.jobs.set({ jobs: [...jobs], total: jobs.length });
  };
  const unknown = () => refuse('unknown_job', 'There is no such job.');
  return {
    list: node.jobs,
    inspect({ module }) {
      const hash = createHash('sha256').update(module).digest('hex');
      if (new TextDecoder().decode(module).startsWith('export default')) {
        const memoryBytes = 1_179_648;
        return ok({ kind: 'javascript', entries: ['run'], imports: [], memoryBytes, hash });
      }
      if (module[0] !== 0 || module[1] !== 0x61) {
        return refuse(
          'not_webassembly',
          'This is no WebAssembly file: its first bytes are others.',
        );
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
      });
    },
    submit(request) {
      node.submitted.push(request);
      const job = jobOf({
        id: createHash('sha256').update(request.request).digest('hex'),
        name: request.name,
        args: request.args,
        moduleBytes: request.module.byteLength,
        inputBytes: request.input.byteLength,
        ceiling: request.ceiling,
        createdAtMs: Date.now(),
      });
      setJobs([job, ...node.jobs.get().jobs]);
      return ok({ job: job.id });
    },
    show: ({ job }) => {
      const found = find(job);
      return found ? ok(found) : unknown();
    },
    cancel(input) {
      noted('cancel', input);
      const jobs = node.jobs.get().jobs;
      setJobs(jobs.map((job) => (job.id === input.job ? { ...job, state: 'cancelled' } : job)));
      return ok({});
    },
    remove(input) {
      noted('remove', input);
      setJobs(node.jobs.get().jobs.filter((job) => job.id !== input.job));
      return ok({});
    },
    result({ job }) {
      const bytes = node.results.get(job);
      return bytes ? ok({ bytes }) : refuse('no_result', 'This job has no result.');
    },
  };
}
