/** Files as the inputs of slices: each by itself, several together, or so many lines of them. */
import { expect, test } from 'vitest';
import { bytesToText, textToBytes } from '../../shared/base/bytes.ts';
import { slicesFromFiles } from '../../shared/jobs/lists.ts';
import { slicesOf } from '../../shared/jobs/slicing.ts';

const files = ['a.txt', 'b.txt', 'c.txt'].map((name) => ({
  name,
  bytes: textToBytes(`of ${name}`),
}));
const noText = { name: 'd.bin', bytes: Uint8Array.of(255, 254, 0) };

function cut(given: Parameters<typeof slicesFromFiles>[0], perSlice: number) {
  const slices = slicesOf(slicesFromFiles(given, perSlice));
  if (!slices.ok) return expect.unreachable(slices.error.detail);
  const { count, input, name } = slices.value;
  return Array.from({ length: count }, (_, at) => [
    name(at),
    bytesToText(input(at) ?? new Uint8Array()),
  ]);
}

test('one file to a slice is handed over as it stands', () => {
  expect(cut(files, 1)).toEqual(files.map(({ name }) => [name, `of ${name}`]));
  expect(slicesFromFiles([noText], 1).bytes).toEqual(noText.bytes);
});

test('several files to a slice are a list with their names, and the last slice has the rest', () => {
  expect(cut([...files, noText], 3)).toEqual([
    [
      'a.txt – c.txt',
      '[{"name":"a.txt","text":"of a.txt"},{"name":"b.txt","text":"of b.txt"},{"name":"c.txt","text":"of c.txt"}]',
    ],
    ['d.bin', '[{"name":"d.bin","base64":"__4A"}]'],
  ]);
});

test('the names of slices are no longer than names may be', () => {
  const long = ['x', 'y'].map((letter) => ({ name: letter.repeat(300), bytes: textToBytes('') }));
  expect(slicesFromFiles(long, 2).names?.[0]).toHaveLength(120);
});
