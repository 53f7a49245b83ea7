/** A statement that is saved for programs says all that is behind it, in a shape that they can hold it to. */
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { StatementFile, statementFileText } from '../../shared/api/statement-file.ts';
import type { AccountEpochView, AccountLineView } from '../../shared/api/community-contract.ts';
import { hexOf } from '../support/sample-views.ts';

const community = { id: hexOf('allotment'), name: 'The allotment' };
const none = { received: 0n, paid: 0n, drawn: 0n, repaid: 0n, minted: 0n };
const large = 2n ** 60n + 1n;

const epochOf = (height: number | null): AccountEpochView => ({
  ...{ height, epoch: 7, startsAtMs: 1_000, endsAtMs: 2_000 },
  ...{ opening: -1n, given: large, used: 0n, closing: large - 1n },
  ...{ ...none, balance: large, promise: 0n, line: 5n },
});

const lineOf = (currency: 'cpu' | 'man'): AccountLineView => ({
  ...{ record: hexOf(currency), currency, direction: 'given' },
  ...{ with: { id: hexOf('Ines'), name: '=Ines, "the second"' }, task: null, release: null },
  ...{ device: null, mine: null, epoch: 7, quantity: large, slices: 0, slicesInAll: 0, root: null },
});

const lines = [lineOf('cpu'), lineOf('man')];

test('a statement is read again as it was told, to the last millionth', () => {
  const text = statementFileText(community, 'cpu', [
    { epoch: epochOf(null), behind: { lines, isCut: false } },
    { epoch: epochOf(3), behind: { lines, isCut: true } },
    { epoch: epochOf(1), behind: null },
  ]);
  const own = [lineOf('cpu')];
  expect(v.parse(StatementFile, JSON.parse(text))).toEqual({
    ...{ format: 'common-hours statement', formatVersion: 1, community: community.id },
    ...{ name: 'The allotment', currency: 'cpu', unit: 'micro CPU-hour' },
    epochs: [
      { ...epochOf(null), finality: 'provisional', lines: own, isCut: false },
      { ...epochOf(3), finality: 'final', lines: own, isCut: true },
      { ...epochOf(1), finality: 'final', lines: null, isCut: false },
    ],
  });
  expect(text).toContain(`"quantity": "${large}"`);
});

test('hours of people are in their own unit, with their own lines', () => {
  const text = statementFileText(community, 'man', [
    { epoch: epochOf(3), behind: { lines, isCut: false } },
  ]);
  const { unit, epochs } = v.parse(StatementFile, JSON.parse(text));
  expect({ unit, lines: epochs[0]?.lines }).toEqual({
    unit: 'micro man-hour',
    lines: [lineOf('man')],
  });
});
