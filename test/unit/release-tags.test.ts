/** Files of a release that come from a tag of a git repository. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FoundFile } from '../../main/adapters/release-process/folder-files.ts';
import { findTagged } from '../../main/adapters/release-process/tagged-files.ts';
import { fillFolder } from '../support/release-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const isPosix = process.platform !== 'win32';
const timeout = 60_000;

/** Nothing of whoever runs the test may be in it. */
function git(folder: string, ...given: readonly string[]): string {
  const own = ['-c', 'user.name=Alice', '-c', 'user.email=alice@example.org'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: join(folder, 'none'), GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', [...own, ...given], { cwd: folder, env, stdio: 'pipe' }).toString();
}

function repository(sizes: Readonly<Record<string, number>>): string {
  const folder = fillFolder(temporaryFolder(), sizes);
  git(folder, 'init', '--quiet');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'All of it');
  return folder;
}

async function tagged(folder: string, tag: string) {
  const found = await findTagged(folder, tag);
  if (found.ok) onTestFinished(() => found.value.close());
  return found;
}

const refusalOf = async (folder: string, tag: string) => {
  const found = await tagged(folder, tag);
  return found.ok ? 'ok' : `${found.error.name}: ${found.error.detail}`;
};

async function hashOf({ open, bytes }: FoundFile, chunkBytes: number): Promise<string> {
  const opened = await open();
  if (!opened.ok) return opened.error.detail;
  const digest = createHash('sha256');
  let read = 0;
  for (;;) {
    const chunk = new Uint8Array(chunkBytes);
    const got = await opened.value.fill(chunk);
    if (got === 0) break;
    digest.update(chunk.subarray(0, got));
    read += got;
  }
  await opened.value.close();
  expect(read).toBe(bytes);
  return digest.digest('hex');
}

