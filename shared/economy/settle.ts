/**
 * The settlement of one epoch in one currency (rules R3): a pure function of what was there and of the hours that
 * flowed, whatever order they are listed in.
 *
 * 1. What is owed and what flowed is cleared by the largest circulation.
 * 2. Along what is left, debtors before their creditors: a debtor pays from its balance, promises the rest within its
 *    line, and still owes what goes beyond. Creditors get their share of both, by what they are owed.
 * 3. Whoever has a balance and a promise keeps the promise from the balance.
 * 4. Balances above the highest that they ever were in all bring new tokens into being; below it, the difference is
 *    the treasury's, which nobody holds a key to.
 *
 * Shares of the receiver's stakeholders (R13) are taken from what it received before it pays others, and reach them
 * before step 3: so they are always covered, and who comes first along the way makes no difference.
 *
 * It must never count anything but whole units, nor look at a clock, nor at the order of the flows.
 */
import { assert } from '../base/assert.ts';
import { sortedEntries } from '../base/sorted.ts';
import { apportion, apportionNamed } from '../domain/apportion.ts';
import { maximumCirculation, mergedObligations } from './circulation.ts';
import type { Obligation } from './circulation.ts';

/** What a member has and what it promised to give back, in whole units; one of them is nothing. */
export interface Account {
  readonly balance: bigint;
  readonly promise: bigint;
}

/** One currency of a community after an epoch. Members that have nothing and promised nothing are left out. */
export interface CurrencyState {
  /** The tokens that were ever minted: the highest that all balances together ever were. */
  readonly supply: bigint;
  readonly members: ReadonlyMap<string, Account>;
  /** Debts beyond the lines, one for each pair, sorted by debtor and creditor. They hold no ring. */
  readonly owed: readonly Obligation[];
}

/** Hours that one member gave and another used. */
export interface Flow {
  readonly supplier: string;
  readonly consumer: string;
  readonly quantity: bigint;
}

/** What a member's stakeholders get of the tokens that it received: at most all of them. */
export type Dividends = (member: string, received: bigint) => readonly Dividend[];

/** A part of what was received, for a holder of the receiver's stake. */
export interface Dividend {
  readonly holder: string;
  readonly quantity: bigint;
}

/** What an epoch came to. Lists are sorted by member, or by debtor and creditor. */
export interface Settlement {
  readonly state: CurrencyState;
  /** Units struck off in rings. */
  readonly cleared: bigint;
  readonly minted: bigint;
  readonly supply: bigint;
  /** Tokens that came into being once and are in no balance now. */
  readonly treasury: bigint;
  /** Consumption that was paid for: struck off in rings, or from a balance. */
  readonly paid: readonly Obligation[];
  /** Consumption that became a promise, by whom the hours were supplied. */
  readonly drawn: readonly Obligation[];
  /** How much of its promise each member kept. */
  readonly repaid: readonly (readonly [string, bigint])[];
  /** Whom the new tokens are reported to have gone to: members whose net position rose, by how much it did. */
  readonly mintedTo: readonly (readonly [string, bigint])[];
  /** What went from a receiver (the debtor here) to a holder of its stake (the creditor). */
  readonly dividends: readonly Obligation[];
}

/** A currency in which nothing has happened. */
export const emptyCurrency: CurrencyState = { supply: 0n, members: new Map(), owed: [] };

/** Settles an epoch. `lineOf` is how much a member may have promised in all, in whole units; below 0 is 0. */
export function settleEpoch(
  state: CurrencyState,
  flows: readonly Flow[],
  lineOf: (member: string) => bigint,
  dividendsOf: Dividends = noDividends,
): Settlement {
  const arcs = mergedObligations([...state.owed, ...flows.map(obligationOf)]);
  const { remaining, cleared } = maximumCirculation(arcs);
  const walk = createWalk(state.members, lineOf, dividendsOf);
  for (const obligations of debtorsFirst(remaining)) walk.pay(obligations);
  const { accounts, repaid, ...walked } = walk.end();
  const inBalances = accounts.reduce((sum, [, { balance }]) => sum + balance, 0n);
  const minted = inBalances > state.supply ? inBalances - state.supply : 0n;
  const supply = state.supply + minted;
  const rises = accounts.map(([member, after]) => {
    const rise = netOf(after) - netOf(state.members.get(member));
    return [member, rise > 0n ? rise : 0n] as const;
  });
  return {
    state: {
      supply,
      members: new Map(accounts.filter(([, { balance, promise }]) => balance + promise > 0n)),
      owed: mergedObligations(walked.owed),
    },
    cleared,
    minted,
    supply,
    treasury: supply - inBalances,
    paid: mergedObligations([...difference(arcs, remaining), ...walked.paid]),
    drawn: mergedObligations(walked.drawn),
    repaid,
    mintedTo: apportionNamed(minted, rises).filter(([, quantity]) => quantity > 0n),
    dividends: mergedObligations(walked.dividends),
  };
}

