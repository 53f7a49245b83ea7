/**
 * Short slices that follow each other on one thread: to wake a thread and to be woken by it takes longer than many a
 * slice, so it is given several at a time. When they turn out not to be short, it gives back those that it has not
 * begun; and when it dies of one of them, each of them is run again by itself.
 */
import type { Ended, SliceWithoutModule } from '../../shared/jobs/process-protocol.ts';
import type { SeveralRequest } from '../job-worker.ts';
import { type SharedPace, type SliceControl, threadIn } from '../sandbox/control.ts';
import type { Prepared } from '../sandbox/prepare.ts';
import type { SliceWatch } from './slice-watch.ts';
import type { ThreadPool } from './thread-pool.ts';

/** A slice that waits for its turn, or has it. */
export interface InLane {
  readonly ready: Prepared;
  readonly slice: SliceWithoutModule;
  readonly control: SliceControl;
  /** Aborted when nobody wants it any more. */
  readonly unwanted: AbortSignal;
  /** Runs it alone. */
  readonly alone: () => Promise<Ended>;
  /** Watches over it from now on. */
  readonly watch: (end: () => void) => SliceWatch;
  /** What it comes to when its watch has ended its thread. */
  readonly endedBy: (watch: SliceWatch) => Promise<Ended | null>;
  readonly stopped: () => Ended;
}

export interface Lanes {
  /** Runs it behind the others of its lane. */
  readonly run: (lane: number, one: InLane) => Promise<Ended>;
  /** Watches over whatever runs now, as something is to be stopped. */
  readonly look: () => void;
}

interface Waiting {
  readonly one: InLane;
  readonly give: (ended: Ended) => void;
}

interface Several {
  readonly look: () => void;
  readonly done: Promise<readonly (Ended | null)[] | null>;
}

/** Given to a thread at a time. */
const severalMax = 16;
/** What has not ended by then is watched. */
const lookMs = 250;

export function createLanes(pool: ThreadPool, pace: SharedPace): Lanes {
  const lanes = new Map<number, Waiting[]>();
  const underWay = new Set<Several>();

  /** Those that are next in line and run the same module; nobody waits for what nobody wants. */
  function next(waiting: Waiting[]): Waiting[] {
    const several: Waiting[] = [];
    while (several.length < severalMax) {
      const [first] = waiting;
      if (first === undefined) break;
      if (!first.one.unwanted.aborted) {
        if (several.length > 0 && first.one.ready !== several[0]?.one.ready) break;
        several.push(first);
      }
      waiting.shift();
    }
    return several;
  }

  async function work(lane: number, waiting: Waiting[]): Promise<void> {
    // Whatever came in the same breath goes in one.
    await new Promise((resolve) => setImmediate(resolve));
    for (let several = next(waiting); several.length > 0; several = next(waiting)) {
      const endings = several.length === 1 ? null : await runTogether(several);
      if (endings === null) {
        for (const { one, give } of several) give(await again(one));
      } else {
        for (const [index, { give }] of several.entries()) {
          const ended = endings[index] ?? null;
          if (ended !== null) give(ended);
        }
        waiting.unshift(...several.filter((_, index) => (endings[index] ?? null) === null));
      }
    }
    lanes.delete(lane);
  }

  async function runTogether(several: readonly Waiting[]): ReturnType<typeof begin>['done'] {
    const one = begin(several.map((each) => each.one));
    underWay.add(one);
    const looking = setInterval(one.look, lookMs);
    try {
      return await one.done;
    } finally {
      clearInterval(looking);
      underWay.delete(one);
    }
  }

  /** The answers in their order: null for what was not begun; null for all when the thread is gone. */
  function begin(several: readonly InLane[]): Several {
    const ending = new AbortController();
    let watched: { readonly one: InLane; readonly watch: SliceWatch } | null = null;
    const current = () => several.findLast(({ control }) => threadIn(control) !== 0);

    function look(): void {
      const one = current();
      if (one === undefined || one === watched?.one) return;
      watched?.watch.close();
      const watch = one.watch(() => {
        if (current() === one) ending.abort();
      });
      watched = { one, watch };
    }

    async function run(): Promise<readonly (Ended | null)[] | null> {
      const [first] = several;
      if (first === undefined) return null;
      const slices = several.map(({ slice, control }) => ({ slice, control }));
      const request: SeveralRequest = { prepared: first.ready, pace, slices };
      const threadId = () => threadIn(first.control);
      try {
        const asked = { name: 'runSeveral', signal: ending.signal, threadId };
        return (await pool.ask(request, asked)) as readonly (Ended | null)[];
      } catch {
        const ended = watched === null ? null : await watched.one.endedBy(watched.watch);
        if (ended === null) return null;
        const culprit = watched?.one;
        const endings: Ended[] = [];
        for (const one of several) endings.push(one === culprit ? ended : await again(one));
        return endings;
      } finally {
        watched?.watch.close();
      }
    }

    return { look, done: run() };
  }

  return {
    run(lane, one) {
      const waiting = lanes.get(lane) ?? [];
      return new Promise((resolve) => {
        const give = (ended: Ended) => {
          one.unwanted.removeEventListener('abort', stop);
          resolve(ended);
        };
        // What has begun hears of it from its control.
        const stop = () => {
          if (threadIn(one.control) === 0) give(one.stopped());
        };
        one.unwanted.addEventListener('abort', stop);
        waiting.push({ one, give });
        if (lanes.has(lane)) return;
        lanes.set(lane, waiting);
        void work(lane, waiting);
      });
    },
    look() {
      for (const { look } of underWay) look();
    },
  };
}

/** Those before it were done in vain, as the thread had not said so; those behind it have lost nothing. */
function again({ unwanted, stopped, alone }: InLane): Promise<Ended> {
  return unwanted.aborted ? Promise.resolve(stopped()) : alone();
}
