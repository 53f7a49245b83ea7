/** A member's receipts as a statement that people read. */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import type { BalanceView, EntryView, StatementView } from '../../../shared/api/contract.ts';
import { isCutByCount } from '../../../shared/domain/cpu-hours.ts';
import type { Balance, Balances } from '../../../shared/ledger/balances.ts';
import type { KeptReceipt } from '../ports.ts';
import type { Names } from '../peers/names.ts';
import type { Budget } from './budget.ts';
import type { Counters } from './counters/counters.ts';
import type { QuarterSums } from './quarter-sums.ts';

const weeksShown = 12;
const dayMs = 86_400_000;

interface StatementSource {
  readonly me: Uint8Array;
  /** The last receipts, in the order in which they were kept. */
  readonly newest: Iterable<KeptReceipt>;
  /** Of all receipts. */
  readonly sums: QuarterSums;
  readonly balances: Balances;
  readonly names: Names;
  readonly budget: Budget;
  readonly finalityOf: Counters['finalityOf'];
  /** By the id of the receipt. */
  readonly takenBackOf: (receipt: string) => EntryView['takenBack'];
  readonly nowMs: number;
}

/** The whole statement as of now. */
export function statementOf(source: StatementSource): StatementView {
  const { newest, sums, balances, names, budget, nowMs } = source;
  return {
    total: balanceOf(balances.total),
    people: [...balances.byMember].map(([member, balance]) => ({
      with: names.person(member),
      balance: balanceOf(balance),
      receipts: balance.receipts,
    })),
    receipts: balances.receipts,
    newest: Array.from(newest, (each) => entryOf(each, source)).reverse(),
    weeks: weeksOf(sums, nowMs),
    today: todayOf(sums, nowMs),
    setAside: budget.setAside(),
    available: budget.available(),
  };
}

/** One receipt as an entry of `me`'s statement. */
export function entryOf(
  kept: KeptReceipt,
  {
    me,
    names,
    finalityOf,
    takenBackOf,
  }: Pick<StatementSource, 'me' | 'names' | 'finalityOf' | 'takenBackOf'>,
): EntryView {
  const { id, keptAtMs, receipt } = kept;
  const { body } = receipt;
  const isGiven = sameBytes(body.supplier, me);
  const takenBack = takenBackOf(id);
  return {
    receipt: id,
    direction: isGiven ? 'given' : 'used',
    with: names.person(bytesToHex(isGiven ? body.consumer : body.supplier)),
    device: bytesToHex(kept.device),
    keptAtMs,
    epoch: body.epoch,
    job: bytesToHex(body.job),
    slice: bytesToHex(body.slice),
    resultHash: bytesToHex(body.resultHash),
    nonce: bytesToHex(body.nonce),
    cpuMicroseconds: body.cpuMicroseconds,
    ratingMilli: body.ratingMilli,
    workCount: body.workCount,
    femtosecondsPerUnit: body.femtosecondsPerUnit,
    cut: isCutByCount(body),
    microCpuHours: body.microCpuHours,
    supplierSignature: bytesToHex(receipt.supplierSignature),
    consumerSignature: bytesToHex(receipt.consumerSignature),
    finality: finalityOf(kept),
    ...(takenBack === undefined ? {} : { takenBack }),
  };
}

function balanceOf({ given, used }: Balance): BalanceView {
  return { given, used, difference: given - used };
}

/** Midnight, local time, at the start of the week (Monday) that lies `back` weeks before the present one. */
function startOfWeek(nowMs: number, back: number): number {
  const midnight = startOfDay(nowMs);
  const monday = new Date(midnight);
  monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7) - 7 * back);
  return monday.getTime();
}

function startOfDay(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0);
}

function weeksOf(sums: QuarterSums, nowMs: number): StatementView['weeks'] {
  return Array.from({ length: weeksShown }, (_, index) => {
    const startsAtMs = startOfWeek(nowMs, weeksShown - 1 - index);
    const endsAtMs = startOfWeek(nowMs, weeksShown - 2 - index);
    return { startsAtMs, ...sums.between(startsAtMs, endsAtMs) };
  });
}

function todayOf(sums: QuarterSums, nowMs: number): bigint[] {
  const midnight = startOfDay(nowMs);
  const hours = new Array<bigint>(24).fill(0n);
  for (const [startsAtMs, { given }] of sums.all()) {
    const isToday = startsAtMs >= midnight && startsAtMs < midnight + dayMs;
    const hour = isToday ? new Date(startsAtMs).getHours() : null;
    if (hour !== null) hours[hour] = (hours[hour] ?? 0n) + given;
  }
  return hours;
}
