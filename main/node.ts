/**
 * A node put together from its adapters: the same for the desktop and for a machine without a screen. Every
 * step may be refused with one sentence; what was opened before it is closed again, in reverse order.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EndOfProgram } from '../shared/base/assert.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import { limits } from '../shared/domain/limits.ts';
import { cryptography } from './adapters/cryptography.ts';
import { openDataFolder } from './adapters/data-folder.ts';
import { createHyperswarm } from './adapters/hyperswarm.ts';
import type { JobProcessHost, JobProcessProgram } from './adapters/job-process/host.ts';
import { openKeys } from './adapters/keys.ts';
import { openLog } from './adapters/log.ts';
import { createMachineReader } from './adapters/machine.ts';
import { openSettings } from './adapters/settings.ts';
import { createSliceRunner } from './adapters/slice-runner.ts';
import { openRecord } from './adapters/sqlite-record.ts';
import { openWorkStore } from './adapters/sqlite-work-store.ts';
import type { BootstrapAddress } from './adapters/swarm/network.ts';
import { systemClock } from './adapters/system-clock.ts';
import { systemRandom } from './adapters/system-random.ts';
import { createEngine } from './engine/engine.ts';
import type { Engine } from './engine/engine.ts';
import { openGroup } from './engine/open-group.ts';
import type { Log, Record, WorkStore } from './engine/ports.ts';
import { createHttpServer } from './local-server/http-server.ts';
import { calibrationFile, rendererDir, workerUrl } from './paths.ts';
import { openCommunity, version } from './program.ts';

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
  /** Where the processes of jobs come from; Node's own child processes when nothing is said. */
  readonly jobProcessHost?: (program: JobProcessProgram) => JobProcessHost;
}

/** Who hears of a disk that fails, and of files that were set aside. */
interface Told {
  readonly onFailure: (sentence: string) => void;
  readonly onSetAside: (sentence: string) => void;
}

interface Stores {
  readonly record: Record;
  readonly work: WorkStore;
}

export interface RunningNode {
  readonly engine: Engine;
  /** The address of the page, with the access token. */
  readonly url: string;
  readonly log: Log;
  /** Answers a sentence when what must be kept can no longer be, and the node has to be closed. */
  readonly failed: Promise<string>;
  /** Stops the engine and the local server, in order. */
  close(): Promise<void>;
}

/** Opens a node and starts it. */
export async function createNode(options: NodeOptions): Promise<Result<RunningNode, Refusal>> {
  const code = options.community?.trim() ?? null;
  if (code !== null && !isCommunityCode(code)) {
    return refuse(
      'bad_community_code',
      `“${code.slice(0, 80)}” is no community code: use up to ${String(limits.communityCodeLength)} letters, digits, spaces, dots and dashes.`,
    );
  }
  const opened: (() => unknown)[] = [];
  const failure = Promise.withResolvers<string>();
  try {
    const node = await openParts({ ...options, community: code }, opened, failure.resolve);
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

function isCommunityCode(code: string): boolean {
  return /^[\p{L}\p{N} ._-]+$/u.test(code) && code.length <= limits.communityCodeLength;
}

async function openParts(
  options: NodeOptions,
  opened: (() => unknown)[],
  onFailure: (sentence: string) => void,
): Promise<Result<Pick<RunningNode, 'engine' | 'url' | 'log'>, Refusal>> {
  const folder = openDataFolder(options.dataFolder);
  if (!folder.ok) return folder;
  opened.push(folder.value.close);
  const { path } = folder.value;

  const log = openLog({ file: join(path, 'node.log'), clock: systemClock, echo: null });
  opened.push(log.close);
  const keys = openKeys(path, { onSetAside: log.warn });
  if (!keys.ok) return keys;
  const settings = await openSettings(path, log);
  const community = options.community ?? settings.get().community ?? openCommunity;

  const group = openGroup(community, cryptography.hash);
  const stores = openStores(path, group.id, { onFailure, onSetAside: log.info });
  if (!stores.ok) return stores;
  const { record, work } = stores.value;
  opened.push(record.close, work.close);

  const cores = availableParallelism();
  const { transportSeed } = keys.value;
  const ports = {
    clock: systemClock,
    random: systemRandom,
    keys: keys.value,
    cryptography,
    swarm: createHyperswarm({
      topic: group.id,
      transportSeed,
      bootstrap: options.bootstrap,
      clock: systemClock,
      log,
    }),
    community: group,
    record,
    work,
    runner: openRunner(options, cores, log),
    machine: createMachineReader({ clock: systemClock }),
    settings,
    log,
  };
  const facts = { version, host: options.host, code: community };
  const engine = createEngine(ports, facts, cores);
  opened.push(engine.stop);

  const server = await createHttpServer({
    pageDir: rendererDir,
    port: options.httpPort,
    handlers: engine.handlers,
    dataFolder: path,
    version,
    log,
    clock: systemClock,
  });
  if (!server.ok) return server;
  opened.push(server.value.close);

  // Nothing is refused from here on, so what was asked for may be remembered.
  settings.set({
    ...(options.community === null ? {} : { community }),
    ...(options.lending === null ? {} : { lending: options.lending }),
    ...(options.name === null ? {} : { name: options.name }),
  });
  await engine.start();
  return ok({ engine, url: server.value.url, log });
}

/** The receipts and the work of one community, each in a file of its own. */
function openStores(folder: string, community: Uint8Array, told: Told): Result<Stores, Refusal> {
  const name = Buffer.from(community).toString('hex').slice(0, 16);
  const { hash } = cryptography;
  const record = openRecord(join(folder, `record-${name}.db`), { hash, ...told });
  if (!record.ok) return record;
  const work = openWorkStore(join(folder, `work-${name}.db`), told);
  if (work.ok) return ok({ record: record.value, work: work.value });
  record.value.close();
  return work;
}

/** One slice more than cores can be lent, so that trying a program of one's own never waits for the work of others. */
function openRunner({ jobProcessHost }: NodeOptions, cores: number, log: Log) {
  return createSliceRunner({
    workerUrl,
    calibrationFile,
    maxThreads: cores + 1,
    log,
    ...(jobProcessHost && { host: jobProcessHost }),
  });
}
