/**
 * What an epoch does to a community: a pure function of the state and the set of records. Records are sorted by id
 * before anything else, so no order in which they came can matter, and one that comes twice comes once.
 *
 * 1. Chains: who joins, whose records follow on each other, who forked; then what the records do.
 * 2. Counters, and tasks that were accepted: what flowed between members.
 * 3. Settlement by the lines of the epoch before, and only then lines that are passed on.
 * 4. Ends: machines given up, members who leave or are expelled. All that they did in the epoch still counts.
 * 5. Trust; then the stake market, whose round may close; then lines and committees for what comes next, and tasks
 *    whose time is over.
 *
 * It answers for every record that `checkRecord` let through, and it never fails: what cannot be certified leaves
 * no trace in the state.
 */
import { assert } from '../base/assert.ts';
import type { AttestationNote } from '../stake/market-notes.ts';
import type { Round } from '../stake/market.ts';
import { followChains } from './chains.ts';
import { committeesAfter } from './committee.ts';
import { countAll } from './counting.ts';
import type { Counting } from './counting.ts';
import { burnLines, linesAfter, overdueIn, trustAfter } from './credit.ts';
import { createDraft, byCodeUnits, named } from './draft.ts';
import type { Authored, Draft, Named } from './draft.ts';
import { applyEffects, applyEnds, applySponsors } from './effects.ts';
import type { EpochReport } from './epoch-report.ts';
import type { CheckedRecord } from './record.ts';
import { marketAfter } from './market-round.ts';
import { reportOf } from './reporting.ts';
import { settleBooks } from './settlement.ts';
import { chargeDownloads, endSupply } from './supply-days.ts';
import type { SettledBooks } from './settlement.ts';
import type { Books, LedgerState } from './state.ts';
import { tasksAfter } from './task-due.ts';
import { isCertifiable } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** The records of one height; `epoch` is the last one that it closes, after that of the state. */
export interface EpochRecords {
  readonly epoch: number;
  readonly records: readonly CheckedRecord[];
  /**
   * Id of the certified height before, in hexadecimal: lots are drawn by it (rules R15). Whoever certifies or audits
   * says it; a preview has no need to.
   */
  readonly previous?: string;
}

export interface Folded {
  /** With whatever was refused or waits left out. */
  readonly state: LedgerState;
  /** By the record's id in hexadecimal, one for each. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly report: EpochReport;
  /** The round of the stake market that this closed; null where none. */
  readonly round: Round | null;
  /** What attestors said in it. */
  readonly attested: readonly AttestationNote[];
}

const nothing = '0'.repeat(64);

export function foldEpoch(before: LedgerState, height: EpochRecords): Folded {
  return foldSorted(before, height, sortedRecords(height.records));
}

function foldSorted(
  before: LedgerState,
  { epoch, previous = nothing }: EpochRecords,
  sorted: readonly Named[],
): Folded {
  assert(epoch > before.epoch, 'epochs are closed one after the other');
  const [authored, counters] = [sorted.filter(isAuthored), sorted.filter(isCounter)];
  const draft = createDraft(before, epoch);
  const followed = followChains(draft, authored);
  applyEffects(draft, followed);
  const counting = countAll(draft, counters);
  const [cpuFlows = [], manFlows = []] = counting.flows;
  const { flows: charges, downloads } = chargeDownloads(draft, counting.added);
  const [cpuCharges, manCharges] = charges;
  const [cpu, man] = before.books;
  const settled = [
    settleBooks(cpu, [...cpuFlows, ...cpuCharges], epoch, before),
    settleBooks(man, [...manFlows, ...draft.work.flows, ...manCharges], epoch, before),
  ] as const;
  applySponsors(
    draft,
    followed,
    settled.map(({ books }) => books),
  );
  applyEnds(draft);
  endSupply(draft, counting);
  const { state, round } = stateAfter(draft, counting, settled, previous);
  const report = reportOf(draft, state, { settled, downloads, frozen: counting.frozen });
  const { attested } = draft.market;
  return { state, verdicts: draft.verdicts, report, round, attested };
}

/** What a witness proposes of these records: all that may be certified, ascending by id, and what follows of it. */
export function previewEpoch(
  before: LedgerState,
  height: EpochRecords,
): Folded & { readonly kept: readonly CheckedRecord[] } {
  const sorted = sortedRecords(height.records);
  const folded = foldSorted(before, height, sorted);
  const kept = sorted.flatMap(({ id, record }) => {
    const verdict = folded.verdicts.get(id);
    return verdict !== undefined && isCertifiable(verdict) ? record : [];
  });
  return { ...folded, kept };
}

type Counter = Extract<CheckedRecord, { readonly kind: 'counter' }>;

/** Each once, ascending by id. */
function sortedRecords(records: readonly CheckedRecord[]): readonly Named[] {
  const byId = new Map<string, Named>();
  for (const record of records) {
    const each = named(record);
    byId.set(each.id, each);
  }
  return [...byId.values()].sort((a, b) => byCodeUnits(a.id, b.id));
}

function isAuthored(each: Named): each is Named<Authored> {
  return each.record.kind !== 'counter';
}

function isCounter(each: Named): each is Named<Counter> {
  return each.record.kind === 'counter';
}

function stateAfter(
  draft: Draft,
  { counters, flows }: Counting,
  settled: readonly [SettledBooks, SettledBooks],
  previous: string,
): { readonly state: LedgerState; readonly round: Round | null } {
  const { before, epoch, members, devices, invitations } = draft;
  const { parameters } = before;
  const overdue = settled.map(({ books }) => overdueIn(books, epoch, parameters));
  burnLines(members, overdue);
  const trusted = (currency: 0 | 1): Books => {
    const { books } = settled[currency];
    const earlier = { books: before.books[currency], members: before.members };
    return { ...books, trust: trustAfter(books, members, earlier, parameters) };
  };
  const known = [trusted(0), trusted(1)] as const;
  // What downloads pay back was given before: it is no work of now.
  const [cpuFlows = []] = flows;
  const { market, round } = marketAfter(draft, { books: known, overdue, cpuFlows, previous });
  const withLines = (currency: 0 | 1): Books => {
    const inThis = overdue[currency] ?? new Map<string, bigint>();
    const basis = { inThis, inAny: overdue, lots: market.lots };
    return { ...known[currency], lines: linesAfter(known[currency], members, basis, parameters) };
  };
  const books = [withLines(0), withLines(1)] as const;
  for (const [key, expires] of invitations) if (expires <= epoch) invitations.delete(key);
  const state = {
    ...before,
    height: before.height + 1,
    epoch,
    members,
    devices,
    counters,
    invitations,
    ...committeesAfter(before, { members, devices }, books[0].trust),
    books,
    market,
    work: {
      ...tasksAfter(draft, { trust: books[0].trust, lots: market.lots, previous }),
      releases: draft.work.releases,
      demand: draft.work.demand,
    },
  };
  return { state, round };
}
