import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { iconFile } from '../../main/desktop/tray-icon.ts';
import { startDesktop } from '../support/desktop-under-test.ts';
import type { DesktopUnderTest } from '../support/desktop-under-test.ts';
import { calmStatus, jobAtBobs, runForBob } from '../support/scripted-engine.ts';

let desktop: DesktopUnderTest;
afterEach(async () => {
  vi.unstubAllEnvs();
  await desktop.end();
});

async function start() {
  desktop = await startDesktop();
  const { Tray } = desktop.electron;
  await expect.poll(() => Tray.all.length).toBe(1);
  const tray = Tray.all[0];
  if (!tray) return expect.unreachable('no tray');
  return { ...desktop, tray };
}

test('the tray says how the node stands, in its menu and beside the pointer', async () => {
  const { tray, lending } = await start();
  expect(tray.tooltip).toBe('Lending is off');
  expect(tray.menu?.labels()).toContain('Lending is off');
  lending.set({ ...lending.get(), on: true });
  expect(tray.tooltip).toBe('Ready to lend. Nothing to do right now.');
});

test('lending is started, paused and resumed from the tray', async () => {
  const { tray, calls, lending } = await start();
  tray.menu?.pick('Start lending');
  tray.menu?.pick('Pause lending', '15 minutes');
  expect(tray.tooltip).toMatch(/^Paused until /);
  expect(lending.get().pausedUntilMs).not.toBeNull();
  tray.menu?.pick('Resume lending');
  tray.menu?.pick('Pause lending', '1 hour');
  tray.menu?.pick('Resume lending');
  tray.menu?.pick('Pause lending', 'Until I resume');
  tray.menu?.pick('Resume lending');
  tray.menu?.pick('Pause lending', 'Until tomorrow 08:00');
  expect(calls.slice(0, -1)).toEqual([
    ...['set true', 'pause 15', 'resume', 'pause 60', 'resume', 'pause null', 'resume'],
  ]);
  const tomorrow = new Date(lending.get().pausedUntilMs ?? 0);
  expect(tomorrow.getTime() - Date.now()).toBeGreaterThan(7 * 3_600_000);
  expect(tomorrow.getHours() * 60 + tomorrow.getMinutes()).toBeLessThanOrEqual(8 * 60 + 1);
});

test('the menu is rebuilt when it would say something else, and only then', async () => {
  const { tray, lending, statement } = await start();
  const before = tray.menusSet;
  lending.set({ ...lending.get() });
  lending.set({ ...lending.get(), ended: [] });
  expect(tray.menusSet).toBe(before);
  lending.set({ ...lending.get(), on: true });
  expect(tray.menusSet).toBe(before + 1);
  statement.set({ ...statement.get(), today: [2_000_000n] });
  expect(tray.menu?.labels()).toContain('Today: 2 CPU-h lent, 0 used');
});

test('progress of what runs changes nothing in the tray', async () => {
  const { tray, lending } = await start();
  lending.set({ ...lending.get(), on: true, running: [runForBob] });
  const before = tray.menusSet;
  lending.set({ ...lending.get(), running: [{ ...runForBob, cpuMicroseconds: 9_000_000 }] });
  expect(tray.menusSet).toBe(before);
});

const isMac = process.platform === 'darwin'; // it colours one picture by itself
test.skipIf(isMac)('the icon is a picture for the panel that it lies upon', async () => {
  vi.stubEnv('XDG_CURRENT_DESKTOP', 'KDE'); // whose panel is as bright as its windows
  const { tray, electron } = await start();
  const file = (panel: 'light' | 'dark') => readFileSync(iconFile('ready', panel, 24));
  const pictures = () => tray.image.representations.map(({ buffer }) => buffer);
  expect(pictures().some((each) => each.equals(file('light')))).toBe(true);
  electron.nativeTheme.turn(true);
  expect(pictures().some((each) => each.equals(file('dark')))).toBe(true);
});

test('while the window is closed nobody has the machine measured', async () => {
  const { electron, status, lending, tray } = await start();
  await expect.poll(() => status.listeners()).toBeGreaterThan(0);
  electron.BrowserWindow.getAllWindows()[0]?.close();
  await expect.poll(() => status.listeners()).toBe(0);
  status.set({ ...calmStatus, connection: { ...calmStatus.connection, state: 'offline' } });
  lending.set({
    ...lending.get(),
    checks: [{ name: 'reachable', holds: false, sentence: 'Not connected.' }],
  });
  expect(tray.tooltip).toBe('Not connected');
});

test('the row of the jobs shows them, whether the window is open or closed', async () => {
  const { tray, jobs, electron, shell } = await start();
  jobs.set({ jobs: [jobAtBobs], total: 1 });
  const { BrowserWindow } = electron;
  const addresses = () =>
    BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL());
  const shown = async () =>
    (await shell.firstWindow()).getByText('Count primes').first().isVisible();
  await expect.poll(addresses).toEqual(['app://common-hours/']);
  tray.menu?.pick('Jobs (1 running)', 'Show all');
  await expect.poll(addresses).toEqual(['app://common-hours/#/jobs']);
  await expect.poll(shown).toBe(true);
  BrowserWindow.getAllWindows()[0]?.close();
  await expect.poll(addresses).toEqual([]);
  tray.menu?.pick('Jobs (1 running)', 'Count primes: running');
  await expect.poll(addresses).toEqual([`app://common-hours/#/jobs/${jobAtBobs.id}`]);
  await expect.poll(shown).toBe(true);
});

test('a job’s state is shown at once, and how far it is only now and then', async () => {
  const { tray, jobs } = await start();
  const slices = { ...jobAtBobs.slices, total: 24, done: 3 };
  jobs.set({ jobs: [{ ...jobAtBobs, slices }], total: 1 });
  const before = tray.menusSet;
  for (let done = 4; done < 20; done += 1) {
    jobs.set({ jobs: [{ ...jobAtBobs, slices: { ...slices, done } }], total: 1 });
  }
  expect(tray.menusSet).toBe(before);
  jobs.set({ jobs: [{ ...jobAtBobs, state: 'paused', slices }], total: 1 });
  expect(tray.menusSet).toBe(before + 1);
  expect(tray.menu?.labels()).toContain('Jobs (1 in progress)');
});

test('nothing makes the program start by itself at login', async () => {
  const { electron, tray } = await start();
  tray.menu?.pick('Start lending');
  expect(electron.app.login).toEqual({});
  expect(electron.app.userModelId).toBe('example.common-hours.test');
});

test('the node is told of a sleep before it, and looks for people at once after it', async () => {
  const { electron, calls } = await start();
  electron.powerMonitor.emit('suspend');
  expect(calls).toEqual(['sleep']);
  electron.powerMonitor.emit('resume');
  expect(calls).toEqual(['sleep', 'look again']);
});
