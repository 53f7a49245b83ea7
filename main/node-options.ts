/** What a host says when it opens a node. */
import type { JobProcessHost, JobProcessProgram } from './adapters/job-process/host.ts';
import type { RecordProcessHost } from './adapters/record-process/host.ts';
import type { LoginStart } from './adapters/login-start/login-start.ts';
import type { BootstrapAddress } from './adapters/swarm/network.ts';
import type { DesktopChoices } from './computer.ts';

export interface NodeOptions {
  readonly host: 'desktop' | 'headless';
  readonly dataFolder: string;
  /** What the people of a community share to find each other; null: the one of the last time. */
  readonly community: string | null;
  /** Empty: the public DHT. */
  readonly bootstrap: readonly BootstrapAddress[];
  /** Of the local server; 0 for any free one. */
  readonly httpPort: number;
  /** Null keeps what the person chose before. */
  readonly lending: boolean | null;
  readonly name: string | null;
  /** How this host is started when its person logs in; it cannot be when nothing is said. */
  readonly loginStart?: LoginStart;
  /** What the person chose of the desktop; nothing where there is none. */
  readonly desktop?: DesktopChoices;
  /** Where the processes of jobs come from; Node's own child processes when nothing is said. */
  readonly jobProcessHost?: (program: JobProcessProgram) => JobProcessHost;
  /** Where the process of the record comes from; as above. */
  readonly recordProcessHost?: RecordProcessHost;
  /** Where the process of the releases comes from; as above. */
  readonly releaseProcessHost?: RecordProcessHost;
  /** Milliseconds since somebody last touched keyboard or mouse; read from the system when nothing is said. */
  readonly idleMs?: () => number | null;
}
