import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { draftOf } from '../../main/headless/commands/job-draft.ts';
import type { DraftOptions } from '../../main/headless/commands/job-draft.ts';
import { checkSource } from '../../main/headless/commands/job-notes.ts';
import { bytesToText, textToBytes } from '../../shared/base/bytes.ts';
import { limits } from '../../shared/domain/limits.ts';
import { slicesOf } from '../../shared/jobs/slicing.ts';

const nowMs = Date.parse('2026-11-21T12:00:00');
const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array = ''): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const program = file('square.js', 'export default (n) => n * n;');
const draft = (options: Partial<DraftOptions>) => draftOf(program, { arg: [], ...options }, nowMs);

async function refusal(options: Partial<DraftOptions>): Promise<string> {
  const made = await draft(options);
  return made.ok ? 'it was taken' : made.error.detail;
}

async function inputs(options: Partial<DraftOptions>) {
  const made = await draft(options);
  const cut = made.ok ? slicesOf(made.value.input) : made;
  if (!cut.ok) return cut.error.detail;
  const { count, input, name } = cut.value;
  const all = [...Array(count).keys()];
  return all.map((index) => [name(index), bytesToText(input(index) ?? new Uint8Array())]);
}

const wrong: readonly (readonly [string, Partial<DraftOptions>, RegExp])[] = [
  ['a range of one number', { range: '7' }, /“7” is no range of whole numbers: write 0:1000/],
  ['a range with a fraction', { range: '0:1.5' }, /“0:1\.5” is no range/],
  ['a range that goes down', { range: '9:3' }, /A range goes from a whole number to a larger one/],
  ['a step of nothing', { range: '0:9:0' }, /in steps of 1 or more/],
  ['more slices than there may be', { range: '0:10001' }, /That would be 10,001 slices/],
  ['nothing for each slice', { range: '0:9', perSlice: '0' }, /\(--per-slice\) must be 1 or more/],
  ['some for each slice', { range: '0:9', perSlice: 'some' }, /“some” is none/],
  [
    'so much of nothing',
    { perSlice: '5' },
    /--per-slice says how much of a --range, a --list or --files/,
  ],
  ['lines of no files', { lines: true }, /--lines says how --files are cut: give both/],
  ['a form of no list', { format: 'csv' }, /--format says how a --list is written/],
  [
    'two inputs',
    { range: '0:9', input: program },
    /Give one of --input, --range, --list and --files/,
  ],
  ['four copies', { copies: '4' }, /“4” is no number of copies: write 1, 2 or 3/],
  ['copies in a word', { copies: 'two' }, /“two” is no number of copies/],
  [
    'copies and a certainty',
    { copies: '2', certainty: 'two' },
    /--copies or --certainty, not both/,
  ],
  ['a certainty of its own', { certainty: 'sure' }, /“sure” is none of one, two, three and spot/],
  ['a size in words', { memory: 'much' }, /“much” is no size: write 512K, 64M or 1G/],
  ['more memory than there may be', { memory: '2G' }, /64K to 1024M of memory/],
  ['less memory than a page', { memory: '1K' }, /64K to 1024M of memory/],
  ['a time without a unit', { time: '10' }, /“10” is no duration for --time: write 30s/],
  ['a time of two days', { time: '2d' }, /1s to 24h by the clock/],
  ['a deadline in words', { deadline: 'soon' }, /“soon” is no deadline: write 2h/],
  ['a day that is none', { deadline: '2026-13-40' }, /is no deadline/],
  [
    'an end without a deadline',
    { stopLate: true },
    /--stop-late says what happens at a --deadline/,
  ],
  ['a list of nothing', { list: file('empty.txt', '\n\n') }, /There is nothing in the list/],
  ['a list of bytes', { list: file('bytes', new Uint8Array([0xff, 0xfe, 0])) }, /no text in UTF-8/],
  ['a list that is not there', { list: join(folder, 'none') }, /The list .* cannot be read/],
  ['a file that is not there', { files: [program, join(folder, 'none')] }, /none cannot be read/],
  [
    'files that are too much together',
    { files: [program, file('large', new Uint8Array(limits.inputBytes))] },
    /With .*large the files are larger than 8 MiB together/,
  ],
];

test.each(wrong)('%s is refused by name', async (_, options, sentence) => {
  expect(await refusal(options)).toMatch(sentence);
});

