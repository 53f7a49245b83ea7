/**
 * The node's end of the process of the record: a client that outlives the process, which is up while this node
 * is in a community, or somebody asks to be, and not before: a node of an open group has no such process.
 */
import type { Client } from '../../../shared/api/client.ts';
import { recordContract } from '../../../shared/api/record-contract.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import { recordProcessUrl } from '../../paths.ts';
import { createChildProcessHost } from './child-process-host.ts';
import { hasCommunities } from './communities/community-book.ts';
import type { RecordProcessGiven, RecordProcessHost } from './host.ts';
import { createLastingClient } from './lasting-client.ts';
import { createSupervisor } from './supervisor.ts';
import type { RecordProcessState } from './supervisor.ts';

export type { RecordProcessState } from './supervisor.ts';

export interface RecordProcess {
  /** Calls start the process if it rests; topics do not, and say then that there is nothing. */
  readonly client: Client<typeof recordContract>;
  readonly state: () => RecordProcessState;
  /** Calls with each change; the answer ends it. */
  readonly onState: (listener: (state: RecordProcessState) => void) => () => void;
  readonly pid: () => number | undefined;
  /** Ends the process while what it stands on is changed, and starts it again where there are communities then. */
  readonly without: <Value>(change: () => Promise<Value>) => Promise<Value>;
  /** Closes its files and connections in order; at the latest after five seconds it has ended. */
  readonly close: () => Promise<void>;
}

export interface RecordProcessOptions extends RecordProcessGiven {
  readonly clock: Clock;
  readonly log: Log;
  /** A child process of Node's when nothing is said. */
  readonly host?: RecordProcessHost;
}

/** What the topics say while there is no process. */
const resting: Readonly<Record<string, unknown>> = {
  'communities.list': { device: null, communities: [], joining: [], unusable: [] },
  'audits.list': { audits: [] },
};

export function openRecordProcess(options: RecordProcessOptions): RecordProcess {
  const { dataFolder, bootstrap, version, clock, log } = options;
  const host = options.host ?? createChildProcessHost(recordProcessUrl);
  const listeners = new Set<(state: RecordProcessState) => void>();

  const lasting = createLastingClient(recordContract, {
    wanted(what) {
      if (what === 'call') supervisor.need();
    },
    absence: () => absenceSentence(supervisor.state()),
    firstValue: (group, name) => resting[`${group}.${name}`],
  });
  const supervisor = createSupervisor({
    start: () => host.start({ dataFolder, bootstrap, version }),
    clock,
    log,
    onLink: lasting.connect,
    onState(state) {
      for (const listener of [...listeners]) listener(state);
    },
  });
  const startIfNeeded = () => {
    if (hasCommunities(dataFolder)) supervisor.need();
  };
  startIfNeeded();

  return {
    client: lasting.client,
    state: supervisor.state,
    onState(listener) {
      const own = (state: RecordProcessState) => listener(state);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    pid: supervisor.pid,
    async without(change) {
      await supervisor.rest();
      lasting.forget();
      try {
        return await change();
      } finally {
        startIfNeeded();
      }
    },
    async close() {
      await supervisor.close();
      lasting.close();
      listeners.clear();
    },
  };
}

function absenceSentence({ phase, reason }: RecordProcessState): string {
  if (phase === 'closed') return 'The node is closing.';
  return `The process of the record has ended and is started again in a moment. ${reason ?? ''}`.trim();
}
