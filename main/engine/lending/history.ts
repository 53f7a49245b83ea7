/** What lending came to in twelve weeks, by the receipts: each day, each person, and the electricity it may have cost. */
import type { LendingHistoryView } from '../../../shared/api/lending-contract.ts';
import { dayStartMs } from '../../../shared/lending/week.ts';
import type { Moment } from '../../../shared/lending/week.ts';
import type { Names } from '../peers/names.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { KeptPosting } from '../ledger/postings.ts';
import type { Ports } from '../ports.ts';
import type { Willingness } from './willingness.ts';

export const historyDays = 84;
const peopleShown = 200;
/**
 * Watts that one core draws when it works, beyond what an idle computer draws: desktop and laptop processors of the
 * last years are rated at 3 to 15 for each of their threads. The person corrects it where they know better.
 */
export const assumedWattsPerCore = 8;

interface HistoryParts {
  readonly ports: Pick<Ports, 'clock' | 'senses'>;
  readonly ledger: Pick<Ledger, 'since'>;
  readonly names: Names;
  readonly willingness: Pick<Willingness, 'terms'>;
}

/** The history of this node. */
export function lendingHistory({
  ports,
  ledger,
  names,
  willingness,
}: HistoryParts): LendingHistoryView {
  const nowMs = ports.clock.now();
  const moment = { nowMs, zoneOffsetMinutes: ports.senses.zoneOffsetMinutes(nowMs) };
  return historyOf({
    postings: ledger.since(dayStartMs(moment, historyDays - 1)),
    names,
    moment,
    wattsPerCore: willingness.terms().wattsPerCore,
  });
}

interface HistorySource {
  readonly postings: Iterable<KeptPosting>;
  readonly names: Names;
  readonly moment: Moment;
  readonly wattsPerCore: number | null;
}

/** The history as of now. Days are of 24 hours by the present offset of local time. */
export function historyOf(source: HistorySource): LendingHistoryView {
  const { postings, names, moment } = source;
  const days = Array.from({ length: historyDays }, (_, index) => ({
    startsAtMs: dayStartMs(moment, historyDays - 1 - index),
    microCpuHours: 0n,
    cpuMicroseconds: 0,
  }));
  const firstMs = days[0]?.startsAtMs ?? 0;
  const people = new Map<string, { runs: number; microCpuHours: bigint }>();
  for (const { keptAtMs, isGiven, other, microCpuHours, cpuMicroseconds } of postings) {
    const day = days[Math.floor((keptAtMs - firstMs) / 86_400_000)];
    if (day === undefined || !isGiven) continue;
    day.microCpuHours += microCpuHours;
    day.cpuMicroseconds += cpuMicroseconds;
    const person = people.get(other) ?? { runs: 0, microCpuHours: 0n };
    person.runs += 1;
    person.microCpuHours += microCpuHours;
    people.set(other, person);
  }
  return {
    days,
    people: [...people]
      .sort(([a, one], [b, other]) => byMost(one.microCpuHours, other.microCpuHours, a, b))
      .slice(0, peopleShown)
      .map(([id, sums]) => ({ person: names.person(id), ...sums })),
    energy: energyOf(days, source.wattsPerCore),
  };
}

function byMost(one: bigint, other: bigint, a: string, b: string): number {
  if (one !== other) return one > other ? -1 : 1;
  return a < b ? -1 : 1;
}

function energyOf(
  days: LendingHistoryView['days'],
  chosen: number | null,
): LendingHistoryView['energy'] {
  const wattsPerCore = chosen ?? assumedWattsPerCore;
  const wattHours = (cpuMicroseconds: number) =>
    Math.round((cpuMicroseconds / 3_600_000_000) * wattsPerCore);
  const all = days.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0);
  const whose =
    chosen === null
      ? `an assumed ${String(wattsPerCore)} W; correct it if you know better`
      : `the ${String(wattsPerCore)} W that you entered`;
  return {
    todayWattHours: wattHours(days.at(-1)?.cpuMicroseconds ?? 0),
    wattHours: wattHours(all),
    wattsPerCore,
    isAssumed: chosen === null,
    sentence: `Processor time of signed receipts times what a core draws when it works: ${whose}.`,
  };
}
