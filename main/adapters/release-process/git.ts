/**
 * Asks the git of this computer about a repository that somebody else may have made: only what reads objects and names,
 * nothing that fetches, asks a person, or runs what a repository names.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { dirname, resolve } from 'node:path';

const patienceMs = 120_000;
const complaintBytesMax = 4_096;

export interface GitAnswer {
  /** Null where there is no git, it took too long, or said too much. */
  readonly code: number | null;
  readonly said: Buffer;
  readonly complaint: string;
  readonly isThere: boolean;
}

/** Runs it to its end. */
export async function askGit(
  repository: string,
  given: readonly string[],
  bytesMax: number,
): Promise<GitAnswer> {
  const child = startGit(repository, given);
  const ended = new Promise<{ readonly code: number | null; readonly isThere: boolean }>((done) => {
    child.on('error', ({ code }: NodeJS.ErrnoException) => {
      done({ code: null, isThere: code !== 'ENOENT' });
    });
    child.on('close', (code) => done({ code, isThere: true }));
  });
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.stdin.end();
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > bytesMax) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(0, complaintBytesMax);
  });
  const { code, isThere } = await ended;
  clearTimeout(late);
  return { code: size > bytesMax ? null : code, said: Buffer.concat(chunks), complaint, isThere };
}

/** Its standard streams are the caller's. */
export function startGit(
  repository: string,
  given: readonly string[],
): ChildProcessWithoutNullStreams {
  const child = spawn('git', ['--no-pager', '-C', resolve(repository), ...given], {
    // a system may look for a program in the present folder first: that must not be the repository
    cwd: dirname(process.execPath),
    env: environment(),
    windowsHide: true,
  });
  // what it is told after its end is told nobody
  child.stdin.on('error', () => undefined);
  return child;
}

/** What this process was started with may not say which repository is meant. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // objects as they are, not what a repository would put in their place
    GIT_NO_REPLACE_OBJECTS: '1',
    // a repository that has not all of its objects would fetch them
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}
