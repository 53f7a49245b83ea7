import { expect, test } from 'vitest';
import {
  checksumsOf,
  fileStem,
  jsonLineOf,
  resultFileName,
} from '../../shared/api/result-files.ts';
import type { SliceResultView } from '../../shared/api/slices-shape.ts';
import { textToBytes } from '../../shared/base/bytes.ts';

function resultOf(given: Partial<SliceResultView>, text = '{"a": 1}'): SliceResultView {
  return {
    index: 6,
    name: 'slice 7',
    hash: 'ab'.repeat(32),
    media: 'json',
    workCount: 5,
    verified: true,
    bytes: textToBytes(text),
    ...given,
  };
}

const names: readonly (readonly [string, Partial<SliceResultView>, number])[] = [
  ['07.json', {}, 24],
  ['0007.json', {}, 1_000],
  ['7-6-000-6-999.json', { name: '6,000–6,999' }, 9],
  ['07-photo.png.png', { name: 'photo.png', media: 'png' }, 24],
  ['07-etc-passwd.bin', { name: '../../etc/passwd', media: 'bytes' }, 24],
  ['07.txt', { name: '…', media: 'text' }, 24],
];
test.each(names)('the file of a result is called %s', (expected, given, total) => {
  expect(resultFileName(resultOf(given), total)).toBe(expected);
});

test('no name leads out of its folder, or hides', () => {
  for (const name of ['../x', '..', '.profile', 'a/b\\c', '\u202egnp.exe', '-rf']) {
    expect(fileStem(name)).not.toMatch(/^[.-]|[/\\\u202e]/);
  }
});

test('checksums are as b2sum reads them', () => {
  expect(checksumsOf([resultOf({})], 24)).toBe(`${'ab'.repeat(32)}  07.json\n`);
});

test('a line holds JSON as it came, so that no number loses digits', () => {
  const line = jsonLineOf(resultOf({}, '{\n  "big": 12345678901234567890\n}'));
  expect(line).toContain('"encoding":"json","result":{   "big": 12345678901234567890 }}\n');
  expect(line.trimEnd()).not.toContain('\n');
  expect(JSON.parse(line)).toMatchObject({ index: 6, verified: true, workCount: 5 });
});

test('a number is JSON, text is a string, and other bytes are base64url', () => {
  expect(JSON.parse(jsonLineOf(resultOf({ media: 'text' }, '42')))).toMatchObject({
    encoding: 'json',
    result: 42,
  });
  expect(JSON.parse(jsonLineOf(resultOf({ media: 'text' }, 'a "b"\nc')))).toMatchObject({
    encoding: 'text',
    result: 'a "b"\nc',
  });
  const bytes = new Uint8Array([0, 255, 254]);
  expect(JSON.parse(jsonLineOf(resultOf({ media: 'bytes', bytes })))).toMatchObject({
    encoding: 'base64url',
    result: 'AP_-',
  });
});
