/** Release files that the desktop is asked to open. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { routeAmong, routeOfFile } from '../../main/desktop/opened-files.ts';
import {
  readReleaseFile,
  releaseFileBytesMax,
  releaseFileText,
} from '../../shared/api/release-file.ts';
import { base64ToBytes, bytesToText } from '../../shared/base/bytes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hex = 'ab'.repeat(32);
const named = {
  community: hex,
  release: hex,
  name: 'Línea',
  version: '1',
  manifest: hex,
  drive: hex,
};

function fileOf(content: string | Uint8Array, name = 'lines.chrelease'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

/** What the page reads of it. */
function shown(route: string) {
  expect(route).toMatch(/^\/software\/file\/[\w-]+$/);
  return readReleaseFile(bytesToText(base64ToBytes(route.slice('/software/file/'.length))));
}

test('a release file leads to its review, with all that it says', () => {
  expect(shown(routeOfFile(fileOf(releaseFileText(named))))).toEqual({ ok: true, value: named });
});

test('what is no release file leads there as well, and says so', () => {
  const folder = join(temporaryFolder(), 'folder.chrelease');
  mkdirSync(folder);
  const large = fileOf(' '.repeat(releaseFileBytesMax + 1));
  const bytes = fileOf(Uint8Array.of(0xff, 0xfe, 0));
  for (const file of [folder, large, bytes, fileOf(''), fileOf('{}'), join(folder, 'no')]) {
    expect(shown(routeOfFile(file))).toMatchObject({ error: { name: 'bad_release_file' } });
  }
});

test('of the arguments of a start a link counts first, then a file, wherever it was started', () => {
  const file = fileOf(releaseFileText(named), 'Lines.CHRELEASE');
  const here = join(file, '..');
  expect(routeAmong(['electron', '.', '--hidden'], here)).toBeNull();
  expect(routeAmong(['electron', '--data=x.chrelease'], here)).toBeNull();
  expect(routeAmong(['electron', file], '/')).toBe(routeOfFile(file));
  expect(routeAmong(['electron', 'Lines.CHRELEASE'], here)).toBe(routeOfFile(file));
  expect(routeAmong([file, 'commonhours://join/a'], here)).toBe('/community/join/a');
});
