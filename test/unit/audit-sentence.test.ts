/** What an audit says is true of the part of the record that it looked at. */
import { expect, test } from 'vitest';
import { sameSentence } from '../../main/adapters/record-process/answers/audits.ts';

const all = { fromHeight: 1, unseen: null, nowhere: null, records: 1_200, fetched: 0 };

test.each([
  [all, /^All of it was computed again and is as it was certified: 1,200 records\.$/],
  [{ ...all, fetched: 3 }, /1,200 records, 3 of them fetched from others\.$/],
  [{ ...all, fromHeight: 7, records: 1 }, /^Everything from height 7 on was .*: 1 record\.$/],
  [{ ...all, fromHeight: 7, unseen: 'pruned' }, /^What was kept from height 7 on .* height 6 were/],
  [{ ...all, fromHeight: 7, unseen: 'never_here', nowhere: 5 }, /Nobody .* those of height 5\.$/],
] as const)('an audit without a fault: %o', (report, sentence) => {
  expect(sameSentence(report)).toMatch(sentence);
});
