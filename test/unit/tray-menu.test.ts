import { expect, test } from 'vitest';
import type { EntryView, JobView } from '../../shared/api/contract.ts';
import { minutesUntilTomorrow, todayLine, trayMenu } from '../../main/desktop/tray-menu.ts';
import type { TrayItem, TrayView } from '../../main/desktop/tray-menu.ts';
import { jobOf, noSlices } from '../support/sample-views.ts';
import { calmNow } from '../support/scripted-lending.ts';
import { calmLending, calmStatus, noHours, noJobs, runForBob } from '../support/scripted-engine.ts';

const nowMs = new Date(2026, 10, 21, 14, 0).getTime();
const calm: TrayView = {
  status: calmStatus,
  lending: calmLending,
  jobs: noJobs,
  statement: noHours,
};
const lendingOn = { ...calm, lending: { ...calmLending, on: true } };

function labels(items: readonly TrayItem[]): readonly string[] {
  return items.flatMap((item) => {
    if (item.kind === 'line') return ['-'];
    const below = item.kind === 'menu' ? labels(item.items).map((label) => `> ${label}`) : [];
    return [item.label, ...below];
  });
}

test('a node that lends offers four ways to pause', () => {
  expect(labels(trayMenu(lendingOn, 'win32', nowMs))).toEqual([
    'Ready to lend. Nothing to do right now.',
    'Today: 0 CPU-h lent, 0 used',
    '-',
    'Pause lending',
    '> 15 minutes',
    '> 1 hour',
    '> Until tomorrow 08:00',
    '> Until I resume',
    'Lending limits…',
    '-',
    'New job…',
    '-',
    'Open Common Hours',
    'Quit (stops lending)',
  ]);
});

test('a node with work in hand can finish it before it pauses', () => {
  const busy = { ...calm, lending: { ...calmLending, on: true, running: [runForBob] } };
  const label = 'Finish current work, then pause';
  expect(labels(trayMenu(busy, 'win32', nowMs))).toContain(label);
  expect(labels(trayMenu(lendingOn, 'win32', nowMs))).not.toContain(label);
});

test('on Linux the window is the first thing the menu offers', () => {
  const items = labels(trayMenu(lendingOn, 'linux', nowMs));
  expect(items.slice(0, 3)).toEqual([
    'Open Common Hours',
    '-',
    'Ready to lend. Nothing to do right now.',
  ]);
  expect(items.filter((label) => label === 'Open Common Hours')).toHaveLength(1);
  expect(items.at(-1)).toBe('Quit (stops lending)');
});

test('a paused node says until when and offers to resume', () => {
  const pausedUntilMs = new Date(2026, 10, 21, 14, 30).getTime();
  const paused = { ...calm, lending: { ...calmLending, on: true, pausedUntilMs } };
  const items = labels(trayMenu(paused, 'darwin', nowMs));
  expect(items[0]).toBe('Paused until 14:30');
  expect(items).toContain('Resume lending');
  expect(items).not.toContain('Pause lending');
});

test('a rule that holds lending back is the first row, with its end', () => {
  const now = {
    ...calmNow,
    may: false,
    reason: {
      name: 'schedule' as const,
      sentence: 'Your schedule lends nothing at this hour.',
      endsAtMs: new Date(2026, 10, 21, 20, 0).getTime(),
      until: 'the schedule allows it again',
      next: { action: 'change_schedule' as const, label: 'Change the schedule' },
    },
  };
  expect(labels(trayMenu({ ...lendingOn, now }, 'win32', nowMs))[0]).toBe(
    'Lending waits until 20:00',
  );
  expect(labels(trayMenu({ ...calm, now }, 'win32', nowMs))[0]).toBe('Lending is off');
});

test('a node that does not lend offers to start', () => {
  const items = labels(trayMenu(calm, 'win32', nowMs));
  expect(items[0]).toBe('Lending is off');
  expect(items).toContain('Start lending');
});

test('a node that works for somebody says with how many cores', () => {
  const cores = { limit: 4, inUse: 4, of: 16 };
  const lending = { ...calmLending, on: true, cores, running: [runForBob] };
  expect(labels(trayMenu({ ...calm, lending }, 'win32', nowMs))[0]).toBe('Lending 4 of 16 cores');
});

const job = (state: JobView['state'], name: string, done = 0) =>
  jobOf({ id: name, name, state, slices: { ...noSlices, total: 24, done } });

test('jobs of one’s own that are not ended are a row each, with how far they are', () => {
  const jobs = [job('running', 'Sweep', 17), job('ceiling', 'Fit', 3), job('done', 'Old', 24)];
  const items = labels(trayMenu({ ...calm, jobs: { jobs, total: 3 } }, 'win32', nowMs));
  const at = items.indexOf('Jobs (1 running)');
  expect(items.slice(at - 1, at + 4)).toEqual([
    'New job…',
    'Jobs (1 running)',
    '> Sweep: 17 of 24',
    '> Fit: ceiling reached',
    '> Show all',
  ]);
  expect(labels(trayMenu(calm, 'win32', nowMs)).join()).not.toContain('Jobs');
});

test('of many jobs five are in the menu, and a long name is cut', () => {
  const many = Array.from({ length: 9 }, (_, at) => job('waiting', `${'long '.repeat(12)}${at}`));
  const items = labels(trayMenu({ ...calm, jobs: { jobs: many, total: 9 } }, 'win32', nowMs));
  expect(items).toContain('Jobs (9 in progress)');
  const rows = items.filter((label) => label.startsWith('> long'));
  expect(rows).toHaveLength(5);
  expect(rows[0]?.length).toBeLessThan(56);
});

const used = (keptAtMs: number, microCpuHours: bigint) =>
  ({ direction: 'used', keptAtMs, microCpuHours }) as EntryView;

test('what was used today leaves yesterday out', () => {
  const newest = [used(nowMs - 1_000, 12_000_000n), used(nowMs - 86_400_000, 5_000_000n)];
  const statement = { ...noHours, receipts: 400, newest, today: [100_000_000n, 39_000_000n] };
  expect(todayLine(statement, nowMs)).toBe('Today: 139 CPU-h lent, 12 used');
});

test('what was used today is left out where the statement does not reach back to midnight', () => {
  const newest = [used(nowMs - 1_000, 12_000_000n)];
  const statement = { ...noHours, receipts: 400, newest, today: [1_500_000n] };
  expect(todayLine(statement, nowMs)).toBe('Today: 1.5 CPU-h lent');
});

test('until tomorrow 08:00 is 18 hours from 14:00, and rounds up to whole minutes', () => {
  expect(minutesUntilTomorrow(nowMs)).toBe(18 * 60);
  expect(minutesUntilTomorrow(nowMs - 30_000)).toBe(18 * 60 + 1);
  expect(minutesUntilTomorrow(new Date(2026, 10, 21, 0, 30).getTime())).toBe(31 * 60 + 30);
});
