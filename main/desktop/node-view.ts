/** The present state of the node, held for the tray and for the questions that the desktop asks. */
import { assert } from '../../shared/base/assert.ts';
import type { JobListView } from '../../shared/api/contract.ts';
import type { Topic } from '../../shared/api/handlers.ts';
import type { Front } from '../front.ts';
import type { TrayView } from './tray-menu.ts';

export interface NodeView {
  get(): TrayView;
  /** Calls after each change. */
  onChange(listener: () => void): () => void;
  /** Whether somebody looks at the window. */
  look(isLooking: boolean): void;
  stop(): void;
}

/** A node that starts knows within this time whether it is connected. */
const startingMs = 20_000;
const jobsEveryMs = 10_000;

/**
 * Watches what the tray shows. The node's status is watched only while the window is open, because
 * the node measures its machine for whoever watches; else it is looked at whenever something changes
 * that goes with it.
 */
export function watchNode({ handlers }: Front): NodeView {
  const { status } = handlers.node;
  const listeners = new Set<() => void>();
  let view: TrayView = {
    status: peek(status),
    lending: peek(handlers.lending.state),
    now: peek(handlers.lending.now),
    jobs: peek(handlers.jobs.list),
    statement: peek(handlers.hours.statement),
  };
  let lendingKey = '';
  let newestJobs = view.jobs;
  let jobsKey = '';
  let jobsTimer: NodeJS.Timeout | undefined;
  let stopLooking: (() => void) | null = null;

  function change(part: Partial<TrayView>): void {
    view = { ...view, ...part };
    for (const listener of [...listeners]) listener();
  }
  /** A state at once, how far a job is now and then: a menu that is rebuilt closes under the hand on some systems. */
  function heardOfJobs(jobs: JobListView): void {
    newestJobs = jobs;
    const key = jobs.jobs.map(({ id, state }) => `${id} ${state}`).join();
    if (key !== jobsKey) showJobs();
    else jobsTimer ??= setTimeout(showJobs, jobsEveryMs).unref();
    jobsKey = key;
  }
  function showJobs(): void {
    clearTimeout(jobsTimer);
    jobsTimer = undefined;
    change({ jobs: newestJobs });
  }
  const ends = [
    handlers.lending.state.subscribe((lending) => {
      // the CPU time of what runs changes twice a second, and nothing of the status goes with it
      const key = JSON.stringify([lending.on, lending.pausedUntilMs, lending.checks]);
      const isOther = key !== lendingKey && stopLooking === null;
      lendingKey = key;
      change(isOther ? { lending, status: peek(status) } : { lending });
    }),
    handlers.lending.now.subscribe((now) => {
      // only its reason is shown, and that seldom changes
      const isSame = JSON.stringify(now.reason) === JSON.stringify(view.now?.reason);
      if (!isSame) change({ now });
    }),
    handlers.jobs.list.subscribe(heardOfJobs),
    handlers.hours.statement.subscribe((statement) => {
      change({ statement });
    }),
  ];
  const timer = setTimeout(() => {
    change({ status: peek(status) });
  }, startingMs);
  timer.unref();

  function look(isLooking: boolean): void {
    if (isLooking === (stopLooking !== null)) return;
    stopLooking?.();
    stopLooking = null;
    if (!isLooking) return;
    stopLooking = status.subscribe((next) => {
      change({ status: next });
    });
  }

  return {
    get: () => view,
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    look,
    stop() {
      look(false);
      for (const end of ends) end();
      clearTimeout(timer);
      clearTimeout(jobsTimer);
      listeners.clear();
    },
  };
}

/** A topic speaks its present value at once. */
function peek<Value>(topic: Topic<Value>): Value {
  const seen: Value[] = [];
  const end = topic.subscribe((value) => {
    seen.push(value);
  });
  end();
  const [value] = seen;
  assert(value !== undefined, 'a topic speaks its present value at once');
  return value;
}
