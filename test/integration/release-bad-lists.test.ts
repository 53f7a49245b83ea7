/**
 * Releases whose list was made by somebody who does not keep to the rules: it is refused before anything is written, and a
 * file that is not what its list says never gets its name.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Corestore from 'corestore';
import Hyperdrive from 'hyperdrive';
import { expect, onTestFinished, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { fetchRelease } from '../../main/adapters/release-process/fetching.ts';
import type { KeptRelease } from '../../main/adapters/release-process/shelf-file.ts';
import { bytesToHex, textToBytes } from '../../shared/base/bytes.ts';
import { piecesOf } from '../../shared/software/limits.ts';
import { encodeManifest, manifestHash } from '../../shared/software/manifest.ts';
import type { ReleaseFile } from '../../shared/software/manifest.ts';
import { community } from '../support/release-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const content = textToBytes('What a file holds.');
const hash = createHash('sha256').update(content).digest('hex');
const release = 'ab'.repeat(32);
const is = (path: string, change: Partial<ReleaseFile> = {}): ReleaseFile => ({
  ...{ path, bytes: content.byteLength, hash, isExecutable: false },
  ...change,
});

/** Fetches a release with such a list, each of whose files has the same content. */
async function fetched(files: readonly ReleaseFile[], change: Partial<KeptRelease> = {}) {
  const store = new Corestore(temporaryFolder());
  const drive = new Hyperdrive(store);
  onTestFinished(() => store.close());
  await drive.ready();
  const { core } = await drive.getBlobs();
  for (const _ of files) await core.append([content]);
  const list = encodeManifest(files);
  await core.append([list]);
  const around = temporaryFolder();
  const folder = join(around, 'chosen');
  mkdirSync(folder);
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  const pieces = files.reduce((sum, each) => sum + piecesOf(each.bytes), 0);
  const kept: KeptRelease = {
    ...{ community, release, name: 'Tool', version: '1', request: null, setAside: [0n, 0n] },
    ...{ size: { files: files.length, bytes, pieces }, drive: bytesToHex(drive.key) },
    manifest: bytesToHex(manifestHash(list, cryptography.hash)),
    place: { folder, name: 'Tool 1' },
    ...{ state: 'arriving', isShared: true, addedAtMs: 0 },
    ...change,
  };
  const { signal } = new AbortController();
  const opened = () => Promise.resolve();
  const got = await fetchRelease({ drive, kept, signal, stage: () => undefined, opened });
  expect(readdirSync(around)).toEqual(['chosen']);
  return { got, folder, written: readdirSync(folder).filter((name) => !name.startsWith('.')) };
}

test('what keeps to the rules is written as its list says', async () => {
  const files = [is('bin/run', { isExecutable: true }), is('read me')];
  const { got, folder, written } = await fetched(files);
  expect([got.ok, written]).toEqual([true, ['Tool 1']]);
  const made = files.map(({ path }) => join(folder, 'Tool 1', path));
  expect(made.map((file) => readFileSync(file, 'utf8'))).toEqual(
    files.map(() => 'What a file holds.'),
  );
  if (process.platform === 'win32') return;
  // what a person lets others do is no matter of a release
  expect(made.map((file) => statSync(file).mode & 0o700)).toEqual([0o700, 0o600]);
});

test.each<readonly [string, readonly ReleaseFile[], RegExp]>([
  ['a path out of the folder', [is('../outside')], /leads out of its folder/],
  ['a path out of a folder in it', [is('a/../../outside')], /leads out of its folder/],
  ['an absolute path', [is('/outside')], /is an absolute path/],
  ['a path of another system', [is('C:\\outside')], /is an absolute path/],
  ['the name of a device', [is('NUL.txt')], /is the name of a device/],
  ['two names that are one elsewhere', [is('Read'), is('read')], /are one name on some systems/],
  ['a file that is a folder, too', [is('a'), is('a/b')], /are one name on some systems/],
  ['another order', [is('b'), is('a')], /not written as it should be/],
])('with %s in its list nothing of a release is written', async (_, files, words) => {
  const { got, written } = await fetched(files);
  expect(got.ok ? '' : got.error.detail).toMatch(words);
  expect(written).toEqual([]);
});

test.each<readonly [string, readonly ReleaseFile[], Partial<KeptRelease>]>([
  ['another list than was signed', [is('a')], { manifest: 'cd'.repeat(32) }],
  ['other sizes than are on the record', [is('a')], { size: { files: 1, bytes: 1, pieces: 1 } }],
  ['another content than its list says', [is('a', { hash: '00'.repeat(32) })], {}],
  ['a piece that is too short', [is('a', { bytes: content.byteLength + 1 })], {}],
])('a release with %s does not match the makers’ signature', async (_, files, change) => {
  const { got, written } = await fetched(files, change);
  expect(got).toMatchObject({ error: { name: 'not_as_signed' } });
  expect(written).toEqual([]);
});
