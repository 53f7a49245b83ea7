/**
 * A node put together from its adapters: the same for the desktop and for a machine without a screen. Every
 * step may be refused with one sentence; what was opened before it is closed again, in reverse order.
 */
import { join } from 'node:path';
import { EndOfProgram } from '../shared/base/assert.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import { openDataFolder } from './adapters/data-folder.ts';
import { noLoginStart } from './adapters/login-start/login-start.ts';
import { openKeys } from './adapters/keys.ts';
import { openLog } from './adapters/log.ts';
import { openRecordProcess } from './adapters/record-process/record-process.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import { openReleaseProcess } from './adapters/release-process/release-process.ts';
import { openSettings } from './adapters/settings.ts';
import { systemClock } from './adapters/system-clock.ts';
import { createComputer } from './computer.ts';
import { readDiagnostics } from './diagnostics.ts';
import type { Log } from './engine/ports.ts';
import type { Settings } from './engine/settings.ts';
import { createFront } from './front.ts';
import type { Front } from './front.ts';
import { createIdentity } from './identity.ts';
import { knownCommunities } from './known-communities.ts';
import { createHttpServer } from './local-server/http-server.ts';
import type { NodeOptions } from './node-options.ts';
import { rendererDir } from './paths.ts';
import { checkCode, createPlaces } from './places.ts';
import { version } from './program.ts';
import { createSetAsides } from './downloads/set-asides.ts';
import { createSoftware } from './software.ts';
import { createWorkplace } from './workplace.ts';
import type { Workplace } from './workplace.ts';

export interface RunningNode {
  readonly front: Front;
  /** The address of the page, with the access token. */
  readonly url: string;
  readonly log: Log;
  /** Answers a sentence when what must be kept can no longer be, and the node has to be closed. */
  readonly failed: Promise<string>;
  /** Stops the engine and the local server, in order. */
  close(): Promise<void>;
}

/** Of a core that was never measured: the reference core's. */
const ratingUnknown = 1_000;
const notHere = 'Where this node runs, nothing starts it at login.';

/** Opens a node and starts it. */
export async function createNode(options: NodeOptions): Promise<Result<RunningNode, Refusal>> {
  const code = options.community === null ? ok(null) : checkCode(options.community);
  if (!code.ok) return code;
  const opened: (() => unknown)[] = [];
  const failure = Promise.withResolvers<string>();
  try {
    const node = await openParts({ ...options, community: code.value }, opened, failure.resolve);
    if (!node.ok) {
      await closeAll(opened);
      return node;
    }
    return ok({ ...node.value, failed: failure.promise, close: () => closeAll(opened) });
  } catch (cause) {
    await closeAll(opened);
    if (cause instanceof EndOfProgram) return refuse('cannot_be_kept', cause.message);
    return Promise.reject(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

/** In reverse order. What fails to close must not keep the rest open; the first fault is passed on. */
async function closeAll(opened: (() => unknown)[]): Promise<void> {
  const faults: Error[] = [];
  for (const close of opened.splice(0).reverse()) {
    try {
      await close();
    } catch (cause) {
      faults.push(cause instanceof Error ? cause : new Error(String(cause)));
    }
  }
  const [first] = faults;
  if (first !== undefined) await Promise.reject(first);
}

/** The processes beside this one; each comes up when there is something for it to do. */
function openProcesses(options: NodeOptions, dataFolder: string, log: Log) {
  const { bootstrap, recordProcessHost, releaseProcessHost } = options;
  const given = { dataFolder, bootstrap, version, clock: systemClock, log };
  return {
    record: openRecordProcess({ ...given, ...(recordProcessHost && { host: recordProcessHost }) }),
    releases: openReleaseProcess({
      ...given,
      ...(releaseProcessHost && { host: releaseProcessHost }),
    }),
  };
}

/** The computer apart from lending it. */
function openComputer(
  { host, loginStart, desktop }: NodeOptions,
  path: string,
  settings: Settings,
  record: RecordProcess,
) {
  const communities = () => knownCommunities(record);
  const about = { path, version, host, settings, record, communities, clock: systemClock };
  return createComputer(loginStart ?? noLoginStart(notHere), desktop ?? null, () =>
    readDiagnostics(about),
  );
}

async function openParts(
  options: NodeOptions,
  opened: (() => unknown)[],
  onFailure: (sentence: string) => void,
): Promise<Result<Pick<RunningNode, 'front' | 'url' | 'log'>, Refusal>> {
  const folder = openDataFolder(options.dataFolder);
  if (!folder.ok) return folder;
  opened.push(folder.value.close);
  const { path } = folder.value;

  const log = openLog({ file: join(path, 'node.log'), clock: systemClock, echo: null });
  opened.push(log.close);
  const keys = openKeys(path, { onSetAside: log.warn });
  if (!keys.ok) return keys;
  const settings = openSettings(path, log);

  const { record, releases } = openProcesses(options, path, log);
  opened.push(record.close, releases.close);
  const setAsides = createSetAsides();
  const places = createPlaces({
    ...{ options, path, log, settings, record, setAsides, onFailure },
    keys: keys.value,
  });
  const workplace = createWorkplace(places.first(), onFailure);
  if (!workplace.ok) return workplace;
  opened.push(workplace.value.stop);
  const front = createFront({
    workplace: workplace.value,
    record,
    clock: systemClock,
    own: {
      software: createSoftware({
        ...{ record, releases, clock: systemClock, log, setAsides },
        ratingMilli: () => settings.get().rating?.milli ?? ratingUnknown,
        leftByJobs: (community) => leftByJobs(workplace.value, community),
      }),
      computer: openComputer(options, path, settings, record),
      identity: createIdentity({
        ...{ path, settings, record, workplace: workplace.value, clock: systemClock },
        onRestored: places.takeKeys,
      }),
    },
    useCommunity: (community) => places.use(workplace.value, { community }),
    useGroup: (code) => places.use(workplace.value, { code }),
  });

  const server = await createHttpServer({
    pageDir: rendererDir,
    port: options.httpPort,
    handlers: front.handlers,
    dataFolder: path,
    version,
    log,
    clock: systemClock,
  });
  if (!server.ok) return server;
  opened.push(server.value.close);

  // Nothing is refused from here on, so what was asked for may be remembered.
  settings.set({
    ...(options.community === null ? {} : { community: options.community, place: null }),
    ...(options.lending === null ? {} : { lending: options.lending }),
    ...(options.name === null ? {} : { name: options.name }),
  });
  await workplace.value.start();
  opened.push(places.followKeys(workplace.value));
  return ok({ front, url: server.value.url, log });
}

/** What is left there of CPU-hours, once jobs and downloads have their part; null while the engine is elsewhere. */
function leftByJobs(workplace: Workplace, community: string): bigint | null {
  if (workplace.at().id !== community) return null;
  let left: bigint | null = null;
  workplace.handlers.hours.statement.subscribe(({ available }) => {
    left = available;
  })();
  return left;
}
