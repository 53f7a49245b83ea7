/** What is true of releases and of demand in every state (rules R6 and R8). */
import { firstOpenDay } from '../work/days.ts';
import { launchDays } from '../work/foresight.ts';
import { pastDaysMax } from '../work/demand-state.ts';
import type { DemandState } from '../work/demand-state.ts';
import type { Forecast } from '../economy/forecast.ts';
import type { Release, ReleasePart } from '../work/release-state.ts';
import { hoursOfferMost, releaseTextFault } from './release-claims.ts';
import type { LedgerState } from './state.ts';

/** What is wrong with them, in one sentence, or null. */
export function supplyFault(state: LedgerState): string | null {
  const tasks = new Set<string>();
  for (const [id, release] of state.work.releases) {
    const fault = releaseFault(state, release) ?? tasksFault(state, id, release);
    if (fault !== null) return fault;
    for (const task of release.tasks) {
      if (tasks.has(task)) return 'The hours of a task go into one release.';
      tasks.add(task);
    }
  }
  for (const task of state.work.tasks.values()) {
    if (task.release !== null && !state.work.releases.has(task.release)) {
      return 'What was released is in a release.';
    }
  }
  const [cpu, man] = state.work.demand;
  return demandFault(state, cpu, hoursOfferMost[0]) ?? demandFault(state, man, hoursOfferMost[1]);
}

function tasksFault({ work }: LedgerState, id: string, { tasks }: Release): string | null {
  const areMarked = tasks.every((task) => (work.tasks.get(task)?.release ?? id) === id);
  return areMarked ? null : 'A task knows the release that it went into.';
}

function releaseFault({ members, epoch }: LedgerState, release: Release): string | null {
  const { publisher, maintainers, needed, since, pieces, arrived, arrivedAll, parts } = release;
  if (!maintainers.includes(publisher) || !maintainers.every((each) => members.has(each))) {
    return 'Every release is of its maintainers, who are members.';
  }
  if (needed < 1 || needed > maintainers.length) return 'So many maintainers sign as there are.';
  if (since > epoch) return 'No release is of an epoch that is not closed.';
  if (pieces < 1 || release.prior < 1 || release.expected < 0n)
    return 'A release has something in it.';
  let sum = 0n;
  for (const [member, each] of arrived) {
    if (!members.has(member)) return 'Whoever downloads is a member.';
    if (each < 1 || each > pieces) return 'Nobody is charged for more than one whole release.';
    sum += BigInt(each);
  }
  const onDays = [...release.days.values()].reduce((all, each) => all + each, 0);
  if (BigInt(onDays) > arrivedAll) return 'What arrived on some days is part of all.';
  if (sum > arrivedAll) return 'What arrived at everybody is all that arrived.';
  const isForecast = forecastFault(release.downloads);
  return (
    releaseTextFault(release) ??
    isForecast ??
    partFault(members, parts[0]) ??
    partFault(members, parts[1])
  );
}

/** R6: never more than the cost, which is what its investors spent. */
function partFault(members: LedgerState['members'], part: ReleasePart): string | null {
  const { cost, recouped, firstPrice, investors } = part;
  if (recouped < 0n || recouped > cost) return 'No release brings back more than its cost.';
  let spent = 0n;
  for (const [member, hours] of investors) {
    if (!members.has(member) || hours <= 0n) return 'Hours of a release are of members.';
    spent += hours;
  }
  if (spent !== cost) return 'A release costs what was spent on it.';
  return firstPrice >= 0n && firstPrice <= cost ? null : 'No download costs more than the release.';
}

function forecastFault({ days, quietDays, size, chance, squaredError }: Forecast): string | null {
  const isSound = quietDays <= days && size >= 0n && chance >= 0n && squaredError >= 0n;
  return isSound ? null : 'A forecast is of days that were.';
}

function demandFault(state: LedgerState, demand: DemandState, most: bigint): string | null {
  const { members, epoch, parameters } = state;
  const { firstOpen, sums, foreseen, offers, reliability, history } = demand;
  const due = epoch < 0 ? 0 : firstOpenDay(epoch, parameters);
  if (firstOpen !== due) return 'The days that are over are in the forecast.';
  for (const day of [...sums.keys(), ...foreseen.keys()]) {
    if (day < firstOpen) return 'A day that is over is not counted any more.';
  }
  for (const { member, day, quantity, given } of offers.values()) {
    if (members.get(member)?.status !== 'member') return 'Hours are offered by members.';
    if (quantity <= 0n || quantity > most || given < 0n || day < firstOpen) {
      return 'Hours are offered for days that are not over.';
    }
  }
  for (const [member, { committed, fulfilled }] of reliability) {
    if (!members.has(member) || committed < 1 || fulfilled > committed) {
      return 'Nobody keeps more offers than were taken.';
    }
  }
  for (const { wanted, isGeneral } of foreseen.values()) {
    if (wanted < 0n || (isGeneral && demand.forecast.days > launchDays + 1)) {
      return 'The same is asked of everybody in the first days only.';
    }
  }
  const isOpen = demand.request === null || foreseen.has(demand.request.day);
  if (!isOpen) return 'Hours are asked for a day that was foreseen.';
  return history.length > pastDaysMax
    ? 'A month of the past is kept.'
    : forecastFault(demand.forecast);
}
