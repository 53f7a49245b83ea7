import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findFiles, sizeOf } from '../../main/adapters/release-process/folder-files.ts';
import { checkPlace, folderName, removeFiles } from '../../main/adapters/release-process/places.ts';
import { readShelf, writeShelf } from '../../main/adapters/release-process/shelf-file.ts';
import { fillFolder } from '../support/release-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const isPosix = process.platform !== 'win32';
const nameOf = (result: { ok: boolean; error?: { name: string; detail: string } }) =>
  result.ok ? 'ok' : `${result.error?.name ?? ''}: ${result.error?.detail ?? ''}`;

it('the files of a folder are found in the order of their paths', async () => {
  const folder = fillFolder(temporaryFolder(), { 'b/x': 65_537, a: 0, 'b/c/d': 1, B2: 5 });
  const found = await findFiles(folder);
  expect(found.ok && found.value.map(({ path }) => path)).toEqual(['B2', 'a', 'b/c/d', 'b/x']);
  expect(found.ok && sizeOf(found.value)).toEqual({ files: 4, bytes: 65_543, pieces: 4 });
  const one = await findFiles(join(folder, 'b', 'x'));
  expect(one.ok && one.value.map(({ path }) => path)).toEqual(['x']);
});

it.runIf(isPosix)('what may be run is known from what may not', async () => {
  const folder = fillFolder(temporaryFolder(), { run: 1, read: 1, 'of others': 1 });
  chmodSync(join(folder, 'run'), 0o755);
  chmodSync(join(folder, 'of others'), 0o611);
  const found = await findFiles(folder);
  const programs = found.ok && found.value.filter((each) => each.isExecutable);
  expect(programs && programs.map(({ path }) => path)).toEqual(['run']);
});

it.runIf(isPosix)('links, devices and pipes are refused by name', async () => {
  const linked = fillFolder(temporaryFolder(), { 'a/b': 10 });
  symlinkSync('/etc/passwd', join(linked, 'a', 'link'));
  expect(nameOf(await findFiles(linked))).toContain('bad_files: “a/link” is a link');
  expect(nameOf(await findFiles(join(linked, 'a', 'link')))).toContain('bad_files');
  const piped = fillFolder(temporaryFolder(), { a: 10 });
  execFileSync('mkfifo', [join(piped, 'pipe')]);
  expect(nameOf(await findFiles(piped))).toContain('bad_files: “pipe” is no file');
  expect(nameOf(await findFiles('/dev/null'))).toContain('bad_files');
});

it('what is not there, is empty, or would clash elsewhere is refused', async () => {
  const empty = temporaryFolder();
  expect(nameOf(await findFiles(empty))).toContain('bad_files: There is no file');
  expect(nameOf(await findFiles(join(empty, 'no')))).toContain('not_there');
  if (!isPosix) return;
  const clash = fillFolder(temporaryFolder(), { 'x/Read': 1, 'x/read': 1, 'y/con.txt': 1 });
  expect(nameOf(await findFiles(clash))).toContain('are one name on some systems');
});

it('a place is refused that is not there, is taken, or has no room', async () => {
  const store = temporaryFolder();
  const folder = fillFolder(temporaryFolder(), { 'Tool 1/mine': 5 });
  const small = { store, bytes: 10, here: 0 };
  expect(nameOf(await checkPlace(folder, 'Tool 2', small))).toBe('ok');
  expect(nameOf(await checkPlace(folder, 'Tool 1', small))).toContain('already_there');
  expect(nameOf(await checkPlace(join(folder, 'no'), 'Tool 2', small))).toContain('not_there');
  const large = { store, bytes: 2 ** 50, here: 0 };
  expect(nameOf(await checkPlace(folder, 'Tool 2', large))).toContain('disk_full');
});

it.each([
  ['Tool', '1.2', 'Tool 1.2'],
  ['../../etc', '1', '..-..-etc 1'],
  ['a/b\\c:d', '2', 'a-b-c-d 2'],
  ['CON', '.', 'release a1a1a1a1'],
  ['Näme', 'β', 'Näme β'],
  ['\u202e', '...', '-'],
])('a release named %j %j gets the folder %j', (name, version, folder) => {
  expect(folderName(name, version, 'a1'.repeat(32))).toBe(folder);
});

it.runIf(isPosix)('files are not taken away through a folder that became a link', async () => {
  const root = fillFolder(temporaryFolder(), { 'a/own': 1, 'kept/x': 1 });
  const elsewhere = fillFolder(temporaryFolder(), { x: 1 });
  symlinkSync(elsewhere, join(root, 'linked'));
  const hash = '00'.repeat(32);
  await removeFiles(root, [
    { path: 'a/own', bytes: 1, hash, isExecutable: false },
    { path: 'linked/x', bytes: 1, hash, isExecutable: false },
  ]);
  expect(readdirSync(elsewhere)).toEqual(['x']);
  expect(readdirSync(root).sort()).toEqual(['kept', 'linked']);
});

it('what is remembered of releases is read as it was written, and put aside where it is damaged', () => {
  const folder = temporaryFolder();
  expect(readShelf(folder, () => {}).releases).toEqual([]);
  const shelf = {
    ...{ giveRate: 100_000, imports: [], unfinished: ['ab'.repeat(32)], releases: [] },
    hasCounters: true,
  };
  writeShelf(folder, shelf);
  expect(readShelf(folder, () => {})).toMatchObject(shelf);
  writeShelf(folder, { ...shelf, giveRate: -1 });
  const said: string[] = [];
  expect(readShelf(folder, (sentence) => said.push(sentence)).giveRate).toBeNull();
  expect(said).toHaveLength(1);
  expect(readdirSync(join(folder, 'releases'))).toEqual(['shelf.json.unreadable']);
});
