/** What files a release would have: a file, or all that is in a folder; nothing is followed, nothing is left out. */
import { constants } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { piecesOf, releaseLimits } from '../../../shared/software/limits.ts';
import type { ManifestSize } from '../../../shared/software/manifest.ts';
import { checkPaths } from '../../../shared/software/paths.ts';

export interface FoundFile {
  /** In the release: with `/`, below the folder that was chosen. */
  readonly path: string;
  readonly bytes: number;
  readonly isExecutable: boolean;
  /** Fails as a system does where it cannot be read. */
  readonly open: () => Promise<Result<OpenedFile, Refusal<'bad_files'>>>;
}

/** What is being read, from its beginning on. */
export interface OpenedFile {
  /** As many bytes as there are, and the chunk takes: fewer only at the end of the file. */
  fill(chunk: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

export type FilesRefusalName = 'not_there' | 'bad_files';

/** What has become a link or a device meanwhile is not followed, and not waited for. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
const readOnly = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
/** Whoever owns it may run it. */
const mayRun = 0o100;

/** In the order of the paths. A refusal names the first file that cannot be shared. */
export async function findFiles(
  place: string,
): Promise<Result<readonly FoundFile[], Refusal<FilesRefusalName>>> {
  const found: FoundFile[] = [];
  try {
    const stats = await lstat(place);
    const trouble = stats.isFile()
      ? add(found, fileOf(basename(place), place, stats))
      : stats.isDirectory()
        ? await walk(place, '', found)
        : `“${basename(place)}” is neither a file nor a folder.`;
    if (trouble !== null) return refuse('bad_files', trouble);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return refuse('not_there', `“${basename(place)}” cannot be read (${code ?? 'unknown'}).`);
  }
  if (found.length === 0) return refuse('bad_files', 'There is no file in this folder.');
  return checkFound(found);
}

/** In the order of their paths, if a release may have them. */
export function checkFound(
  found: readonly FoundFile[],
): Result<readonly FoundFile[], Refusal<'bad_files'>> {
  if (sizeOf(found).bytes > releaseLimits.bytes) {
    return refuse('bad_files', 'A release has at most 16 GiB.');
  }
  const sorted = found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const paths = checkPaths(sorted.map(({ path }) => path));
  return paths.ok ? ok(sorted) : refuse('bad_files', paths.error.detail);
}

/** All of them together. */
export function sizeOf(files: readonly FoundFile[]): ManifestSize {
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    pieces: files.reduce((sum, { bytes }) => sum + piecesOf(bytes), 0),
  };
}

/** One sentence on what keeps a folder from being shared; null when nothing does. */
async function walk(folder: string, below: string, found: FoundFile[]): Promise<string | null> {
  if (below.split('/').length > releaseLimits.depth) return 'Its folders are too deep in folders.';
  for await (const entry of await opendir(folder)) {
    const [path, file] = [`${below}${entry.name}`, join(folder, entry.name)];
    const stats = await lstat(file);
    const trouble = stats.isSymbolicLink()
      ? `“${path}” is a link to somewhere else. Only files and folders can be shared.`
      : stats.isDirectory()
        ? await walk(file, `${path}/`, found)
        : stats.isFile()
          ? add(found, fileOf(path, file, stats))
          : `“${path}” is no file. Only files and folders can be shared.`;
    if (trouble !== null) return trouble;
  }
  return null;
}

function add(found: FoundFile[], file: FoundFile): string | null {
  found.push(file);
  if (found.length > releaseLimits.files) return 'A release has at most 20,000 files.';
  return null;
}

function fileOf(
  path: string,
  file: string,
  { size, mode }: { readonly size: number; readonly mode: number },
): FoundFile {
  const isExecutable = (mode & mayRun) !== 0;
  return { path, bytes: size, isExecutable, open: () => openFile(path, file) };
}

async function openFile(
  path: string,
  file: string,
): Promise<Result<OpenedFile, Refusal<'bad_files'>>> {
  const handle = await open(file, readOnly);
  if (!(await handle.stat()).isFile()) {
    await handle.close();
    return refuse('bad_files', `“${path}” is no file.`);
  }
  return ok({ fill: (chunk) => fill(handle, chunk), close: () => handle.close() });
}

/** A read may answer with less than is there, and a piece must not be short in the middle of a file. */
async function fill(handle: FileHandle, chunk: Uint8Array): Promise<number> {
  let at = 0;
  while (at < chunk.byteLength) {
    const { bytesRead } = await handle.read(chunk, at, chunk.byteLength - at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}
