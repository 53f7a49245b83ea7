/**
 * The folder in which one node keeps all that is its own, and the lock that keeps a second node out.
 *
 * The lock is an open transaction on an empty SQLite database. The operating system ends it with the
 * process, also at `kill -9` and at a power cut, so that no stale lock ever has to be told from a live
 * one. A file with a process number, as many programs use it, cannot do that: numbers are used again.
 */
import envPaths from 'env-paths';
import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';

export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** Lets another node take the folder; whatever was opened in it must be closed before. */
  close(): void;
}

export type DataFolderRefusal = Refusal<'data_folder_unwritable' | 'data_folder_in_use'>;

/** Where the data of a person's only node lies on this operating system. */
export function defaultDataFolder(): string {
  return envPaths('common-hours', { suffix: '' }).data;
}

/**
 * Makes the folder if need be, readable by nobody else, and takes it for this process. A folder that
 * exists keeps its mode, because somebody may have chosen one that holds more than ours.
 */
export function openDataFolder(path: string): Result<DataFolder, DataFolderRefusal> {
  const folder = resolve(path);
  const problem = firstProblem(
    () => makeFolder(folder),
    () => tryWriting(folder),
  );
  if (problem !== null)
    return refuse('data_folder_unwritable', unwritableSentence(folder, problem));

  const lock = takeLock(join(folder, 'lock.db'));
  if (lock === 'busy') return refuse('data_folder_in_use', inUseSentence(folder));
  if (typeof lock === 'string') {
    return refuse('data_folder_unwritable', unwritableSentence(folder, lock));
  }
  const processFile = join(folder, 'lock.pid');
  const numbered = firstProblem(() => fs.writeFileSync(processFile, String(process.pid)));
  if (numbered !== null) {
    lock.close();
    return refuse('data_folder_unwritable', unwritableSentence(folder, numbered));
  }
  return ok({
    path: folder,
    close() {
      if (!lock.isOpen) return;
      fs.rmSync(processFile, { force: true });
      lock.close();
    },
  });
}

/** One after the other: Node's own `recursive` never ends where a system refuses with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (!fs.existsSync(dirname(folder))) makeFolder(dirname(folder));
  fs.mkdirSync(folder, { mode: 0o700 });
  syncFolder(dirname(folder));
}

/** Makes the names in a folder outlive a power cut, where the operating system lets us ask for it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}

function tryWriting(folder: string): void {
  const probe = join(folder, `write-probe-${process.pid}`);
  try {
    fs.writeFileSync(probe, 'x', { mode: 0o600 });
  } finally {
    fs.rmSync(probe, { force: true });
  }
}

/**
 * The lock, `busy`, or the code of what went wrong. Nothing but SQLite may open the file: closing it
 * again would end every lock that this process has on it (POSIX).
 */
function takeLock(file: string): DatabaseSync | string {
  try {
    const lock = new DatabaseSync(file, { timeout: 0 });
    try {
      lock.exec('begin exclusive');
      return lock;
    } catch (error) {
      lock.close();
      return primaryCode(error) === busyCode ? 'busy' : codeOf(error);
    }
  } catch (error) {
    return codeOf(error);
  }
}

const busyCode = 5;

function primaryCode(error: unknown): number {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
  return typeof code === 'number' ? code & 0xff : 0;
}

/** The code of the first step that fails, or null. */
function firstProblem(...steps: readonly (() => void)[]): string | null {
  try {
    for (const step of steps) step();
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('E')
    ? error.code
    : error.message;
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  EACCES: 'you have no right to write there',
  EPERM: 'you have no right to write there',
  EROFS: 'it is on a read-only disk',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file, not a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  ENAMETOOLONG: 'the name is too long',
};

function unwritableSentence(folder: string, code: string): string {
  const reason = reasons[code] ?? code;
  return `The data folder ${folder} cannot be written: ${reason}. Choose another folder with --data.`;
}

/** Names the process that holds the lock, if its number can be read and it is alive. */
function inUseSentence(folder: string): string {
  const holder = liveProcess(join(folder, 'lock.pid'));
  const who = holder === null ? '' : ` (process ${holder})`;
  return `Another node is already using ${folder}${who}. Stop it, or choose another folder with --data.`;
}

function liveProcess(file: string): number | null {
  try {
    const holder = Number(fs.readFileSync(file, 'utf8'));
    if (!Number.isSafeInteger(holder) || holder < 1) return null;
    process.kill(holder, 0);
    return holder;
  } catch {
    return null;
  }
}
