/**
 * Keeps one process of the record up: starts it when it is needed, and again after it has ended, ever more
 * slowly, with the reason kept for people. What was under way when it ended is not tried again.
 */
import { createLinkEnd } from '../../../shared/api/link.ts';
import type { Link, LinkEnd } from '../../../shared/api/link.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { endSignal, failedSignal } from './host.ts';
import type { RecordProcessHandle } from './host.ts';

export interface RecordProcessState {
  /** `resting`: nothing has needed it yet. */
  readonly phase: 'resting' | 'starting' | 'up' | 'down' | 'closed';
  /** Why it ended the last time, in one sentence; null while it never did. */
  readonly reason: string | null;
  /** When it is started again, while it is down. */
  readonly againAtMs: number | null;
  /** How often it ended by itself since the start. */
  readonly ends: number;
}

/** Each phase as pages name it. */
export const phaseWords = {
  resting: 'resting',
  starting: 'starting',
  up: 'running',
  down: 'down',
  closed: 'down',
} as const satisfies Readonly<Record<RecordProcessState['phase'], string>>;

export interface Supervisor {
  readonly state: () => RecordProcessState;
  readonly pid: () => number | undefined;
  /** Starts it if it rests; while it is down it is left to its wait. */
  readonly need: () => void;
  /** Lets it end in order, and rests until it is needed again: what it stands on is about to change. */
  readonly rest: () => Promise<void>;
  /** Lets it end in order; what does not in time is ended. */
  readonly close: () => Promise<void>;
}

export interface SupervisorOptions {
  readonly start: () => RecordProcessHandle;
  /** In sentences of the log; “process of the record” when nothing is said. */
  readonly name?: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** A process has been started: its link. It closes when the process ends. */
  readonly onLink: (link: Link) => void;
  readonly onState: (state: RecordProcessState) => void;
}

const waitsMs = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];
/** Whoever was up so long begins again with the shortest wait. */
const steadyMs = 300_000;
const closeWithinMs = 5_000;
const reasonLength = 240;

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { clock, log } = options;
  let state: RecordProcessState = { phase: 'resting', reason: null, againAtMs: null, ends: 0 };
  let handle: RecordProcessHandle | null = null;
  let endsInARow = 0;
  let cancelWait = () => {};
  let closing: Promise<void> | null = null;
  let dismissed: RecordProcessHandle | null = null;

  function become(change: Partial<RecordProcessState>): void {
    state = { ...state, ...change };
    options.onState(state);
  }

  function start(): void {
    const started = options.start();
    const startedAt = clock.elapsed();
    let failure: string | null = null;
    handle = started;
    become({ phase: 'starting', againAtMs: null });
    const end: LinkEnd = createLinkEnd({ send: started.send, close: () => started.kill() });
    started.onText((text) => {
      if (text.startsWith(failedSignal)) {
        failure = text.slice(failedSignal.length);
        return;
      }
      if (state.phase === 'starting') become({ phase: 'up' });
      end.receive(text);
    });
    started.onExit((why) => {
      handle = null;
      end.ended();
      if (closing !== null || dismissed === started) return;
      if (clock.elapsed() - startedAt > steadyMs) endsInARow = 0;
      ended((failure ?? why).slice(0, reasonLength));
    });
    options.onLink(end.link);
  }

  function ended(reason: string): void {
    const waitMs = waitsMs[Math.min(endsInARow, waitsMs.length - 1)] ?? 0;
    endsInARow += 1;
    const { name = 'process of the record' } = options;
    log.warn(`The ${name} has ended and is started again. ${reason}`);
    become({ phase: 'down', reason, againAtMs: clock.now() + waitMs, ends: state.ends + 1 });
    cancelWait = clock.after(waitMs, start);
  }

  async function rest(): Promise<void> {
    cancelWait();
    dismissed = handle;
    if (handle !== null) await endInOrder(handle);
    endsInARow = 0;
    become({ phase: 'resting', againAtMs: null });
  }

  async function close(): Promise<void> {
    cancelWait();
    const last = handle;
    become({ phase: 'closed', againAtMs: null });
    if (last !== null) await endInOrder(last);
  }

  async function endInOrder(last: RecordProcessHandle): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    last.onExit(() => resolve(undefined));
    last.send(endSignal);
    const cancelKill = clock.after(closeWithinMs, last.kill);
    await promise;
    cancelKill();
  }

  return {
    state: () => state,
    pid: () => handle?.pid(),
    need() {
      if (state.phase === 'resting') start();
    },
    rest,
    close: () => (closing ??= close()),
  };
}
