/** Receipts that are saved from the page open in a spreadsheet, which takes nothing in them for a formula. */
import { expect, test } from 'vitest';
import { entriesToCsv, entriesToJson } from '../../renderer/features/hours/statement-file.ts';
import { entryOf } from '../support/sample-views.ts';

const named = (name: string | null) => entryOf(1, 'given', { id: 'ab'.repeat(32), name }, 5);

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1', `'+1`],
  ['-1+1', `'-1+1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['Ines, "the second"', '"Ines, ""the second"""'],
  ['Ines', 'Ines'],
  [null, ''],
])('the name %s is written as %s', (name, cell) => {
  const [head = '', row = '', ...rest] = entriesToCsv([named(name)]).split('\r\n');
  expect(rest).toEqual(['']);
  expect(head.split(',').slice(2, 5)).toEqual(['person_key', 'person_name', 'cpu_microseconds']);
  expect(row).toContain(`,${'ab'.repeat(32)},${cell},`);
});

test('a spreadsheet is told that names are UTF-8', () => {
  const bytes = new TextEncoder().encode(entriesToCsv([named('Zoë')]));
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(new TextDecoder().decode(bytes)).toMatch(/^kept_at,[^]*,Zoë,/);
});

test('amounts of any size are kept in full', () => {
  const entry = { ...named('Ines'), microCpuHours: 2n ** 60n };
  expect(entriesToJson([entry])).toContain(`"${2n ** 60n}"`);
  expect(entriesToCsv([entry])).toContain(`,${2n ** 60n},`);
});
