/** Epochs by hand: the examples of the rules, with the numbers that they must come to. */
import { expect, test } from 'vitest';
import { emptyCurrency, netOf, settleEpoch } from '../../shared/economy/settle.ts';
import type { CurrencyState, Dividends, Flow } from '../../shared/economy/settle.ts';

const gave = (supplier: string, quantity: bigint, consumer: string): Flow => ({
  supplier,
  consumer,
  quantity,
});
const hundred = () => 100n;

function settledAll(
  epochs: readonly (readonly Flow[])[],
  lineOf: (member: string) => bigint = hundred,
) {
  let state: CurrencyState = emptyCurrency;
  return epochs.map((flows) => {
    const settlement = settleEpoch(state, flows, lineOf);
    state = settlement.state;
    return settlement;
  });
}

const accountsOf = ({ members }: CurrencyState) =>
  Object.fromEntries([...members].map(([name, each]) => [name, netOf(each)]));

test('three epochs of three members mint 8, nothing, and 1', () => {
  const settled = settledAll([
    [gave('A', 10n, 'B'), gave('B', 4n, 'C'), gave('C', 2n, 'A')],
    [gave('B', 5n, 'A')],
    [gave('A', 6n, 'C')],
  ]);
  expect(settled).toMatchObject([
    { minted: 8n, supply: 8n, treasury: 0n, cleared: 6n },
    { minted: 0n, supply: 8n, treasury: 5n, cleared: 0n },
    { minted: 1n, supply: 9n, treasury: 0n, cleared: 0n },
  ]);
  expect(settled.map(({ state }) => accountsOf(state))).toEqual([
    { A: 8n, B: -6n, C: -2n },
    { A: 3n, B: -1n, C: -2n },
    { A: 9n, B: -1n, C: -8n },
  ]);
});

test('a round trip within an epoch mints nothing, however large', () => {
  const [settled] = settledAll([[gave('A', 50n, 'B'), gave('B', 50n, 'A')]]);
  expect(settled).toMatchObject({ cleared: 100n, minted: 0n, supply: 0n, treasury: 0n });
  expect(settled?.state).toEqual(emptyCurrency);
});

test('alternating trade mints 10, 0, 10', () => {
  const settled = settledAll([[gave('A', 10n, 'B')], [gave('B', 20n, 'A')], [gave('A', 30n, 'B')]]);
  expect(settled.map(({ minted }) => minted)).toEqual([10n, 0n, 10n]);
});

test('beyond its line a member owes, and its creditors share what there is by what they are owed', () => {
  const [settled] = settledAll([[gave('A', 6n, 'C'), gave('B', 3n, 'C')]], (member) =>
    member === 'C' ? 5n : 0n,
  );
  expect(settled).toMatchObject({ minted: 5n, supply: 5n, treasury: 0n });
  expect(accountsOf(settled?.state ?? emptyCurrency)).toEqual({ A: 3n, B: 2n, C: -5n });
  expect(settled?.state.owed).toEqual([
    { debtor: 'C', creditor: 'A', quantity: 3n },
    { debtor: 'C', creditor: 'B', quantity: 1n },
  ]);
});

test('without any line nothing is minted, and all of it is owed', () => {
  const [settled] = settledAll([[gave('A', 6n, 'C'), gave('B', 3n, 'C')]], () => 0n);
  expect(settled).toMatchObject({ minted: 0n, supply: 0n });
  expect(settled?.state.members.size).toBe(0);
  expect(settled?.state.owed.map(({ quantity }) => quantity)).toEqual([6n, 3n]);
});

test('a line below what was promised draws nothing more, and takes nothing back', () => {
  const before = settleEpoch(emptyCurrency, [gave('A', 10n, 'B')], hundred).state;
  const { state } = settleEpoch(before, [gave('A', 5n, 'B')], () => 4n);
  expect(accountsOf(state)).toEqual({ A: 10n, B: -10n });
  expect(state.owed).toEqual([{ debtor: 'B', creditor: 'A', quantity: 5n }]);
});

test('a debt is paid when its debtor has given again', () => {
  const [, settled] = settledAll([[gave('A', 10n, 'B')], [gave('B', 4n, 'C')]], (member) =>
    member === 'C' ? 100n : 0n,
  );
  expect(accountsOf(settled?.state ?? emptyCurrency)).toEqual({ A: 4n, C: -4n });
  expect(settled?.state.owed).toEqual([{ debtor: 'B', creditor: 'A', quantity: 6n }]);
  expect(settled?.paid).toEqual([{ debtor: 'B', creditor: 'A', quantity: 4n }]);
});

test('an epoch says who paid whom, who promised whom, and who kept a promise', () => {
  const [first, second] = settledAll([
    [gave('A', 10n, 'B'), gave('B', 4n, 'C'), gave('C', 2n, 'A')],
    [gave('B', 5n, 'A')],
  ]);
  const pair = (debtor: string, creditor: string, quantity: bigint) => ({
    debtor,
    creditor,
    quantity,
  });
  expect(first?.paid).toEqual([pair('A', 'C', 2n), pair('B', 'A', 4n), pair('C', 'B', 2n)]);
  expect(first?.drawn).toEqual([pair('B', 'A', 6n), pair('C', 'B', 2n)]);
  expect(first?.repaid).toEqual([]);
  expect(first?.mintedTo).toEqual([['A', 8n]]);
  expect(second?.paid).toEqual([pair('A', 'B', 5n)]);
  expect(second?.repaid).toEqual([['B', 5n]]);
  expect(second?.mintedTo).toEqual([]);
});

test('new tokens are reported by how much each net position rose, to the last unit', () => {
  const [settled] = settledAll([[gave('A', 2n, 'D'), gave('B', 2n, 'D'), gave('C', 3n, 'D')]]);
  expect(settled?.mintedTo).toEqual([
    ['A', 2n],
    ['B', 2n],
    ['C', 3n],
  ]);
});

test('stakeholders get their part of what was received, before its receiver pays others', () => {
  const half: Dividends = (member, received) =>
    member === 'A' ? [{ holder: 'S', quantity: received / 2n }] : [];
  const flows = [gave('A', 10n, 'B'), gave('C', 10n, 'A')];
  const { state, dividends } = settleEpoch(emptyCurrency, flows, hundred, half);
  expect(dividends).toEqual([{ debtor: 'A', creditor: 'S', quantity: 5n }]);
  expect(accountsOf(state)).toEqual({ A: -5n, B: -10n, C: 10n, S: 5n });
});

test('what a stakeholder gets keeps its own promise first', () => {
  const before = settleEpoch(emptyCurrency, [gave('A', 8n, 'S')], hundred).state;
  const all: Dividends = (member, received) =>
    member === 'A' ? [{ holder: 'S', quantity: received }] : [];
  const { state, repaid } = settleEpoch(before, [gave('A', 3n, 'B')], hundred, all);
  expect(repaid).toEqual([['S', 3n]]);
  expect(accountsOf(state)).toEqual({ A: 8n, B: -3n, S: -5n });
});
