/**
 * Processes of jobs on the desktop: Electron's own, for its program does not run as Node where a system has locked
 * it down. It gets no environment and no output. What Node permits a program cannot be said to it, nor are there tools
 * that wall it in: that stronger wall is for nodes without a screen.
 */
import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { UtilityProcess } from 'electron';
import { engineFlags, hintFlag } from '../adapters/job-process/flags.ts';
import {
  argumentsOf,
  type JobProcessHandle,
  type JobProcessHost,
  type JobProcessKind,
  type JobProcessProgram,
} from '../adapters/job-process/host.ts';

const sentence =
  'Jobs run in a process of their own. A fault in the engine could still let a job reach your files and the ' +
  'network. On Linux a node without a screen has a stronger wall, by bubblewrap: npx common-hours node.';

export function createUtilityProcessHost(program: JobProcessProgram): JobProcessHost {
  let isKnown = false;
  return {
    async start(kind) {
      isKnown = true;
      return fork(program, kind);
    },
    wall: () =>
      isKnown
        ? { isolation: 'process', sentence }
        : { isolation: 'starting', sentence: 'No job has run here yet.' },
  };
}

function fork(program: JobProcessProgram, kind: JobProcessKind): JobProcessHandle {
  const isBuilt = program.workerUrl.href.endsWith('.js');
  // an engine that does not know a word says so where nobody listens, and goes on
  const flags = [...engineFlags(isBuilt, kind), hintFlag].join(' ');
  const child = utilityProcess.fork(fileURLToPath(program.entry), [...argumentsOf(program)], {
    env: {},
    execArgv: [`--js-flags=${flags}`],
    stdio: 'ignore',
    serviceName: 'Common Hours jobs',
  });
  const exit = Promise.withResolvers<string>();
  child.once('exit', (code) => exit.resolve(`It ended with code ${code}.`));
  return {
    post: (frame) => child.postMessage(frame),
    onFrame(listener) {
      child.on('message', (frame: unknown) => {
        listener(frame instanceof Uint8Array ? frame : new Uint8Array(0));
      });
    },
    onExit: (listener) => void exit.promise.then(listener),
    kill: () => killNow(child),
    pid: () => child.pid,
    // its session is the window's as well, in which the priority of its threads counts
    setWeight: () => undefined,
  };
}

/** Electron's own `kill` asks first. */
export function killNow(child: UtilityProcess): void {
  if (child.pid === undefined) {
    child.kill();
    return;
  }
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
