/** What a node may say of lending after twelve weeks of it, for tests of pages. */
import type {
  LendingHistoryView,
  LendingNowView,
  LoggedRunView,
} from '../../shared/api/lending-contract.ts';
import { calmNow } from './scripted-lending.ts';
import { hexOf, ines, tomas } from './sample-views.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** The schedule lends nothing for another two hours. */
export function heldBack(): LendingNowView {
  const now = Date.now();
  return {
    ...calmNow,
    may: false,
    presence: { is: 'here', sinceMs: now - 20 * 60_000 },
    limits: { ...calmNow.limits, cores: 0, memoryBytes: 0 },
    handBack: { ms: 180, atMs: now - 20 * 60_000 },
    unreadable: [
      {
        rule: 'temperature',
        sentence: 'The temperature cannot be read on this machine, so that rule pauses nothing.',
      },
    ],
    reason: {
      name: 'schedule',
      sentence: 'Your schedule lends nothing at this hour.',
      endsAtMs: now + 2 * hour,
      until: 'the schedule allows it again',
      next: { action: 'change_schedule', label: 'Change the schedule' },
    },
  };
}

/** More in the second half of them, and nothing on some days. */
export function twelveWeeks(): LendingHistoryView {
  const today = new Date().setHours(0, 0, 0, 0);
  const days = Array.from({ length: 84 }, (_, index) => {
    const hours = index % 9 === 0 ? 0 : ((index * 37) % 50) + index;
    return {
      startsAtMs: today - (83 - index) * day,
      microCpuHours: BigInt(hours) * 1_000_000n,
      cpuMicroseconds: hours * 2_500_000_000,
    };
  });
  const all = days.reduce((sum, { microCpuHours }) => sum + microCpuHours, 0n);
  const byTomas = 1_004_000_000n;
  return {
    days,
    people: [
      { person: ines, runs: 412, microCpuHours: all - byTomas },
      { person: tomas, runs: 96, microCpuHours: byTomas },
    ],
    energy: {
      todayWattHours: 912,
      wattHours: 41_200,
      wattsPerCore: 8,
      isAssumed: true,
      sentence:
        'Processor time of signed receipts times what a core draws when it works: an assumed 8 W; correct it if you know better.',
    },
  };
}

/** So many runs, newest first, every second of them for Tomás. */
export function busyLog(count: number): readonly LoggedRunView[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index): LoggedRunView => {
    const isGiven = index % 5 !== 0;
    return {
      id: hexOf(`attempt ${index}`, 32),
      job: hexOf(`job ${index}`),
      for: index % 2 === 0 ? ines : tomas,
      startedAtMs: now - (index + 1) * hour,
      endedAtMs: now - (index + 1) * hour + 1_200_000,
      outcome: isGiven ? 'given' : 'failed',
      microCpuHours: isGiven ? 1_640_000n : null,
      detail: isGiven ? null : 'The program stopped with an error: unreachable.',
      module: {
        hash: hexOf('code'),
        bytes: 48_200,
        memoryLimitBytes: 256 * 1024 ** 2,
        wallLimitMs: hour,
      },
    };
  });
}
