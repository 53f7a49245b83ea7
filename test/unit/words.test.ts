import { expect, test } from 'vitest';
import type { LendingView, NodeStatusView } from '../../shared/api/contract.ts';
import {
  connectionSentence,
  formatBytes,
  formatCpuAmount,
  formatCpuHours,
  formatCpuTime,
  formatEquation,
  formatLeft,
  formatMeasuredRating,
  formatWhen,
  inOneLine,
  jobStateWord,
  nameList,
  parseCpuHours,
  personName,
  statusSentence,
} from '../../shared/api/words.ts';
import { jobWords } from '../../shared/api/jobs-shape.ts';

const now = Date.UTC(2026, 10, 21, 13, 0);
const utc = 'UTC';
const ines = { id: 'a1'.repeat(32), name: 'Ines' };
const tomas = { id: 'b2'.repeat(32), name: 'Tomás' };
const nobody = { id: '4f3a' + '0'.repeat(56) + '9c1e', name: null };

test('an amount keeps the digits that matter at every size', () => {
  const cases: readonly (readonly [bigint, string])[] = [
    [0n, '0'],
    [5n, '0.000005'],
    [278n, '0.00028'],
    [9_960n, '0.01'],
    [28_000n, '0.028'],
    [140_000n, '0.14'],
    [950_000n, '0.95'],
    [1_640_000n, '1.6'],
    [9_960_000n, '10'],
    [31_500_000n, '31.5'],
    [99_960_000n, '100'],
    [5_745_400_000n, '5,745'],
  ];
  for (const [amount, shown] of cases) expect(formatCpuAmount(amount)).toBe(shown);
  expect(formatCpuHours(278n)).toBe('0.00028 CPU-h');
});

test('a negative amount carries the true minus, and a direction is shown only where asked', () => {
  expect(formatCpuAmount(-3_000_000n)).toBe('\u22123');
  expect(formatCpuAmount(1_105_000_000n, { signed: true })).toBe('+1,105');
  expect(formatCpuAmount(0n, { signed: true })).toBe('0');
});

test('the three numbers of an equation add up as they are shown', () => {
  expect(formatEquation(5_745_000_000n, 4_640_000_000n)).toEqual({
    given: '5,745',
    used: '4,640',
    difference: '+1,105',
  });
  expect(formatEquation(105_260_000n, 3_440_000n)).toEqual({
    given: '105.3',
    used: '3.4',
    difference: '+101.9',
  });
  const { given, used, difference } = formatEquation(1_234_567n, 278n);
  expect([given, used, difference]).toEqual(['1.23457', '0.00028', '+1.23429']);
  expect(formatEquation(-2_000_000n, 100_000n)).toEqual({
    given: '\u22122.0',
    used: '0.1',
    difference: '\u22122.1',
  });
  expect(formatEquation(0n, 278n).given).toBe('0');
  expect(formatEquation(0n, 278n).difference).toBe('\u22120.00028');
});

test('a measured rating is shown with its spread, which is never nothing', () => {
  expect(formatMeasuredRating(1_034, 8)).toBe('1.03 ± 0.01');
  expect(formatMeasuredRating(1_034, 0)).toBe('1.03 ± 0.01');
  expect(formatMeasuredRating(2_500, 46)).toBe('2.50 ± 0.05');
  expect(formatMeasuredRating(987, null)).toBe('0.99');
});

test('a pause says what it holds, and until when', () => {
  const held = { ...runFor(ines), heldUntilMs: now + 600_000 };
  const sublineOf = (running: LendingView['running'], paused = 0) =>
    statusSentence(statusWith('online'), lendingWith({ paused, running }), now, utc).subline;
  expect(sublineOf([held])).toBe(
    '1 job for others is held. Resume by 13:10, or it goes to somebody else.',
  );
  const sooner = { ...held, heldUntilMs: now + 300_000 };
  expect(sublineOf([held, sooner])).toBe(
    '2 jobs for others are held. Resume by 13:05, or they go to somebody else.',
  );
  expect(sublineOf([held], now + 120_000)).toBe('1 job for others is held and goes on at 13:02.');
  expect(sublineOf([runFor(ines)])).toBe('Nothing new is taken. 1 job for others still in hand.');
});

test('an amount that a person types is read exactly, and anything else is not read', () => {
  expect(parseCpuHours('0.1')).toBe(100_000n);
  expect(parseCpuHours(' 1 000,5 ')).toBe(1_000_500_000n);
  expect(parseCpuHours('.000278')).toBe(278n);
  expect(parseCpuHours('0.10000000')).toBe(100_000n);
  for (const typed of ['', '.', '-1', '1e3', 'ten', '0.0000001']) {
    expect(parseCpuHours(typed)).toBeNull();
  }
});

test('CPU time is readable from microseconds to days', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 s'],
    [840, '840 µs'],
    [84_000, '84 ms'],
    [999_400, '999 ms'],
    [999_600, '1.00 s'],
    [12_340_000, '12.3 s'],
    [252_000_000, '4 min 12 s'],
    [7_500_000_000, '2 h 05 min'],
    [3_599_600_000, '1 h 00 min'],
  ];
  for (const [microseconds, shown] of cases) expect(formatCpuTime(microseconds)).toBe(shown);
});

