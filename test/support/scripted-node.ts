/**
 * A node that says what a test tells it to, at the contract alone: topics are cells that the test sets,
 * calls are remembered and change the cells as a node would.
 */
import type { contract } from '../../shared/api/contract.ts';
import type {
  EntryView,
  JobListView,
  JobRequestInput,
  LendingView,
  NodeStatusView,
  PeopleView,
  StatementView,
} from '../../shared/api/contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Cell, Handlers } from '../../shared/api/handlers.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { createScriptedCommunities } from './scripted-communities.ts';
import { createScriptedJobs } from './scripted-jobs.ts';
import type { ScriptedJobs } from './scripted-jobs.ts';
import { createScriptedOwn } from './scripted-own.ts';
import { createScriptedLending } from './scripted-lending.ts';
import { createScriptedSoftware } from './scripted-software.ts';
import { alone, noHours, notLending, nobodyHere } from './sample-views.ts';

export interface ScriptedNode {
  readonly handlers: Handlers<typeof contract>;
  readonly status: Cell<NodeStatusView>;
  readonly people: Cell<PeopleView>;
  readonly lending: Cell<LendingView>;
  readonly jobs: Cell<JobListView>;
  /** Details, slices, results and trials of jobs, and what was submitted. */
  readonly work: ScriptedJobs['script'];
  readonly statement: Cell<StatementView>;
  /** Requests that were submitted, in order. */
  readonly submitted: readonly JobRequestInput[];
  /** Every other call, by name, with its input. */
  readonly called: { readonly name: string; readonly input: unknown }[];
  readonly communities: ReturnType<typeof createScriptedCommunities>;
  /** The terms of lending, and what follows from them. */
  readonly terms: ReturnType<typeof createScriptedLending>['script'];
  /** Whether it starts at login, and whose it is. */
  readonly own: ReturnType<typeof createScriptedOwn>['script'];
  /** What is shared and fetched. */
  readonly software: ReturnType<typeof createScriptedSoftware>['script'];
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
  const jobs = createScriptedJobs(noted);
  const own = createScriptedOwn(noted);
  const software = createScriptedSoftware(noted);
  const node = {
    own: own.script,
    software: software.script,
    terms: lending.script,
    status: createCell<NodeStatusView>(alone),
    people: createCell<PeopleView>(nobodyHere),
    lending: createCell<LendingView>(notLending),
    jobs: jobs.script.list,
    work: jobs.script,
    submitted: jobs.script.submitted,
    statement: createCell<StatementView>(noHours),
    called,
    communities: createScriptedCommunities(noted),
    lendingRefusal: null as string | null,
    older: [] as readonly EntryView[],
  };
  own.script.onRestored = (name) => {
    const status = node.status.get();
    node.status.set({ ...status, me: { id: 'e'.repeat(64), name } });
  };
  return Object.assign(node, {
    handlers: {
      ...handlersOf(node, lending.handlers, jobs.handlers),
      ...own.handlers,
      ...software.handlers,
    },
  });
}

function handlersOf(
  node: Omit<ScriptedNode, 'handlers'>,
  terms: ReturnType<typeof createScriptedLending>['handlers'],
  jobs: ScriptedJobs['handlers'],
): Omit<Handlers<typeof contract>, 'computer' | 'identity' | 'software'> {
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
    jobs,
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