test('broken lines of a list are named, and nothing is sent of it', async () => {
  const rows = [...Array(8).keys()].map((row) => (row % 2 === 0 ? `${row},${row}` : `${row}`));
  const list = file('broken.csv', ['a,b', ...rows, '1,2,3,4', '5', '6', ''].join('\n'));
  const said = await refusal({ list });
  expect(said).toMatch(/^Nothing is sent, because .*broken\.csv has lines that cannot be used\./);
  expect(said).toMatch(
    / Line 3: It has 1 field, and the first line names 2\. Line 5: .* Line 10: /,
  );
  expect(said).toMatch(/ So it is in lines 11, 12\.$/);
});

test('a range, a list and files are cut into what each slice is given', async () => {
  expect(await inputs({ range: '0:10:3', perSlice: '3' })).toEqual([
    ['0–6', '{"from":0,"to":9,"step":3}'],
    ['9', '{"from":9,"to":10,"step":3}'],
  ]);
  expect(await inputs({ range: '-2:0' })).toHaveLength(2);
  const list = file('rows.csv', 'x,y\n1,2\n3,4\n5,6\n');
  expect(await inputs({ list, perSlice: '2' })).toEqual([
    ['slice 1', '[{"x":"1","y":"2"},{"x":"3","y":"4"}]'],
    ['slice 2', '[{"x":"5","y":"6"}]'],
  ]);
  expect(await inputs({ list, format: 'lines' })).toHaveLength(4);
  expect(await inputs({ list: file('list.json', '[1, "two", {"three": 3}]') })).toEqual([
    ['slice 1', '1'],
    ['slice 2', '"two"'],
    ['slice 3', '{"three":3}'],
  ]);
  expect(await inputs({ files: [file('a.txt', 'one'), file('b.txt', 'two')] })).toEqual([
    ['a.txt', 'one'],
    ['b.txt', 'two'],
  ]);
});

test('what is left out is what most people want', async () => {
  const made = await draft({});
  expect(made.ok && made.value).toMatchObject({
    name: 'square.js',
    certainty: 'two',
    input: { kind: 'once' },
    limits: { memoryBytes: limits.memoryBytesDefault, wallMs: limits.wallMsDefault },
    deadline: null,
    audience: null,
  });
});

test('sizes, durations and moments are taken as people write them', async () => {
  const [memory, time, copies] = ['64M', '90s', '3'];
  const made = await draft({ memory, time, copies, deadline: '2h', stopLate: true });
  expect(made.ok && made.value).toMatchObject({
    certainty: 'three',
    limits: { memoryBytes: 64 * 2 ** 20, wallMs: 90_000 },
    deadline: { atMs: nowMs + 7_200_000, then: 'stop' },
  });
  for (const deadline of ['2026-12-24T18:00', '2026-12-24 18:00']) {
    const dated = await draft({ deadline });
    const atMs = new Date(2026, 11, 24, 18).getTime();
    expect(dated.ok && dated.value.deadline).toEqual({ atMs, then: 'keep_going' });
  }
  const day = await draft({ deadline: '2026-12-24' });
  expect(day.ok && day.value.deadline?.atMs).toBe(new Date(2026, 11, 24).getTime());
});

test('a source with a fault is said with its line and column, and the lines of others', () => {
  const source = 'export default (n) => {\n  fetch("/");\n  return require("x");\n};';
  const checked = checkSource('square.js', textToBytes(source));
  expect(!checked.ok && checked.error.detail).toBe(
    'square.js, line 2, column 3: “fetch” is not available in a job, which has no network: put what it needs into the input. There is 1 more fault (line 3).',
  );
  const unread = checkSource('square.js', textToBytes('export default (n) => n *;'));
  expect(!unread.ok && unread.error.detail).toMatch(
    /^square\.js, line 1, column 26: It cannot be read: /,
  );
});

test('a source that surprises is said and sent, and a module of WebAssembly has no source', () => {
  const surprising = checkSource('dice', textToBytes('export default () => Math.random();'));
  expect(surprising.ok && surprising.value).toMatchObject([{ kind: 'warning', line: 1 }]);
  expect(checkSource('any.js', new Uint8Array([0, 0x61, 0x73, 0x6d]))).toMatchObject({ value: [] });
  expect(checkSource('letter.txt', textToBytes('Dear Bob'))).toMatchObject({ value: [] });
});