test('sizes are shown in steps of 1,024', () => {
  expect(formatBytes(1)).toBe('1 byte');
  expect(formatBytes(812)).toBe('812 bytes');
  expect(formatBytes(8 * 1024 * 1024)).toBe('8 MB');
  expect(formatBytes(1_500)).toBe('1.5 KB');
  expect(formatBytes(16_700_000_000)).toBe('16 GB');
});

test('a moment is named by the day it falls on', () => {
  expect(formatWhen(now - 60_000, now, utc)).toBe('12:59');
  expect(formatWhen(now - 86_400_000, now, utc)).toBe('yesterday 13:00');
  expect(formatWhen(now + 19 * 3_600_000, now, utc)).toBe('tomorrow 08:00');
  expect(formatWhen(Date.UTC(2026, 10, 12, 14, 2), now, utc)).toBe('12 Nov 14:02');
  expect(formatWhen(Date.UTC(2025, 0, 2, 9, 5), now, utc)).toBe('2 Jan 2025 09:05');
});

test('time left is rounded', () => {
  expect(formatLeft(30_000)).toBe('less than a minute');
  expect(formatLeft(370_000)).toBe('about 6 min');
  expect(formatLeft(7_300_000)).toBe('about 2 h');
});

test('people without a name are called by their short key', () => {
  expect(personName(nobody)).toBe('4f3a…9c1e');
  expect(nameList([ines, tomas])).toBe('Ines and Tomás');
  expect(nameList([ines, tomas, nobody, ines])).toBe('Ines, Tomás and 2 others');
});

test('the status sentence says what is so and why', () => {
  const sentence = (status: NodeStatusView, lending: LendingView) =>
    statusSentence(status, lending, now, utc);
  const run = lendingWith({ running: [runFor(ines), runFor(tomas)], inUse: 4 });
  expect(sentence(statusWith('online'), run)).toEqual({
    title: 'Lending 4 of 16 cores',
    subline: '2 jobs for Ines and Tomás run here, sealed off.',
  });
  expect(sentence(statusWith('online'), lendingWith({})).title).toBe(
    'Ready to lend. Nothing to do right now.',
  );
  expect(sentence(statusWith('online'), lendingWith({ on: false })).title).toBe('Lending is off');
  expect(sentence(statusWith('online'), lendingWith({ paused: now + 5_400_000 })).title).toBe(
    'Paused until 14:30',
  );
  expect(sentence(statusWith('online'), lendingWith({ paused: 0 })).title).toBe(
    'Paused until you resume',
  );
  expect(sentence(statusWith('offline'), run)).toEqual({
    title: 'Not connected',
    subline: 'Since 12:58. Work in hand continues.',
  });
});

test('title and subline make one line in every state', () => {
  expect(inOneLine({ title: 'Lending is off', subline: 'Nothing runs.' })).toBe(
    'Lending is off. Nothing runs.',
  );
  expect(inOneLine({ title: 'Ready to lend. Nothing to do.', subline: '1 is here.' })).toBe(
    'Ready to lend. Nothing to do. 1 is here.',
  );
});

test('those who are here are others, not the person who reads it', () => {
  const { connection } = statusWith('online');
  expect(connectionSentence(connection, now, utc)).toBe('3 other people here, 2 lending');
  expect(connectionSentence({ ...connection, people: 1, lending: 0 }, now, utc)).toBe(
    '1 other person here, none lending',
  );
});

test('each state of a job has its word', () => {
  expect(jobWords.map(jobStateWord)).toEqual([
    ...['Later', 'Waiting', 'Running', 'Paused', 'Ceiling reached', 'Deadline passed'],
    ...['Done', 'Failed', 'Cancelled'],
  ]);
});

function statusWith(state: NodeStatusView['connection']['state']): NodeStatusView {
  return {
    version: '0.1.0',
    host: 'headless',
    me: ines,
    community: { kind: 'group', name: 'open', topic: '00'.repeat(32) },
    connection: { state, sinceMs: now - 120_000, people: 3, lending: 2 },
    machine: {
      processor: null,
      cores: 16,
      loadPercent: null,
      memoryBytes: 8_000_000_000,
      memoryFreeBytes: null,
      battery: null,
      temperatureCelsius: null,
      ratingMilli: 1_000,
      ratingSpreadMilli: 5,
      ratedAtMs: now - 3_600_000,
    },
  };
}

function runFor(person: typeof ines): LendingView['running'][number] {
  return {
    job: 'cc'.repeat(32),
    for: person,
    startedAtMs: now,
    cpuMicroseconds: 0,
    workCount: 0,
    heldUntilMs: null,
    ratingMilli: 1_000,
    ceiling: 100_000n,
    moduleHash: 'dd'.repeat(32),
    moduleBytes: 1,
    memoryLimitBytes: 1,
    wallLimitMs: 1,
  };
}

function lendingWith(given: {
  readonly on?: boolean;
  readonly paused?: number;
  readonly running?: LendingView['running'];
  readonly inUse?: number;
}): LendingView {
  return {
    on: given.on ?? true,
    pausedUntilMs: given.paused ?? null,
    cores: { limit: 4, inUse: given.inUse ?? 0, of: 16 },
    shareMilli: 1000,
    wall: { isolation: 'process', sentence: 'Jobs run in a process of their own.', crashes: 0 },
    running: given.running ?? [],
    ended: [],
    checks: [],
  };
}
