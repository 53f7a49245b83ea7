/** Releases in files. */
import { expect, test } from 'vitest';
import {
  readReleaseFile,
  releaseFileBytesMax,
  releaseFileFault,
  releaseFileText,
} from '../../shared/api/release-file.ts';

const release = {
  ...{ community: 'c0'.repeat(32), release: 'ab'.repeat(32), name: 'Línea 線', version: '1.2-rc' },
  ...{ manifest: 'cd'.repeat(32), drive: 'ef'.repeat(32) },
};
const text = releaseFileText(release);

test('a release that is named by a file is the same release again', () => {
  expect(readReleaseFile(text)).toEqual({ ok: true, value: release });
  expect(text.length).toBeLessThan(releaseFileBytesMax);
});

test.each([
  ['no JSON', 'a release', ''],
  ['another file', '{}', 'format'],
  ['a later form', text.replace('"formatVersion": 1', '"formatVersion": 2'), 'formatVersion'],
  ['a path for a key', text.replace(release.release, '../../etc/passwd'), 'release'],
  ['a key in capitals', text.replace(release.drive, release.drive.toUpperCase()), 'drive'],
  ['a number for a name', text.replace('"Línea 線"', '7'), 'name'],
  ['a name of two lines', text.replace('Línea', 'Línea\\n'), 'name'],
  ['a name that turns the line', text.replace('Línea', '\\u202eLínea'), 'name'],
  ['no name', text.replace('Línea 線', ''), 'name'],
  ['a name without end', text.replace('Línea', 'L'.repeat(81)), 'name'],
  ['a field too many', text.replace('"name":', '"run": "it", "name":'), 'run'],
  ['more than a file may have', ' '.repeat(releaseFileBytesMax) + text, ''],
])('%s is refused in one sentence, with the place', (_, given, place) => {
  const read = readReleaseFile(given);
  if (read.ok) return expect.unreachable('it was taken');
  const where = place === '' ? '' : ` What is wrong stands at “${place}”.`;
  expect(read.error.detail).toBe(`This is no release file that can be read here.${where}`);
});

test.each(['name', 'version', 'manifest', 'drive'] as const)(
  'a file whose %s is not that of the record is not trusted',
  (field) => {
    expect(releaseFileFault(release, release)).toBeNull();
    expect(releaseFileFault({ ...release, [field]: 'a'.repeat(64) }, release)).toMatch(
      /says something else/,
    );
  },
);
