/** Pages of the past of a record: where each begins and ends, and what is known at all. */
import { expect, test } from 'vitest';
import type { OpenCommunity } from '../../main/adapters/record-process/communities/communities.ts';
import { createHistory } from '../../main/adapters/record-process/views/history.ts';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import { madeBytes } from '../support/made-receipts.ts';

const me = 'a'.repeat(64);
const sums = { volume: '1', cleared: '0', minted: '1', supply: '1', treasury: '0' };
const moved = {
  member: me,
  ...{ given: '1', used: '0', received: '1', paid: '0', drawn: '0', repaid: '0', minted: '1' },
  ...{ balance: '1', promise: '0', line: '0' },
};

const valueOf = (height: number) =>
  epochValueCodec.encode({
    ...{ height, epoch: height, setCount: 3, nextCommittee: [] },
    ...{ previous: madeBytes(32), setRoot: madeBytes(32), stateRoot: madeBytes(32) },
  });

/** A record of `last` heights, of which those before `from` came as certificates only, with a snapshot. */
function historyOf({
  last,
  from,
  movers,
}: {
  readonly last: number;
  readonly from: number;
  readonly movers?: number;
}) {
  const account = { ...sums, surplus: '1', overdue: '0', owed: [], members: [moved], movers };
  const report = (height: number) =>
    height < from ? null : JSON.stringify({ epoch: height, accounts: [account, account] });
  const members = [{ ...moved, given: 2n, used: 0n, balance: 3n, promise: 0n }];
  const community = {
    genesis: { startsAtMs: 0n },
    parameters: { epochMs: 1_000 },
    store: {
      lastHeight: () => last,
      epoch: (height: number) =>
        height < 1 || height > last ? null : { report: report(height), value: valueOf(height) },
    },
    node: {
      provisional: () => ({
        accounts: [
          { owed: [], members },
          { owed: [], members: [] },
        ],
      }),
    },
  };
  return createHistory(community as unknown as OpenCommunity, me);
}

test('every page says the same first height that is known, whatever it holds itself', () => {
  const { supply } = historyOf({ last: 20, from: 1 });
  const first = supply('cpu', null, 5);
  expect(first.epochs.map(({ height }) => height)).toEqual([20, 19, 18, 17, 16]);
  expect(first.oldest).toBe(1);
  // So many were certified, wherever they are now.
  expect(first.epochs.map(({ records }) => records)).toEqual([3, 3, 3, 3, 3]);
  expect(supply('cpu', 3, 5).epochs.map(({ height }) => height)).toEqual([2, 1]);
  expect(supply('cpu', 3, 5).oldest).toBe(1);
});

test.each([
  { last: 20, from: 14, oldest: 14 },
  { last: 20, from: 20, oldest: 20 },
  { last: 20, from: 21, oldest: 0 },
  { last: 1, from: 1, oldest: 1 },
  { last: 0, from: 1, oldest: 0 },
])('of $last heights known from $from on, the first one is $oldest', ({ last, from, oldest }) => {
  const { supply } = historyOf({ last, from });
  expect(supply('cpu', null, 3).oldest).toBe(oldest);
});

test('the provisional epoch is one of the page, so that a page is not full only where the past ends', () => {
  const { mine } = historyOf({ last: 4, from: 1 });
  const heights = [mine('cpu', null, 3), mine('cpu', 3, 3)].map(({ epochs }) =>
    epochs.map(({ height }) => height),
  );
  expect(heights).toEqual([
    [null, 4, 3],
    [2, 1],
  ]);
});

test('where a report was shortened it still says how many members gave or used anything', () => {
  const membersOf = (movers?: number) =>
    historyOf({ last: 1, from: 1, ...(movers !== undefined && { movers }) })
      .supply('cpu', null, 1)
      .epochs.map(({ members }) => members);
  expect([membersOf(), membersOf(7)]).toEqual([[1], [7]]);
});
