import { describe, expect, it } from 'vitest';
import { bytesToText, textToBytes } from '../../shared/base/bytes.ts';
import { isOpenLicence, openLicences } from '../../shared/software/licences.ts';
import { releaseLimits } from '../../shared/software/limits.ts';
import {
  createManifest,
  decodeManifest,
  encodeManifest,
  manifestHash,
  manifestSize,
} from '../../shared/software/manifest.ts';
import { checkPath, checkPaths } from '../../shared/software/paths.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';

const hash = 'ab'.repeat(32);
const file = (path: string, bytes = 1, isExecutable = false) => ({
  path,
  bytes,
  hash,
  isExecutable,
});
const nameOf = (result: { ok: boolean; error?: { name: string } }) =>
  result.ok ? 'ok' : result.error?.name;

describe('a path of a release', () => {
  it.each([
    ['a.txt', 'ok'],
    ['bin/tool', 'ok'],
    ['docs/Grüße/日本語 …/read me.md', 'ok'],
    ['.config/dot', 'ok'],
    ['console.txt', 'ok'],
    ['com', 'ok'],
    ['/etc/passwd', 'path_absolute'],
    ['\\\\server\\share', 'path_absolute'],
    ['C:/Windows', 'path_absolute'],
    ['c:file', 'path_absolute'],
    ['../up', 'path_leaves'],
    ['a/../../up', 'path_leaves'],
    ['a/..', 'path_leaves'],
    ['', 'path_empty'],
    ['a//b', 'path_empty'],
    ['a/', 'path_empty'],
    ['./a', 'path_empty'],
    ['a\\b', 'path_character'],
    ['a\u0000b', 'path_character'],
    ['a\nb', 'path_character'],
    ['name:stream', 'path_character'],
    ['what?', 'path_character'],
    ['exe\u202Etxt', 'path_character'],
    ['half \ud800', 'path_character'],
    ['name.', 'path_ends_badly'],
    ['folder /a', 'path_ends_badly'],
    ['...', 'path_ends_badly'],
    ['con', 'path_device'],
    ['a/NUL', 'path_device'],
    ['Aux.tar.gz', 'path_device'],
    ['lpt1.txt', 'path_device'],
    ['COM².log', 'path_device'],
    ['n'.repeat(256), 'path_too_long'],
    ['ü'.repeat(128), 'path_too_long'],
    [Array.from({ length: 41 }, () => 'd').join('/'), 'path_too_long'],
    [Array.from({ length: 8 }, () => 'd'.repeat(200)).join('/'), 'path_too_long'],
  ])('%j is judged as %s', (path, verdict) => {
    expect(nameOf(checkPath(path))).toBe(verdict);
  });

  it.each([
    [['readme', 'README']],
    [['caf\u00e9', 'cafe\u0301']],
    [['Src/a', 'src/b']],
    [['a', 'a/b']],
    [['a/b', 'A']],
    [['stra\u00dfe', 'STRASSE']],
    [['\ufb01le', 'file']],
    [['same', 'same']],
  ])('%j are one name on some systems', (paths) => {
    expect(nameOf(checkPaths(paths))).toBe('path_clashes');
    expect(nameOf(checkPaths(paths.toReversed()))).toBe('path_clashes');
  });

  it('two files of one folder do not clash', () => {
    expect(checkPaths(['a/b', 'a/c', 'd']).ok).toBe(true);
  });
});

describe('the list of the files of a release', () => {
  it('is the same in whatever order the files were found', () => {
    const one = createManifest([file('b', 70_000), file('a/x', 0), file('B2')]);
    const two = createManifest([file('a/x', 0), file('B2'), file('b', 70_000)]);
    expect(one).toEqual(two);
    if (!one.ok) return;
    expect(manifestSize(one.value)).toEqual({ files: 3, bytes: 70_001, pieces: 3 });
    const bytes = encodeManifest(one.value);
    expect(decodeManifest(bytes)).toEqual(one);
    expect(manifestHash(bytes, cryptography.hash)).toHaveLength(32);
  });

  it('says of a program that it may be run, in one way', () => {
    const one = createManifest([file('x run me', 5, true), file('x y', 5), file('a')]);
    if (!one.ok) throw new Error(one.error.detail);
    const bytes = encodeManifest(one.value);
    expect(bytesToText(bytes)).toBe(`${hash}  1  a\n${hash}  5 x x run me\n${hash}  5  x y\n`);
    expect(decodeManifest(bytes)).toEqual(one);
    const plain = one.value.map((each) => ({ ...each, isExecutable: false }));
    const hashOf = (files: typeof plain) => manifestHash(encodeManifest(files), cryptography.hash);
    expect(hashOf(plain)).not.toEqual(hashOf([...one.value]));
  });

  it.each([
    ['nothing', '', 'no_files'],
    ['another mode', `${hash}  1 w a\n`, 'manifest_malformed'],
    ['no name behind a mode', `${hash}  1 x \n`, 'manifest_malformed'],
    ['no end of a line', `${hash}  1  a`, 'manifest_malformed'],
    ['another order', `${hash}  1  b\n${hash}  1  a\n`, 'manifest_malformed'],
    ['a size in another form', `${hash}  01  a\n`, 'manifest_malformed'],
    ['a size that is none', `${hash}  -1  a\n`, 'manifest_malformed'],
    ['a hash in capitals', `${hash.toUpperCase()}  1  a\n`, 'manifest_malformed'],
    ['a path that leaves', `${hash}  1  ../a\n`, 'path_leaves'],
    ['two of one name', `${hash}  1  A\n${hash}  1  a\n`, 'path_clashes'],
    ['more bytes than allowed', `${hash}  17179869185  a\n`, 'too_many_bytes'],
  ])('with %s is refused', (_, text, name) => {
    expect(nameOf(decodeManifest(textToBytes(text)))).toBe(name);
  });

  it('with text that is no text is refused', () => {
    const bytes = textToBytes(`${hash}  1  a\n`);
    bytes[bytes.length - 2] = 0xff;
    expect(decodeManifest(bytes).ok).toBe(false);
  });

  it('with more files than a release may have is refused', () => {
    const files = Array.from({ length: releaseLimits.files + 1 }, (_, at) =>
      file(`f${String(at)}`),
    );
    expect(nameOf(createManifest(files))).toBe('too_many_files');
    expect(createManifest(files.slice(1)).ok).toBe(true);
  });
});

describe('the list of licences', () => {
  it('has the open ones, and nobody else’s', () => {
    for (const id of ['MIT', 'GPL-3.0-or-later', 'Apache-2.0', '0BSD']) {
      expect(isOpenLicence(id)).toBe(true);
    }
    for (const id of [
      '',
      'mit',
      'Proprietary',
      'CC-BY-NC-4.0',
      'BUSL-1.1',
      'SSPL-1.0',
      '__proto__',
    ]) {
      expect(isOpenLicence(id)).toBe(false);
    }
    expect(openLicences.size).toBeGreaterThan(80);
  });
});
