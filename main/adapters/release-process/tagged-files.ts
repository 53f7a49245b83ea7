/**
 * The files of a tag in a git repository, as git has them: nothing is checked out, no folder of the repository is
 * touched, and what is in its folders but not under the tag is in no release.
 */
import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import type { Import } from '../../../shared/api/software-shape.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { releaseLimits } from '../../../shared/software/limits.ts';
import type * as v from 'valibot';
import { openBlobs } from './blobs.ts';
import type { Blobs } from './blobs.ts';
import { checkFound } from './folder-files.ts';
import type { FilesRefusalName, FoundFile } from './folder-files.ts';
import { askGit } from './git.ts';
import type { GitAnswer } from './git.ts';

export type Origin = NonNullable<v.InferOutput<typeof Import>['origin']>;

export interface TaggedFiles {
  /** In the order of their paths, in which they are to be opened, one after the other. */
  readonly files: readonly FoundFile[];
  readonly origin: Origin;
  close(): void;
}

type Refused = Refusal<FilesRefusalName>;

const shortBytesMax = 4_096;
const tagBytesMax = 1_048_576;
const treeBytesMax = releaseLimits.files * (releaseLimits.pathBytes + 100);
const signatures = /^-----BEGIN (PGP SIGNATURE|PGP MESSAGE|SSH SIGNATURE|SIGNED MESSAGE)-----$/m;

/** A refusal names the first thing that cannot be shared. */
export async function findTagged(
  repository: string,
  tag: string,
): Promise<Result<TaggedFiles, Refused>> {
  const root = await checkRoot(repository);
  if (!root.ok) return root;
  const origin = await readTag(repository, tag);
  if (!origin.ok) return origin;
  const tree = ['ls-tree', '-r', '-z', '-l', '--full-tree', origin.value.commit];
  const listed = await askGit(repository, tree, treeBytesMax);
  if (listed.code === null) return refuse('bad_files', 'A release has at most 20,000 files.');
  if (listed.code !== 0) return refuse('bad_files', 'The tag cannot be read in this repository.');
  const blobs = openBlobs(repository);
  const files = filesOf(listed.said, blobs);
  if (!files.ok) return files;
  return ok({ files: files.value, origin: origin.value, close: () => blobs.close() });
}

/** Its own folder, not one inside: what somebody names must be what is shared. */
async function checkRoot(repository: string): Promise<Result<null, Refused>> {
  const name = basename(repository);
  const asked = await askGit(repository, ['rev-parse', '--show-prefix'], shortBytesMax);
  if (!asked.isThere) {
    return refuse('bad_files', 'There is no git on this computer: share a folder instead.');
  }
  if (asked.complaint.includes('dubious ownership')) {
    return refuse('bad_files', `“${name}” belongs to somebody else, and git does not read it.`);
  }
  if (asked.code !== 0) return refuse('not_there', `“${name}” is no repository of git.`);
  return lineOf(asked) === ''
    ? ok(null)
    : refuse(
        'not_there',
        `“${name}” lies in a repository of git and is none: name its own folder.`,
      );
}

async function readTag(repository: string, tag: string): Promise<Result<Origin, Refused>> {
  const name = `refs/tags/${tag}`;
  const found = await askGit(repository, ['show-ref', '--verify', '--hash', '--', name], 4_096);
  const object = lineOf(found);
  const peeled = await askGit(
    repository,
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${object}^{commit}`],
    shortBytesMax,
  );
  const commit = lineOf(peeled);
  if (found.code !== 0 || peeled.code !== 0 || !/^[0-9a-f]{40,64}$/.test(commit)) {
    return refuse('not_there', `There is no tag “${tag.slice(0, 80)}” on a commit.`);
  }
  const text =
    object === commit ? null : await askGit(repository, ['cat-file', 'tag', object], tagBytesMax);
  const isSigned = text?.code === 0 && signatures.test(text.said.toString());
  return ok({ tag, commit, isSigned, link: await linkOf(repository) });
}

/** Where others find the repository; null where that is no https address. */
async function linkOf(repository: string): Promise<string | null> {
  const asked = await askGit(repository, ['config', '--get', 'remote.origin.url'], shortBytesMax);
  const url = asked.code === 0 ? URL.parse(lineOf(asked)) : null;
  if (url?.protocol !== 'https:') return null;
  // whoever cloned it may have left a password in it
  const { origin, pathname } = url;
  const link = `${origin}${pathname}`;
  return link.length <= linkLengthMax ? link : null;
}

/** Room for a commit behind it. */
const linkLengthMax = 230;

function lineOf({ said }: GitAnswer): string {
  return said.toString().trim();
}

function filesOf(listed: Buffer, blobs: Blobs): Result<readonly FoundFile[], Refusal<'bad_files'>> {
  if (!isUtf8(listed)) return refuse('bad_files', 'A name under this tag is no text.');
  const lines = listed.toString().split('\0').slice(0, -1);
  if (lines.length === 0) return refuse('bad_files', 'There is no file under this tag.');
  if (lines.length > releaseLimits.files) {
    return refuse('bad_files', 'A release has at most 20,000 files.');
  }
  const found: FoundFile[] = [];
  for (const each of lines) {
    const file = fileOf(each, blobs);
    if (!file.ok) return file;
    found.push(file.value);
  }
  return checkFound(found);
}

const entry = /^(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\d{1,15}|-|BAD)\t(.+)$/s;

function fileOf(line: string, blobs: Blobs): Result<FoundFile, Refusal<'bad_files'>> {
  const [, mode = '', , id = '', size = '', path = ''] = entry.exec(line) ?? [];
  if (mode === '120000') {
    return refuse('bad_files', `“${path}” is a link to somewhere else. Only files can be shared.`);
  }
  if (mode === '160000') {
    return refuse(
      'bad_files',
      `“${path}” is another repository in this one. Only files can be shared.`,
    );
  }
  if (!/^100\d{3}$/.test(mode)) return refuse('bad_files', `“${path}” is no file.`);
  if (size === 'BAD') return refuse('bad_files', `“${path}” is not in this repository.`);
  const bytes = Number(size);
  const isExecutable = mode === '100755';
  return ok({ path, bytes, isExecutable, open: () => blobs.open({ path, id, bytes }) });
}
