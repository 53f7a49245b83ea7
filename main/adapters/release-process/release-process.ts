/**
 * The node's end of the process of the releases, which is up while something is shared, fetched or made ready, and
 * ends when there has been nothing to do for a while. Where it does not answer any more, because of what a peer has
 * sent it, it is ended and started again.
 */
import type { Client } from '../../../shared/api/client.ts';
import { releaseFilesContract } from '../../../shared/api/release-files-contract.ts';
import type { FilesView } from '../../../shared/api/release-files-contract.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { releaseProcessUrl } from '../../paths.ts';
import { createChildProcessHost } from '../record-process/child-process-host.ts';
import type {
  RecordProcessGiven,
  RecordProcessHandle,
  RecordProcessHost,
} from '../record-process/host.ts';
import { createLastingClient } from '../record-process/lasting-client.ts';
import { createSupervisor } from '../record-process/supervisor.ts';
import type { RecordProcessState } from '../record-process/supervisor.ts';
import { hasWork, isUnpaid, restingView } from './shelf-file.ts';

export interface ReleaseProcess {
  /** Calls start the process if it rests; topics do not, and say then what is remembered. */
  readonly client: Client<typeof releaseFilesContract>;
  readonly state: () => RecordProcessState;
  /** Calls with each change; the answer ends it. */
  readonly onState: (listener: (state: RecordProcessState) => void) => () => void;
  readonly pid: () => number | undefined;
  /** Begins anew, because who this node is has changed; rests where there is nothing to do. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface ReleaseProcessOptions extends RecordProcessGiven {
  readonly clock: Clock;
  readonly log: Log;
  /** A child process of Node's when nothing is said. */
  readonly host?: RecordProcessHost;
}

const beatEveryMs = 10_000;
/** A machine that is very busy may take its time; one that stands still takes for ever. */
const silenceMsMax = 60_000;
const idleMs = 60_000;
/**
 * Pieces pass through as buffers outside V8's heap, which it counts all the same: with a heap as small as it begins it
 * collects all of it for each 4 MiB that are given, a third of the time that giving takes. 128 MB are no memory that
 * is taken, but where it begins to count.
 */
const flags = ['--initial-heap-size=128'];

export function openReleaseProcess(options: ReleaseProcessOptions): ReleaseProcess {
  const { dataFolder, bootstrap, version, clock, log } = options;
  const host = options.host ?? createChildProcessHost(releaseProcessUrl, flags);
  const listeners = new Set<(state: RecordProcessState) => void>();
  let handle: RecordProcessHandle | null = null;
  let heardAt = 0;
  let files: FilesView | null = null;
  let hasCounters = false;
  let idleSince: number | null = null;

  const lasting = createLastingClient(releaseFilesContract, {
    wanted(what) {
      if (what !== 'call' || supervisor.state().phase === 'closed') return;
      idleSince = null;
      supervisor.need();
    },
    absence: () => absenceSentence(supervisor.state()),
    firstValue: (_, topic) => (topic === 'counters' ? [] : restingView(dataFolder)),
  });
  const supervisor = createSupervisor({
    name: 'process of the releases',
    start() {
      heardAt = clock.elapsed();
      return (handle = host.start({ dataFolder, bootstrap, version }));
    },
    ...{ clock, log, onLink: lasting.connect },
    onState(state) {
      for (const listener of [...listeners]) listener(state);
    },
  });
  lasting.client.files.mine.subscribe((next) => {
    files = next;
  });
  lasting.client.files.counters.subscribe((next) => {
    hasCounters = next.length > 0;
  });
  const stopBeating = clock.every(beatEveryMs, () => {
    if (supervisor.state().phase !== 'up') return;
    if (clock.elapsed() - heardAt > silenceMsMax) {
      log.warn('The process of the releases stands still and is ended.');
      heardAt = clock.elapsed();
      handle?.kill();
      return;
    }
    const before = idleSince;
    void lasting.client.files.beat({}).then((beat) => {
      if (beat.ok) heardAt = clock.elapsed();
    });
    idleSince = isIdle(files) && !hasCounters ? (before ?? clock.elapsed()) : null;
    if (idleSince !== null && clock.elapsed() - idleSince > idleMs) void supervisor.rest();
  });
  if (hasWork(dataFolder)) supervisor.need();

  return {
    client: lasting.client,
    state: supervisor.state,
    onState(listener) {
      const own = (state: RecordProcessState) => listener(state);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    pid: supervisor.pid,
    async restart() {
      await supervisor.rest();
      if (hasWork(dataFolder)) supervisor.need();
    },
    async close() {
      stopBeating();
      await supervisor.close();
      lasting.close();
      listeners.clear();
    },
  };
}

function isIdle(files: FilesView | null): boolean {
  if (files === null) return false;
  const isAtRest = files.releases.every(
    (each) =>
      !each.isShared && (each.state === 'ready' || each.state === 'paused') && !isUnpaid(each),
  );
  return isAtRest && files.imports.every(({ state }) => state !== 'reading');
}

function absenceSentence({ phase, reason }: RecordProcessState): string {
  if (phase === 'closed') return 'The node is closing.';
  return `The process of the releases has ended and is started again in a moment. ${reason ?? ''}`.trim();
}
