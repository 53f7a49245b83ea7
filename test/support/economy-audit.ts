/**
 * What must be true of a settlement, told from what went in and what came out alone: sums by pair and by member,
 * kept in plain maps. It knows nothing of how a settlement is computed.
 */
import { expect } from 'vitest';
import type { Obligation } from '../../shared/economy/circulation.ts';
import type { CurrencyState, Flow, Settlement } from '../../shared/economy/settle.ts';

export interface AuditedEpoch {
  readonly before: CurrencyState;
  readonly flows: readonly Flow[];
  readonly lineOf: (member: string) => bigint;
  readonly settlement: Settlement;
  /** The most that all balances together were, in any epoch up to this one. */
  readonly highest: bigint;
}

/** Holds an epoch without dividends to the rules; answers the sum of all balances after it. */
export function auditEpoch({ before, flows, lineOf, settlement, highest }: AuditedEpoch): bigint {
  const { state, supply, treasury, minted, repaid } = settlement;
  const inBalances = sum([...state.members.values()].map(({ balance }) => balance));
  expect(sum([...state.members.values()].map(({ promise }) => promise))).toBe(inBalances);
  expect(inBalances + treasury).toBe(supply);
  expect(supply).toBe(inBalances > highest ? inBalances : highest);
  expect(supply - before.supply).toBe(minted);
  expect(state.supply).toBe(supply);

  const due = sumsByPair([...before.owed, ...flows.map(debtOf)]);
  const gone = sumsByPair([...settlement.paid, ...settlement.drawn, ...state.owed]);
  expect(gone).toEqual(due);
  expect(hasRing(state.owed)).toBe(false);

  const members = new Set([...before.members.keys(), ...state.members.keys()]);
  for (const { debtor, creditor } of [...before.owed, ...flows.map(debtOf)]) {
    members.add(debtor).add(creditor);
  }
  const rises: [string, bigint][] = [];
  for (const member of members) {
    const { balance, promise } = state.members.get(member) ?? { balance: 0n, promise: 0n };
    const start = before.members.get(member) ?? { balance: 0n, promise: 0n };
    expect(balance >= 0n && promise >= 0n && balance * promise === 0n).toBe(true);
    const given = sum(
      flows.filter((each) => each.supplier === member).map((each) => each.quantity),
    );
    const used = sum(flows.filter((each) => each.consumer === member).map((each) => each.quantity));
    const position = balance - promise + netOwed(state.owed, member);
    const earlier = start.balance - start.promise + netOwed(before.owed, member);
    expect(position - earlier).toBe(given - used);
    const rise = balance - promise - (start.balance - start.promise);
    rises.push([member, rise > 0n ? rise : 0n]);

    // Before it kept any of it, the promise was within the line, or had not grown.
    const kept = repaid.find(([name]) => name === member)?.[1] ?? 0n;
    const line = lineOf(member) > 0n ? lineOf(member) : 0n;
    const drawn = quantityOf(settlement.drawn, member);
    expect(promise + kept).toBe(start.promise + drawn);
    if (drawn > 0n) expect(promise + kept).toBeLessThanOrEqual(line);
    // Nobody owes while it has something to pay with, or some line left.
    if (quantityOf(state.owed, member) > 0n) {
      expect(balance).toBe(0n);
      expect(promise + kept).toBeGreaterThanOrEqual(line);
    }
  }
  expect(sum(settlement.mintedTo.map(([, quantity]) => quantity))).toBe(minted);
  for (const [member, quantity] of settlement.mintedTo) {
    const rise = rises.find(([name]) => name === member)?.[1] ?? 0n;
    expect(quantity).toBeLessThanOrEqual(rise);
  }
  return inBalances;
}

/** Whether somebody owes itself by way of others: members that owe nobody who owes are left out until none is. */
export function hasRing(obligations: readonly Obligation[]): boolean {
  let left = obligations;
  for (;;) {
    const debtors = new Set(left.map(({ debtor }) => debtor));
    const next = left.filter(({ creditor }) => debtors.has(creditor));
    if (next.length === left.length) return next.length > 0;
    left = next;
  }
}

/** What each pair owes, without those that owe nothing. */
export function sumsByPair(obligations: readonly Obligation[]): Readonly<Record<string, bigint>> {
  const sums = new Map<string, bigint>();
  for (const { debtor, creditor, quantity } of obligations) {
    const pair = `${debtor} to ${creditor}`;
    sums.set(pair, (sums.get(pair) ?? 0n) + quantity);
  }
  return Object.fromEntries([...sums].filter(([, quantity]) => quantity > 0n));
}

/** What others owe a member, less what it owes. */
export function netOwed(obligations: readonly Obligation[], member: string): bigint {
  const to = obligations.filter(({ creditor }) => creditor === member);
  return sum(to.map(({ quantity }) => quantity)) - quantityOf(obligations, member);
}

export function debtOf({ supplier, consumer, quantity }: Flow): Obligation {
  return { debtor: consumer, creditor: supplier, quantity };
}

export function sum(quantities: readonly bigint[]): bigint {
  return quantities.reduce((total, each) => total + each, 0n);
}

function quantityOf(obligations: readonly Obligation[], debtor: string): bigint {
  return sum(obligations.filter((each) => each.debtor === debtor).map(({ quantity }) => quantity));
}
