/**
 * Processes of jobs without a desktop: Node itself, started anew.
 *
 * It gets no environment, no file of ours but one pipe, and a session apart from the terminal,
 * whose signals are for the node. It may write no file (a limit of the system, beside Node's own), leaves no core
 * behind, and is the first to go when the machine is out of memory. While it works the session has the lowest priority
 * of all (session-weight.ts). It ends itself when the pipe does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Duplex } from 'node:stream';
import { createFrameSplitter, writeFrame } from '../../../shared/jobs/process-protocol.ts';
import { writingTogether } from '../../../shared/jobs/together.ts';
import { engineFlags, hintFlag, permissionFlags, startsWith } from './flags.ts';
import {
  argumentsOf,
  type JobProcessHandle,
  type JobProcessHost,
  type JobProcessProgram,
} from './host.ts';
import { findWall, type Wall } from './namespaces.ts';
import { createSessionWeight, isLightest, type SetWeight } from './session-weight.ts';

interface Launch {
  readonly wall: Wall;
  readonly hints: readonly string[];
}

const isWindows = process.platform === 'win32';
/** What a shell does before it becomes the program: what a system does not know of this, it leaves. */
const harden = isWindows
  ? []
  : [
      '/bin/sh',
      '-c',
      '{ echo 1000 > /proc/self/oom_score_adj; ulimit -c 0; ulimit -f 0; } 2>/dev/null; exec "$@"',
      'sh',
    ];
const complaintLength = 300;
const buryWithinMs = 500;

export function createChildProcessHost(
  program: JobProcessProgram,
  find = findWall,
): JobProcessHost {
  const isBuilt = [program.entry, program.workerUrl].every(({ href }) => href.endsWith('.js'));
  const readable = [...new Set(program.files)];
  /** A thread may read the folder that it is in, whatever else it may: so it is in our own. */
  const folder = fileURLToPath(new URL('.', program.entry));
  let launch: Promise<Launch> | null = null;
  let found: Wall | null = null;

  async function look(): Promise<Launch> {
    const [wall, knowsHints] = await Promise.all([find(readable), startsWith([hintFlag])]);
    found = wall;
    return { wall, hints: knowsHints ? [hintFlag] : [] };
  }

  return {
    async start(kind) {
      launch ??= look();
      const { wall, hints } = await launch;
      const isWrapped = wall.before.length > 0;
      return startChild(folder, isWrapped, [
        ...harden,
        ...wall.before,
        process.execPath,
        ...engineFlags(isBuilt, kind),
        ...hints,
        ...permissionFlags(readable),
        fileURLToPath(program.entry),
        ...argumentsOf(program),
      ]);
    },
    wall() {
      if (found === null) return { isolation: 'starting', sentence: 'No job has run here yet.' };
      return { isolation: found.isolation, sentence: found.sentence };
    },
  };
}

function startChild(
  folder: string,
  isWrapped: boolean,
  command: readonly string[],
): JobProcessHandle {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: isWindows ? { SystemRoot: process.env['SystemRoot'] ?? '' } : {},
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: !isWindows,
    windowsHide: true,
  });
  const pipe = child.stdio[3] as Duplex;
  const exit = Promise.withResolvers<string>();
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-complaintLength);
  });
  child.once('error', (cause) => exit.resolve(`It did not start: ${cause.message}`));
  child.once('close', (code, signal) => {
    exit.resolve(`It ended with ${signal ?? `code ${String(code)}`}. ${printable(complaint)}`);
  });
  pipe.on('error', () => undefined); // its end is heard as the end of the process
  const kill = () => {
    if (isWrapped) killWrapped(child);
    else killAll(child);
  };
  const write = writingTogether(
    (bytes) => void pipe.write(bytes),
    // When all that has come by now was heard: most of it brings about something to write.
    (flush) => void setImmediate(flush),
  );
  return {
    post: (frame) => writeFrame(write, frame),
    onFrame(listener) {
      const splitter = createFrameSplitter(listener);
      pipe.on('data', (chunk: Uint8Array) => {
        if (!splitter.push(chunk)) kill();
      });
    },
    onExit: (listener) => void exit.promise.then(listener),
    kill,
    pid: () => child.pid,
    setWeight: weightOf(child),
  };
}

/** A tool that walls it in is in the same session. */
function weightOf({ pid }: ChildProcess): SetWeight {
  const hasGroups = process.platform === 'linux' && pid !== undefined && isLightest();
  return hasGroups ? createSessionWeight(pid) : () => undefined;
}

/** All of its session: a tool that walls it in, and the process itself. */
function killAll(child: ChildProcess): void {
  if (child.pid !== undefined && !hasEnded(child)) sendKill(isWindows ? child.pid : -child.pid);
}

/**
 * The tool that walls it in is left to bury it, and ends then: had that been killed as well, a zombie would be left
 * where nobody buries orphans. With the first process of a namespace all others end.
 */
function killWrapped(child: ChildProcess): void {
  const inside = childrenOf(child.pid);
  if (inside.length === 0) {
    killAll(child);
    return;
  }
  inside.forEach(sendKill);
  const late = setTimeout(killAll, buryWithinMs, child);
  child.once('exit', () => clearTimeout(late));
}

function childrenOf(id = 0): readonly number[] {
  try {
    const text = readFileSync(`/proc/${String(id)}/task/${String(id)}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // not every kernel shows it
  }
}

function sendKill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** What a process that may have been taken over says goes into a log, and nowhere else. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]+/g, ' ').trim();
}
