/**
 * The processes of jobs that are up: one of each kind for all slices that want that kind, and one each for those that
 * must be alone.
 */
import type { WallView } from '../../../shared/api/contract.ts';
import type { Log } from '../../engine/ports.ts';
import type { JobProcessHost, JobProcessKind } from './host.ts';
import { createSession, type JobSession } from './session.ts';

export interface JobSessions {
  /**
   * A process that is up, or null when none comes up or the signal ends the wait. One that is alone is nobody
   * else's. Give it back with `leave`.
   */
  readonly take: (
    isAlone: boolean,
    signal: AbortSignal,
    kind: JobProcessKind,
  ) => Promise<JobSession | null>;
  readonly leave: (session: JobSession, hasAnswered: boolean) => void;
  readonly setShare: (shareMilli: number) => void;
  readonly rested: () => Promise<boolean>;
  readonly wall: () => WallView;
  readonly onWallChange: (listener: () => void) => void;
  readonly close: () => Promise<void>;
}

const idleMs = 60_000;
/** The wait before a start, after so many ends in a row without an answer between them. */
const waitMs = (ends: number) => (ends < 3 ? 0 : Math.min(1_000, 50 * 2 ** (ends - 3)));
/** Processes in a row that did not even come up, after which no slice is kept waiting for a while. */
const failedStartsMax = 6;
const restMs = 30_000;

export function createSessions(host: JobProcessHost, log?: Pick<Log, 'warn'>): JobSessions {
  const all = new Set<JobSession>();
  const alone = new Set<JobSession>();
  const listeners: (() => void)[] = [];
  const shared = new Map<JobProcessKind['compiles'], Promise<JobSession | null>>();
  let idle: NodeJS.Timeout | undefined;
  let shareMilli = 1000;
  let crashes = 0;
  let endsInARow = 0;
  let failedStarts = 0;
  let lastEndAt = 0;
  let isClosed = false;

  const changed = () => {
    for (const listener of listeners) listener();
  };

  function crashed(why: string, wasUp: boolean): void {
    crashes += 1;
    endsInARow += 1;
    failedStarts = wasUp ? 0 : failedStarts + 1;
    lastEndAt = performance.now();
    log?.warn(`The process of the jobs ended by itself: ${why}`);
    changed();
  }

  async function begin(kind: JobProcessKind): Promise<JobSession | null> {
    try {
      return createSession(await host.start(kind));
    } catch (cause) {
      crashed(String(cause), false);
      return null;
    }
  }

  async function start(kind: JobProcessKind): Promise<JobSession | null> {
    await pause(waitMs(endsInARow));
    const before = host.wall().isolation;
    const session = isClosed ? null : await begin(kind);
    if (session === null) return null;
    all.add(session);
    session.setShare(shareMilli);
    if (before !== host.wall().isolation) changed();
    session.onEnd(({ byUs, wasUp, why }) => {
      all.delete(session);
      alone.delete(session);
      if (!byUs) crashed(why, wasUp);
    });
    if (isClosed) session.kill();
    return session;
  }

  async function startShared(kind: JobProcessKind): Promise<JobSession | null> {
    const session = await start(kind);
    if (session === null) shared.delete(kind.compiles);
    session?.onEnd(() => shared.delete(kind.compiles));
    return session;
  }

  function takeShared(kind: JobProcessKind): Promise<JobSession | null> {
    const known = shared.get(kind.compiles);
    if (known !== undefined) return known;
    const starting = startShared(kind);
    shared.set(kind.compiles, starting);
    return starting;
  }

  function restIfIdle(): void {
    clearTimeout(idle);
    if ([...all].some((session) => session.asked() > 0)) return;
    idle = setTimeout(() => {
      for (const session of all) if (session.asked() === 0) session.kill();
    }, idleMs);
    idle.unref();
  }

  return {
    async take(isAlone, signal, kind) {
      const isResting = failedStarts >= failedStartsMax && performance.now() - lastEndAt < restMs;
      if (signal.aborted || isResting) return null;
      clearTimeout(idle);
      const unwanted = Promise.withResolvers<null>();
      const onAbort = () => unwanted.resolve(null);
      signal.addEventListener('abort', onAbort, { once: true });
      const starting = isAlone ? start(kind) : takeShared(kind);
      const session = await Promise.race([starting, unwanted.promise]);
      signal.removeEventListener('abort', onAbort);
      if (isAlone && session !== null) alone.add(session);
      if (isAlone && session === null) void starting.then((late) => late?.kill());
      return session;
    },
    leave(session, hasAnswered) {
      if (hasAnswered) endsInARow = failedStarts = 0;
      if (alone.has(session)) session.kill();
      restIfIdle();
    },
    setShare(milli) {
      shareMilli = milli;
      for (const session of all) session.setShare(milli);
    },
    async rested() {
      const answers = await Promise.all([...all].map((session) => session.rested()));
      return answers.every(Boolean);
    },
    wall: () => ({ ...host.wall(), crashes }),
    onWallChange: (listener) => void listeners.push(listener),
    async close() {
      isClosed = true;
      clearTimeout(idle);
      const ends = [...all].map((session) => {
        const { promise, resolve } = Promise.withResolvers<undefined>();
        session.onEnd(() => resolve(undefined));
        session.kill();
        return promise;
      });
      await Promise.all(ends);
    },
  };
}

function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
