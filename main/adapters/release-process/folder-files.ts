/** What files a release would have: a file, or all that is in a folder; nothing is followed, nothing is left out. */
import { lstat, opendir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { piecesOf, releaseLimits } from '../../../shared/software/limits.ts';
import type { ManifestSize } from '../../../shared/software/manifest.ts';
import { checkPaths } from '../../../shared/software/paths.ts';

export interface FoundFile {
  /** In the release: with `/`, below the folder that was chosen. */
  readonly path: string;
  /** On this computer. */
  readonly file: string;
  readonly bytes: number;
}

export type FilesRefusalName = 'not_there' | 'bad_files';

/** In the order of the paths. A refusal names the first file that cannot be shared. */
export async function findFiles(
  place: string,
): Promise<Result<readonly FoundFile[], Refusal<FilesRefusalName>>> {
  const found: FoundFile[] = [];
  try {
    const stats = await lstat(place);
    const trouble = stats.isFile()
      ? add(found, { path: basename(place), file: place, bytes: stats.size })
      : stats.isDirectory()
        ? await walk(place, '', found)
        : `“${basename(place)}” is neither a file nor a folder.`;
    if (trouble !== null) return refuse('bad_files', trouble);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return refuse('not_there', `“${basename(place)}” cannot be read (${code ?? 'unknown'}).`);
  }
  if (found.length === 0) return refuse('bad_files', 'There is no file in this folder.');
  if (sizeOf(found).bytes > releaseLimits.bytes) {
    return refuse('bad_files', 'A release has at most 16 GiB.');
  }
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  const paths = checkPaths(found.map(({ path }) => path));
  return paths.ok ? ok(found) : refuse('bad_files', paths.error.detail);
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
          ? add(found, { path, file, bytes: stats.size })
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
