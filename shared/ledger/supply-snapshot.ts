/** From releases and demand to the lists in which a snapshot holds them, and back. */
import { sortedEntries } from '../base/sorted.ts';
import type { ValueOf } from '../base/struct.ts';
import { pledgeKey } from '../work/demand-state.ts';
import type { DemandState } from '../work/demand-state.ts';
import type { Release, ReleasePart, UsedCounter } from '../work/release-state.ts';
import type { WorkState } from '../work/work-state.ts';
import { counterKey } from './state.ts';
import type { supplyRows } from './supply-rows.ts';

type Rows = ValueOf<typeof supplyRows>;
type ReleaseRow = Rows['releases'][number];
type DemandRow = Rows['cpu'];
type Supply = Pick<WorkState, 'releases' | 'demand'>;

export function rowsOfSupply({ releases, demand: [cpu, man] }: Supply): Rows {
  return {
    releases: sortedEntries(releases).map(([key, release]) => releaseRow(key, release)),
    cpu: demandRow(cpu),
    man: demandRow(man),
  };
}

export function supplyOf({ releases, cpu, man }: Rows): Supply {
  return {
    releases: new Map(releases.map((row) => [row.key, releaseOf(row)])),
    demand: [demandOf(cpu), demandOf(man)],
  };
}

function byDay<Value>(map: ReadonlyMap<number, Value>): readonly (readonly [number, Value])[] {
  return [...map].sort(([a], [b]) => a - b);
}

function releaseRow(key: string, release: Release): ReleaseRow {
  const { parts, days, arrived, built, ...rest } = release;
  const part = ({ investors, ...cost }: ReleasePart) => ({
    ...cost,
    investors: sortedEntries(investors).map(([member, quantity]) => ({ member, quantity })),
  });
  return {
    key,
    ...rest,
    cpu: part(parts[0]),
    man: part(parts[1]),
    built: built.map(usedRow),
    days: byDay(days).map(([day, pieces]) => ({ day, pieces: BigInt(pieces) })),
    arrived: sortedEntries(arrived).map(([member, pieces]) => ({ member, pieces })),
  };
}

const keyLength = 64;

function usedRow({ epoch, key }: UsedCounter): ReleaseRow['built'][number] {
  const at = (index: number) => key.slice(index * keyLength, (index + 1) * keyLength);
  return {
    epoch,
    ...{ supplier: at(0), consumer: at(1), cause: at(2) },
    currency: Number(key.slice(3 * keyLength)),
  };
}

function releaseOf({ key: _key, cpu, man, built, days, arrived, ...row }: ReleaseRow): Release {
  const part = ({ investors, ...cost }: ReleaseRow['cpu']): ReleasePart => ({
    ...cost,
    investors: new Map(investors.map(({ member, quantity }) => [member, quantity])),
  });
  return {
    ...row,
    parts: [part(cpu), part(man)],
    built: built.map(({ epoch, ...counter }) => ({ epoch, key: counterKey(counter) })),
    days: new Map(days.map(({ day, pieces }) => [day, Number(pieces)])),
    arrived: new Map(arrived.map(({ member, pieces }) => [member, pieces])),
  };
}

function demandRow({ sums, foreseen, offers, reliability, ...demand }: DemandState): DemandRow {
  return {
    ...demand,
    sums: byDay(sums).map(([day, each]) => ({ day, ...each })),
    foreseen: byDay(foreseen).map(([day, each]) => ({ day, ...each })),
    offers: sortedEntries(offers).map(([, offer]) => offer),
    reliability: sortedEntries(reliability).map(([member, each]) => ({ member, ...each })),
  };
}

function demandOf({ sums, foreseen, offers, reliability, ...row }: DemandRow): DemandState {
  return {
    ...row,
    sums: new Map(sums.map(({ day, ...each }) => [day, each])),
    foreseen: new Map(foreseen.map(({ day, ...each }) => [day, each])),
    offers: new Map(offers.map((offer) => [pledgeKey(offer.day, offer.member), offer])),
    reliability: new Map(reliability.map(({ member, ...each }) => [member, each])),
  };
}
