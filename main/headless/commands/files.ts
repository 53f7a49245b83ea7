/** Files that a person names on the command line. */
import * as fs from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { err, ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';

export type FileRefusal = Refusal<'too_large' | 'unreadable' | 'unwritable'>;

/** The bytes of a file, or of standard input for `-`. `what` is what the sentence calls it. */
export async function readLimited(
  path: string,
  most: number,
  what: string,
): Promise<Result<Uint8Array, FileRefusal>> {
  const stream = path === '-' ? process.stdin : fs.createReadStream(path);
  try {
    return await collect(stream, most, what);
  } catch (cause) {
    return refuse('unreadable', `The ${what} ${path} cannot be read: ${reasonOf(cause)}.`);
  }
}

/** Writes a result; it is not lost when that fails, because the node keeps it with the job. */
export async function writeResult(
  path: string,
  bytes: Uint8Array,
): Promise<Result<null, FileRefusal>> {
  try {
    await writeFile(path, bytes);
    return ok(null);
  } catch (cause) {
    return unwritable(path, cause);
  }
}

/**
 * Makes a file and lets `fill` write it. Never over a file that is there, which may be the only one of its kind; and
 * half a file is none.
 */
export async function makeFile<Value, Why extends Refusal>(
  path: string,
  fill: (descriptor: number) => Result<Value, Why> | Promise<Result<Value, Why>>,
  mode = 0o666,
): Promise<Result<Value, Why | Refusal<'file_exists' | 'unwritable'>>> {
  let isOurs = false;
  let isWhole = false;
  try {
    const descriptor = fs.openSync(path, 'wx', mode);
    isOurs = true;
    try {
      const filled = await fill(descriptor);
      if (filled.ok) fs.fsyncSync(descriptor);
      isWhole = filled.ok;
      return filled;
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (cause) {
    isWhole = false;
    if (!isOurs && cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')
      return err(fileExists(path));
    return refuse('unwritable', `${path} cannot be written: ${reasonOf(cause)}.`);
  } finally {
    if (isOurs && !isWhole) fs.rmSync(path, { force: true });
  }
}

export function fileExists(path: string): Refusal<'file_exists'> {
  return { name: 'file_exists', detail: `There is a file ${path} already: choose another name.` };
}

/** The same with all that is to be in it. */
export function writeNew(path: string, content: string | Uint8Array, mode?: number) {
  const fill = (descriptor: number) => {
    fs.writeFileSync(descriptor, content);
    return ok(null);
  };
  return makeFile(path, fill, mode);
}

/** Says why a result could not be written. */
export function unwritable(path: string, cause: unknown): Result<never, Refusal<'unwritable'>> {
  const detail = `${path} cannot be written: ${reasonOf(cause)}. The result stays with the job.`;
  return refuse('unwritable', detail);
}

/** Reads no further than the limit, because a pipe or a device may never end. */
async function collect(
  stream: AsyncIterable<Uint8Array>,
  most: number,
  what: string,
): Promise<Result<Uint8Array, FileRefusal>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > most) {
      const mebibytes = String(most / 2 ** 20);
      const detail = `The ${what} is larger than ${mebibytes} MiB, the most that is sent.`;
      return refuse('too_large', detail);
    }
  }
  return ok(new Uint8Array(Buffer.concat(chunks)));
}

/** Why a file could not be opened, read or written, in words where there are some. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return reasons[code] ?? code;
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file',
  EACCES: 'you have no right to it',
  EPERM: 'you have no right to it',
  EISDIR: 'it is a folder',
  EEXIST: 'there is a file of that name',
  ENOSPC: 'the disk is full',
  EROFS: 'it is on a read-only disk',
};
