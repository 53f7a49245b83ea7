/** Writes the report of an epoch: sums of what the settlement and the draft already know. */
import { sortedEntries } from '../base/sorted.ts';
import { overdueIn } from './credit.ts';
import { byCodeUnits } from './draft.ts';
import type { Draft } from './draft.ts';
import type { AccountReport, EpochReport, MemberReport } from './epoch-report.ts';
import type { SettledBooks } from './settlement.ts';
import type { Books, LedgerState } from './state.ts';

/** Of a draft whose ends are applied, and the state that came of it. */
export function reportOf(
  draft: Draft,
  state: LedgerState,
  {
    settled,
    downloads,
    frozen,
  }: {
    readonly settled: readonly [SettledBooks, SettledBooks];
    readonly downloads: EpochReport['downloads'];
    readonly frozen: EpochReport['frozen'];
  },
): EpochReport {
  const { expelled, left, joined, before } = draft;
  return {
    height: state.height,
    epoch: state.epoch,
    accounts: [
      accountReport(before.books[0], settled[0], state, 0),
      accountReport(before.books[1], settled[1], state, 1),
    ],
    downloads,
    joined: [...joined].sort(byCodeUnits),
    left: [...left].filter((member) => !expelled.has(member)).sort(byCodeUnits),
    expelled: sortedEntries(expelled).map(([member, why]) => ({ member, why })),
    frozen: [...frozen],
  };
}

function accountReport(
  before: Books,
  { settlement, flows }: SettledBooks,
  state: LedgerState,
  currency: 0 | 1,
): AccountReport {
  const { supply, treasury, minted, cleared } = settlement;
  const books = state.books[currency];
  const overdue = overdueIn(books, state.epoch, state.parameters);
  return {
    volume: flows.reduce((sum, { quantity }) => sum + quantity, 0n),
    cleared,
    minted,
    supply,
    treasury,
    surplus: supply - treasury,
    overdue: [...overdue.values()].reduce((sum, quantity) => sum + quantity, 0n),
    owed: settlement.state.owed,
    members: memberReports(before, books, { settlement, flows }),
  };
}

type Sums = Omit<MemberReport, 'member' | 'balance' | 'promise' | 'line'>;

const noSums: Sums = {
  given: 0n,
  used: 0n,
  received: 0n,
  paid: 0n,
  drawn: 0n,
  repaid: 0n,
  minted: 0n,
};

function memberReports(
  before: Books,
  after: Books,
  { settlement, flows }: Pick<SettledBooks, 'settlement' | 'flows'>,
): readonly MemberReport[] {
  const sums = new Map<string, { -readonly [Name in keyof Sums]: bigint }>();
  const add = (member: string, name: keyof Sums, quantity: bigint) => {
    const sum = sums.get(member) ?? { ...noSums };
    sum[name] += quantity;
    sums.set(member, sum);
  };
  for (const { supplier, consumer, quantity } of flows) {
    add(supplier, 'given', quantity);
    add(consumer, 'used', quantity);
  }
  const { paid, drawn, dividends, repaid, mintedTo } = settlement;
  for (const { debtor, creditor, quantity } of [...paid, ...dividends]) {
    add(debtor, 'paid', quantity);
    add(creditor, 'received', quantity);
  }
  for (const { debtor, creditor, quantity } of drawn) {
    add(debtor, 'drawn', quantity);
    add(creditor, 'received', quantity);
  }
  for (const [member, quantity] of repaid) add(member, 'repaid', quantity);
  for (const [member, quantity] of mintedTo) add(member, 'minted', quantity);
  for (const member of new Set([...before.lines.keys(), ...after.lines.keys()])) {
    if (before.lines.get(member) !== after.lines.get(member)) add(member, 'given', 0n);
  }
  return sortedEntries(sums).map(([member, each]) => {
    const { balance, promise } = after.settled.members.get(member) ?? { balance: 0n, promise: 0n };
    return { member, ...each, balance, promise, line: after.lines.get(member) ?? 0n };
  });
}