/** Balance less promise. */
export function netOf(account: Account | undefined): bigint {
  return account === undefined ? 0n : account.balance - account.promise;
}

function noDividends(): readonly Dividend[] {
  return [];
}

function obligationOf({ supplier, consumer, quantity }: Flow): Obligation {
  return { debtor: consumer, creditor: supplier, quantity };
}

/** What was cleared of each pair; both lists are sorted alike. */
function difference(
  before: readonly Obligation[],
  after: readonly Obligation[],
): readonly Obligation[] {
  let index = 0;
  return before.map((each) => {
    const left = after[index];
    if (left?.debtor !== each.debtor || left.creditor !== each.creditor) return each;
    index += 1;
    return { ...each, quantity: each.quantity - left.quantity };
  });
}

/** The obligations of each debtor, listed after those of everybody who owes it something. */
function debtorsFirst(obligations: readonly Obligation[]): readonly (readonly Obligation[])[] {
  const byDebtor = Map.groupBy(obligations, ({ debtor }) => debtor);
  const awaited = new Map<string, number>();
  for (const { creditor } of obligations) awaited.set(creditor, (awaited.get(creditor) ?? 0) + 1);
  const ready = [...byDebtor.keys()].filter((debtor) => !awaited.has(debtor));
  const ordered: (readonly Obligation[])[] = [];
  for (const debtor of ready) {
    const owed = byDebtor.get(debtor);
    if (owed === undefined) continue;
    ordered.push(owed);
    for (const { creditor } of owed) {
      const left = (awaited.get(creditor) ?? 0) - 1;
      awaited.set(creditor, left);
      if (left === 0) ready.push(creditor);
    }
  }
  assert(ordered.length === byDebtor.size, 'what is left of a largest circulation has no ring');
  return ordered;
}

/** Steps 2 and 3, debtor by debtor. */
function createWalk(
  before: ReadonlyMap<string, Account>,
  lineOf: (member: string) => bigint,
  dividendsOf: Dividends,
) {
  const balances = new Map([...before].map(([member, { balance }]) => [member, balance]));
  const promises = new Map([...before].map(([member, { promise }]) => [member, promise]));
  const received = new Map<string, bigint>();
  const shared = new Set<string>();
  const [paid, drawn, owed, dividends]: [Obligation[], Obligation[], Obligation[], Obligation[]] = [
    [],
    [],
    [],
    [],
  ];

  /** Everybody who owes this debtor something has paid: what it has now, it may spend. */
  function pay(obligations: readonly Obligation[]): void {
    const debtor = obligations[0]?.debtor ?? '';
    share(debtor);
    const due = obligations.reduce((sum, { quantity }) => sum + quantity, 0n);
    const fromBalance = least(balances.get(debtor) ?? 0n, due);
    const promised = promises.get(debtor) ?? 0n;
    const fromLine = least(due - fromBalance, most(0n, lineOf(debtor) - promised));
    add(balances, debtor, -fromBalance);
    add(promises, debtor, fromLine);
    const quantities = obligations.map(({ quantity }) => quantity);
    const credited = apportion(fromBalance + fromLine, quantities);
    const inTokens = apportion(fromBalance, credited);
    for (const [index, { creditor, quantity }] of obligations.entries()) {
      const [all, tokens] = [credited[index] ?? 0n, inTokens[index] ?? 0n];
      add(balances, creditor, all);
      add(received, creditor, all);
      paid.push({ debtor, creditor, quantity: tokens });
      drawn.push({ debtor, creditor, quantity: all - tokens });
      owed.push({ debtor, creditor, quantity: quantity - all });
    }
  }

  /** Sets aside what the member's stakeholders get. They have it when all have paid. */
  function share(member: string): void {
    shared.add(member);
    const whole = received.get(member) ?? 0n;
    const parts = dividendsOf(member, whole).filter(({ holder }) => holder !== member);
    const sum = parts.reduce((total, { quantity }) => total + quantity, 0n);
    assert(sum <= whole, 'no more is shared than was received');
    add(balances, member, -sum);
    for (const { holder, quantity } of parts) {
      dividends.push({ debtor: member, creditor: holder, quantity });
    }
  }

  function end() {
    for (const [member] of sortedEntries(received)) if (!shared.has(member)) share(member);
    for (const { creditor, quantity } of dividends) add(balances, creditor, quantity);
    const members = [...new Set([...balances.keys(), ...promises.keys()])].sort();
    const repaid: (readonly [string, bigint])[] = [];
    const accounts = members.map((member): readonly [string, Account] => {
      const [balance, promise] = [balances.get(member) ?? 0n, promises.get(member) ?? 0n];
      const kept = least(balance, promise);
      if (kept > 0n) repaid.push([member, kept]);
      return [member, { balance: balance - kept, promise: promise - kept }];
    });
    return { accounts, paid, drawn, owed, dividends, repaid };
  }

  return { pay, end };
}

function add(sums: Map<string, bigint>, member: string, quantity: bigint): void {
  sums.set(member, (sums.get(member) ?? 0n) + quantity);
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