describe('the files of a tag', { timeout }, () => {
  it('are those that were committed, whatever lies in the folder now', async () => {
    const folder = repository({ 'b/x': 200_000, a: 0, 'b/c/grüße 日本': 1, B2: 5 });
    if (isPosix) {
      chmodSync(join(folder, 'B2'), 0o755);
      git(folder, 'commit', '--quiet', '-a', '-m', 'May be run');
    }
    git(folder, 'tag', 'v1.0');
    const commit = git(folder, 'rev-parse', 'HEAD').trim();
    const wanted = ['B2', 'a', 'b/c/grüße 日本', 'b/x'];
    const hashes = wanted.map((path) => git(folder, 'show', `v1.0:${path}`).length >= 0 && path);
    expect(hashes).toEqual(wanted);
    const committed = createHash('sha256')
      .update(execFileSync('git', ['cat-file', 'blob', 'v1.0:b/x'], { cwd: folder }))
      .digest('hex');
    fillFolder(folder, { 'b/x': 10, 'not committed': 1 });
    const found = await tagged(folder, 'v1.0');
    if (!found.ok) return expect.unreachable(found.error.detail);
    const { files, origin } = found.value;
    expect(files.map(({ path }) => path)).toEqual(wanted);
    expect(files.map(({ bytes }) => bytes)).toEqual([5, 0, 1, 200_000]);
    expect(files.map(({ isExecutable }) => isExecutable)).toEqual([isPosix, false, false, false]);
    expect(origin).toEqual({ tag: 'v1.0', commit, isSigned: false, link: null });
    const read: string[] = [];
    for (const each of files) read.push(await hashOf(each, 70_001));
    expect(read.at(-1)).toBe(committed);
    expect(read[1]).toBe(createHash('sha256').digest('hex'));
    // what is called off before its end leaves the next readable
    const [, , , large] = files;
    const opened = await large?.open();
    if (opened?.ok === true) {
      await opened.value.fill(new Uint8Array(10));
      await opened.value.close();
    }
    expect(large && (await hashOf(large, 70_001))).toBe(committed);
    expect(readdirSync(folder).sort()).toEqual(['.git', 'B2', 'a', 'b', 'not committed']);
  });

  it('say whether a signature stands in the tag, and where others find the repository', async () => {
    const folder = repository({ a: 1 });
    git(folder, 'tag', '-a', 'plain', '-m', 'No signature');
    const signature = '-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----';
    git(folder, 'tag', '-a', 'signed', '-m', `Signed\n${signature}`);
    git(folder, 'remote', 'add', 'origin', 'https://alice:secret@example.org/alice/lines.git');
    const both = await Promise.all(['plain', 'signed'].map((tag) => tagged(folder, tag)));
    expect(both.map((each) => each.ok && each.value.origin.isSigned)).toEqual([false, true]);
    const link = 'https://example.org/alice/lines.git';
    expect(both.map((each) => each.ok && each.value.origin.link)).toEqual([link, link]);
    git(folder, 'remote', 'set-url', 'origin', 'ext::sh -c touch% run');
    const local = await tagged(folder, 'plain');
    expect(local.ok && local.value.origin.link).toBe(null);
  });

  it('are not taken where there is no such tag, commit or repository', async () => {
    const folder = repository({ 'in/a': 1 });
    git(folder, 'branch', 'twig');
    git(folder, 'tag', 'blob', git(folder, 'rev-parse', 'HEAD:in/a').trim());
    for (const tag of ['v2', 'twig', 'HEAD', '--help', '../heads/twig', 'blob', 'v2^{tree}', '']) {
      expect(await refusalOf(folder, tag)).toMatch(/^not_there: There is no tag/);
    }
    expect(await refusalOf(join(folder, 'in'), 'v2')).toMatch(/^not_there: “in” lies in/);
    expect(await refusalOf(join(folder, 'no'), 'v2')).toMatch(/^not_there: “no” is no/);
    expect(await refusalOf(temporaryFolder(), 'v2')).toMatch(/^not_there: .*no repository/);
    git(folder, 'commit', '--quiet', '--amend', '--allow-empty', '-m', 'Again');
    git(folder, 'tag', 'v2');
    expect(await refusalOf(folder, 'v2')).toBe('ok');
  });

  it.runIf(isPosix)('are not taken where a link is among them', async () => {
    const folder = repository({ a: 1 });
    symlinkSync('/etc/passwd', join(folder, 'link'));
    git(folder, 'add', 'link');
    git(folder, 'commit', '--quiet', '-m', 'A link');
    git(folder, 'tag', 'v1');
    expect(await refusalOf(folder, 'v1')).toMatch(/^bad_files: “link” is a link/);
  });

  it.runIf(isPosix)('are not taken where names clash elsewhere', async () => {
    const folder = repository({ 'x/Read': 1, 'x/read': 1 });
    git(folder, 'tag', 'v1');
    expect(await refusalOf(folder, 'v1')).toMatch(/^bad_files: .*one name on some systems/);
  });

  it('are not taken where another repository is among them, or nothing', async () => {
    const folder = repository({ a: 1 });
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    git(inside, 'init', '--quiet');
    git(inside, 'commit', '--quiet', '--allow-empty', '-m', 'Inside');
    git(folder, 'add', 'inside');
    git(folder, 'commit', '--quiet', '-m', 'Another one');
    git(folder, 'tag', 'v1');
    expect(await refusalOf(folder, 'v1')).toMatch(/^bad_files: “inside” is another repository/);
    git(folder, 'rm', '-r', '--quiet', '--cached', '.');
    git(folder, 'commit', '--quiet', '-m', 'Nothing');
    git(folder, 'tag', 'empty');
    expect(await refusalOf(folder, 'empty')).toBe('bad_files: There is no file under this tag.');
  });

  it('are not taken where the repository has not all of them, and nothing is fetched or run for it', async () => {
    const folder = repository({ a: 1, b: 40 });
    git(folder, 'tag', 'v1');
    const blob = git(folder, 'rev-parse', 'v1:b').trim();
    git(folder, 'config', 'remote.origin.url', folder);
    git(folder, 'config', 'remote.origin.promisor', 'true');
    git(folder, 'config', 'remote.origin.uploadpack', `touch ${join(folder, 'ran')};`);
    git(folder, 'config', 'extensions.partialClone', 'origin');
    git(folder, 'config', 'core.fsmonitor', `touch ${join(folder, 'ran')}`);
    const object = join(folder, '.git', 'objects', blob.slice(0, 2), blob.slice(2));
    const found = await tagged(folder, 'v1');
    rmSync(object, { force: true });
    if (!found.ok) return expect.unreachable(found.error.detail);
    const [first, second] = found.value.files;
    expect(first && (await hashOf(first, 100))).toHaveLength(64);
    expect(second && (await hashOf(second, 100))).toMatch(/“b” is not in this repository/);
    expect(await refusalOf(folder, 'v1')).toMatch(/^bad_files: (“b” is not|The tag cannot)/);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});
