/** What is read of a machine for the rules of lending, from sources that a test holds in its hand. */
import { expect, test } from 'vitest';
import { createConsoleInput } from '../../main/adapters/readings/console-input.ts';
import { fullScreenUnderX } from '../../main/adapters/readings/full-screen.ts';
import { createOtherLoad } from '../../main/adapters/readings/other-load.ts';
import { programsAmong, runningPrograms } from '../../main/adapters/readings/programs.ts';
import { createSenses } from '../../main/adapters/senses.ts';
import { pauseMinutesOf } from '../../main/headless/commands/values.ts';
import { dayStartMs, hourOfWeek, planEndsAtMs } from '../../shared/lending/week.ts';
import { everyHour } from '../../shared/lending/terms.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a console says nothing until somebody types, and then how long ago', () => {
  let [nowMs, count, readAtMs] = [1_000, 5, 0];
  const idleMs = createConsoleInput(
    {
      interrupts: () => ` 1: ${String(count)} 0 IO-APIC i8042\n 9: ${String(nowMs)} acpi`,
      consolesReadAtMs: () => [readAtMs],
    },
    () => nowMs,
  );
  expect(idleMs()).toBeNull();
  nowMs = 2_000;
  expect(idleMs()).toBeNull();
  count += 1;
  expect(idleMs()).toBe(0);
  nowMs = 5_000;
  expect(idleMs()).toBe(3_000);
  readAtMs = 4_999;
  expect(idleMs()).toBe(0);
});

test('the load of others leaves out what has the lowest priority', () => {
  const first = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
  const then = { user: 200, nice: 500, sys: 50, idle: 250, irq: 0 };
  const readings = [[first], [then]];
  const read = createOtherLoad(() => readings.shift() ?? [], 'linux');
  expect([read(), read()]).toEqual([null, 25]);
  expect(createOtherLoad(() => [then], 'win32')()).toBeNull();
});

test('a window fills the screen when its manager says so, and nobody knows without one', async () => {
  const ask = (state: string) => (args: readonly string[]) =>
    Promise.resolve(args[0] === '-root' ? '_NET_ACTIVE_WINDOW: window id # 0x3a' : state);
  expect(await fullScreenUnderX(ask('_NET_WM_STATE(ATOM) = _NET_WM_STATE_FULLSCREEN'))).toBe(true);
  expect(await fullScreenUnderX(ask('_NET_WM_STATE(ATOM) ='))).toBe(false);
  expect(await fullScreenUnderX(() => Promise.resolve('window id # 0x0'))).toBe(false);
  expect(await fullScreenUnderX(() => Promise.reject(new Error('no xprop')))).toBeNull();
});

test('programs are found by name, however Linux has cut it', () => {
  const running = ['Blender', 'gnome-system-mo'];
  expect(programsAmong(['blender', 'gnome-system-monitor', 'steam'], running)).toEqual([
    'blender',
    'gnome-system-monitor',
  ]);
});

test('only what is wanted is read of this machine, and nothing of it fails', async () => {
  const senses = createSenses({ folder: temporaryFolder() });
  const wanted = { battery: false, temperature: false, freeMemory: true, fullScreen: false };
  const read = await senses.read({ ...wanted, programs: [] });
  expect(read).toMatchObject({ battery: null, temperatureCelsius: null, programs: null });
  expect(read.memoryFreeBytes).toBeGreaterThan(0);
  expect(await senses.diskFreeBytes()).toBeGreaterThan(0);
  expect(await createSenses({ folder: '/no/such/folder' }).diskFreeBytes()).toBeNull();
  expect((await runningPrograms())?.length).toBeGreaterThan(0);
});

test('an hour of the week is that of the local clock, and its plan ends where the next begins', () => {
  const monday = Date.UTC(2026, 0, 5);
  expect(hourOfWeek({ nowMs: monday, zoneOffsetMinutes: 0 })).toBe(0);
  expect(hourOfWeek({ nowMs: monday, zoneOffsetMinutes: -60 })).toBe(167);
  const moment = { nowMs: monday + 1_800_000, zoneOffsetMinutes: 330 };
  expect(hourOfWeek(moment)).toBe(6);
  expect(dayStartMs(moment)).toBe(monday - 330 * 60_000);
  const week = everyHour('as_set').with(6, 'paused').with(7, 'paused');
  expect(planEndsAtMs(week, moment)).toBe(monday + 8 * 3_600_000 - 330 * 60_000);
  expect(planEndsAtMs(everyHour('paused'), moment)).toBeNull();
});

test('a pause until tomorrow ends at eight in the morning', () => {
  expect(pauseMinutesOf('tomorrow', new Date(2026, 0, 7, 22, 30))).toEqual({
    ok: true,
    value: 570,
  });
  expect(pauseMinutesOf('until-resumed', new Date())).toEqual({ ok: true, value: null });
  expect(pauseMinutesOf('1h', new Date())).toEqual({ ok: true, value: 60 });
  expect(pauseMinutesOf('soon', new Date())).toMatchObject({ ok: false });
});
