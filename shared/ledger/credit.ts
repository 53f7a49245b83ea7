/**
 * Trust and lines for the next epoch (rules R4 and R14), from what the epochs so far have left. Whoever has ended
 * has no line, and a promise that is overdue in one currency suspends the credit in both.
 */
import { brakePpmOf, deltaAfter } from '../economy/lines.ts';
import { epochsOfDays } from '../economy/parameters.ts';
import type { Parameters } from '../economy/parameters.ts';
import { overdueOf } from '../economy/promises.ts';
import { creditedSupplyOf, scaleOf, trustOf } from '../economy/trust.ts';
import type { Trust } from '../economy/trust.ts';
import type { Lots } from '../stake/market.ts';
import { lineOf } from './pledge.ts';
import type { CreditBasis } from './pledge.ts';
import { dischargedObligations } from './settlement.ts';
import { pairOf } from './state.ts';
import type { Books, Member } from './state.ts';

type Members = ReadonlyMap<string, Member>;

/** Members whose promises are overdue, and by how much. */
export type Overdue = ReadonlyMap<string, bigint>;

/** What is overdue at the end of an epoch in each currency. */
export function overdueIn({ lots }: Books, epoch: number, parameters: Parameters): Overdue {
  const epochs = epochsOfDays(parameters, parameters.overdueDays);
  const sums = new Map<string, bigint>();
  for (const [member, each] of lots) {
    const overdue = overdueOf(each, epoch, epochs);
    if (overdue > 0n) sums.set(member, overdue);
  }
  return sums;
}

/** Burns the delegated lines of those who are in default. */
export function burnLines(members: Map<string, Member>, overdue: readonly Overdue[]): void {
  for (const each of overdue) {
    for (const [key, quantity] of each) {
      const member = members.get(key);
      if (member === undefined || member.delta === 0n) continue;
      members.set(key, { ...member, delta: deltaAfter(member.delta, quantity) });
    }
  }
}

/** The founders who are still there: where trust begins, and goes back to. */
function founders(members: Members): readonly string[] {
  return [...members]
    .flatMap(([key, { inviter, status }]) => (inviter === null && status === 'member' ? [key] : []))
    .sort();
}

/**
 * Trust after an epoch. It follows from the window and the founders alone, so it stays what it was where neither
 * has changed.
 */
export function trustAfter(
  books: Books,
  members: Members,
  before: { readonly books: Books; readonly members: Members },
  parameters: Parameters,
): Trust {
  const [roots, rootsBefore] = [founders(members), founders(before.members)];
  const isSame = roots.length === rootsBefore.length && books.trailing === before.books.trailing;
  if (isSame && roots.every((root, index) => root === rootsBefore[index])) return books.trust;
  return trustOf(dischargedObligations(books), roots, parameters);
}

type Credit = Pick<Books, 'settled' | 'trailing' | 'trust'>;

/** What is overdue in this currency, and in any of them. */
export interface Overdues {
  readonly inThis: Overdue;
  readonly inAny: readonly Overdue[];
}

/** What the supply of each member is credited with in a currency (R4: Y). */
export function creditedIn({ trust, trailing }: Pick<Credit, 'trust' | 'trailing'>) {
  return creditedSupplyOf(trust, scaleOf(trust, consumptionIn({ trailing })));
}

/** All that lines are made of but stake. */
export function basisOf(
  books: Credit,
  members: Members,
  overdue: Overdues,
  parameters: Parameters,
): CreditBasis {
  const { settled } = books;
  const inAll = [...overdue.inThis.values()].reduce((sum, each) => sum + each, 0n);
  return {
    credited: creditedIn(books),
    brakePpm: brakePpmOf(inAll, settled.supply, parameters),
    isInDefault: (member) => overdue.inAny.some((each) => each.has(member)),
    deltaOf: (member) => members.get(member)?.delta ?? 0n,
    promiseOf: (member) => settled.members.get(member)?.promise ?? 0n,
  };
}

/** What each member that is there may have promised in the next epoch of this currency; `lots` are the stakes. */
export function linesAfter(
  books: Credit,
  members: Members,
  { lots, ...overdue }: Overdues & { readonly lots: Lots },
  parameters: Parameters,
): ReadonlyMap<string, bigint> {
  const basis = basisOf(books, members, overdue, parameters);
  const lines = new Map<string, bigint>();
  for (const [member, { status }] of members) {
    if (status !== 'member') continue;
    const line = lineOf(basis, { lots, member }, parameters);
    if (line > 0n) lines.set(member, line);
  }
  return lines;
}

/** How much each member discharged in the trailing days: sums, which no order can change. */
function consumptionIn({ trailing }: Pick<Books, 'trailing'>): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  let [last, sum] = ['', 0n];
  for (const [pair, quantity] of trailing) {
    // Most pairs stand beside those of the same consumer, whose sum need not be looked up.
    if (last === '' || !pair.startsWith(last)) {
      if (last !== '') sums.set(last, sum);
      last = pairOf(pair).debtor;
      sum = sums.get(last) ?? 0n;
    }
    sum += quantity;
  }
  if (last !== '') sums.set(last, sum);
  return sums;
}
