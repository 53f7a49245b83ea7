/** Where files of a release go on this computer, whether there is room for them, and how they are taken away again. */
import { lstat, readdir, realpath, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { checkPath } from '../../../shared/software/paths.ts';
import type { Manifest } from '../../../shared/software/manifest.ts';

export type PlaceRefusalName = 'not_there' | 'already_there' | 'disk_full';

/** What stays free whatever is fetched. */
const slackBytes = 64 * 1024 * 1024;

/** The name of the folder that a release gets, made of its own name as far as every system can bear it. */
export function folderName(name: string, version: string, release: string): string {
  const wished = `${name} ${version}`.replaceAll(/[\p{C}<>:"/\\|?*]+/gu, '-').trim();
  const short = [...wished]
    .slice(0, 60)
    .join('')
    .replace(/[. ]+$/u, '');
  return checkPath(short).ok ? short : `release ${release.slice(0, 8)}`;
}

export type FreeBytes = (folder: string) => Promise<number>;

export interface PlaceNeeds {
  readonly store: string;
  readonly bytes: number;
  readonly here: number;
  /** As the system says, where it is not given. */
  readonly free?: FreeBytes;
}

/**
 * Whether files of so many bytes can go into a folder of this name in `folder`, while their pieces go into `store`,
 * which has `here` of them already.
 */
export async function checkPlace(
  folder: string,
  name: string,
  { store, bytes, here, free = freeBytesOf }: PlaceNeeds,
): Promise<Result<null, Refusal<PlaceRefusalName>>> {
  const stats = await stat(folder).catch(() => null);
  if (stats?.isDirectory() !== true) {
    return refuse('not_there', 'The folder that was chosen is not there.');
  }
  const there = await lstat(join(folder, name)).catch(() => null);
  if (there !== null) {
    return refuse('already_there', `“${name}” is in this folder already.`);
  }
  const isOneDisk = (await stat(store)).dev === stats.dev;
  const missing = Math.max(0, bytes - here);
  const fits =
    (await free(folder)) >= slackBytes + bytes + (isOneDisk ? missing : 0) &&
    (isOneDisk || (await free(store)) >= slackBytes + missing);
  return fits ? ok(null) : full(bytes + missing);
}

/** Whether the store takes so many bytes more. */
export async function checkStore(
  store: string,
  bytes: number,
): Promise<Result<null, Refusal<'disk_full'>>> {
  return (await freeBytesOf(store)) >= slackBytes + bytes ? ok(null) : full(bytes);
}

/** What the disk of a folder has free for this person. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function full(bytes: number): Result<never, Refusal<'disk_full'>> {
  const mebibytes = Math.ceil((bytes + slackBytes) / 1024 ** 2);
  return refuse(
    'disk_full',
    `There is not enough room on the disk: ${String(mebibytes)} MiB are needed, half of them for what is shared on.`,
  );
}

/** Takes away the files of a list, and folders that are empty then; what else lies there stays. */
export async function removeFiles(root: string, manifest: Manifest): Promise<void> {
  const real = await realpath(root).catch(() => null);
  if (real === null) return;
  const folders = new Set<string>();
  for (const { path } of manifest) {
    const names = path.split('/');
    const file = join(real, ...names);
    // a folder that has become a link leads to somebody else's files
    const within = await realpath(dirname(file)).catch(() => null);
    if (within !== dirname(file)) continue;
    await rm(file, { force: true }).catch(() => undefined);
    for (let folder = dirname(file); folder.length > real.length; folder = dirname(folder)) {
      folders.add(folder);
    }
  }
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) await removeEmpty(folder);
  await removeEmpty(real);
}

async function removeEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => ['unreadable']);
  if (entries.length === 0) await rmdir(folder).catch(() => undefined);
}
