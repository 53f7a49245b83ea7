/** The real worker, and beside it what a bug in the engine could make of a thread. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { Ended } from '../../shared/jobs/process-protocol.ts';
import type { SeveralRequest, SliceRequest } from '../../workers/job-worker.ts';
import run from '../../workers/job-worker.ts';

export { prepare, rate } from '../../workers/job-worker.ts';

/** What a probe tries, as the slice's input carries it. */
export interface Probe {
  readonly secretFile: string;
  readonly newFile: string;
  readonly port: number;
}

// eslint-disable-next-line no-restricted-syntax -- Piscina calls the default export of a worker's file
export default async function runHostile(request: SliceRequest): Promise<Ended> {
  const wish = new TextDecoder().decode(request.slice.input);
  if (wish === 'die') process.exit(7);
  if (wish === 'crash') process.kill(process.pid, 'SIGKILL');
  if (wish === 'hang') for (;;);
  if (wish === 'tell') return say({ env: process.env, argv: process.argv.slice(2) });
  if (wish.startsWith('{')) return say(await probe(JSON.parse(wish) as Probe));
  if (wish === 'hoard') {
    const hoard: unknown[] = [];
    for (;;) hoard.push(new Array(1000).fill(hoard.length));
  }
  return run(request);
}

/** As `runSeveral` does. */
export async function runSeveral({ slices, ...rest }: SeveralRequest): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const each of slices) ended.push(await runHostile({ ...rest, ...each, checkpoints: null }));
  return ended;
}

async function probe({ secretFile, newFile, port }: Probe): Promise<unknown> {
  return {
    read: tried(() => readFileSync(secretFile, 'utf8')),
    write: tried(() => {
      writeFileSync(newFile, 'a stranger was here');
    }),
    program: tried(() => {
      const { error } = spawnSync('/bin/true');
      if (error) throw error;
    }),
    addon: tried(() => {
      process.dlopen({ exports: {} }, `${newFile}.node`);
    }),
    parent: tried(() => readFileSync(`/proc/${String(process.ppid)}/environ`)),
    freeThread: await tryThread(secretFile),
    network: await tryToConnect(port),
  };
}

/** What was done, or the code of the error. */
function tried(action: () => unknown): string {
  try {
    action();
    return 'done';
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? String(cause);
  }
}

/** A thread with flags of its own could shake off Node's permissions, but not the system's. */
function tryThread(file: string): Promise<string> {
  return new Promise((resolve) => {
    const source = `require('node:worker_threads').parentPort.postMessage(
      String(require('node:fs').readFileSync(${JSON.stringify(file)})))`;
    try {
      const worker = new Worker(source, { eval: true, execArgv: [] });
      worker.once('message', () => {
        resolve('done');
      });
      worker.once('error', (cause: NodeJS.ErrnoException) => {
        resolve(cause.code ?? cause.message);
      });
    } catch (cause) {
      resolve((cause as NodeJS.ErrnoException).code ?? String(cause));
    }
  });
}

function tryToConnect(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve('done');
      socket.destroy();
    });
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      resolve(cause.code ?? cause.message);
    });
  });
}

function say(known: unknown): Ended {
  const output = new TextEncoder().encode(JSON.stringify(known));
  return { ok: true, value: { output, cpuMicroseconds: 0, workCount: 0, workCountBefore: 0 } };
}
