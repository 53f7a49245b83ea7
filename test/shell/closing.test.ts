import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startDesktop } from '../support/desktop-under-test.ts';
import type { DesktopUnderTest } from '../support/desktop-under-test.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let desktop: DesktopUnderTest;
afterEach(() => desktop.end());

async function start(given: Parameters<typeof startDesktop>[0] = {}) {
  desktop = await startDesktop(given);
  const { BrowserWindow } = desktop.electron;
  const page = await desktop.shell.firstWindow();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const windows = () => BrowserWindow.getAllWindows();
  const close = () => windows()[0]?.close();
  return { ...desktop, page, windows, close };
}
const noTray = { hasTray: () => Promise.resolve(false) };

test('closing the window ends its renderer, and the node goes on', async () => {
  const { page, windows, close, order } = await start();
  const closed = new Promise((done) => page.once('close', done));
  close();
  await closed;
  expect(windows()).toEqual([]);
  expect(order).toEqual([]);
});

test('the tray opens a new window with the present state', async () => {
  const { windows, close, electron, lending, shell } = await start();
  close();
  await expect.poll(windows).toEqual([]);
  lending.set({ ...lending.get(), on: true, pausedUntilMs: 0 });
  electron.Tray.all[0]?.menu?.pick('Open Common Hours');
  await expect.poll(() => windows().map((window) => window.isVisible())).toEqual([true]);
  const heading = (await shell.firstWindow()).getByRole('heading', { level: 1 });
  await expect.poll(() => heading.textContent()).toMatch(/^Paused/);
});

test('only the first closing says that lending goes on', async () => {
  const { windows, close, electron, lending } = await start();
  lending.set({ ...lending.get(), on: true });
  close();
  await expect.poll(windows).toEqual([]);
  const bodies = () => electron.Notification.shown.map(({ body }) => body);
  expect(bodies()).toEqual(['Still lending in the background. Quit from the tray icon.']);
  electron.Tray.all[0]?.menu?.pick('Open Common Hours');
  await expect.poll(() => windows().length).toBe(1);
  close();
  await expect.poll(windows).toEqual([]);
  expect(bodies()).toHaveLength(1);
});

test('without a tray the first closing asks, and remembers that lending goes on', async () => {
  const { windows, close, electron } = await start(noTray);
  close();
  expect(windows()).toHaveLength(1);
  expect(electron.dialog.asked.map(({ message }) => message)).toEqual([
    'Keep running in the background?',
  ]);
  electron.dialog.answer('Keep running');
  await expect.poll(windows).toEqual([]);
  electron.app.emit('second-instance', {}, [], '');
  await expect.poll(() => windows().length).toBe(1);
  close();
  await expect.poll(windows).toEqual([]);
  expect(electron.dialog.asked).toHaveLength(1);
  expect(electron.Notification.shown).toEqual([]);
});

test('without a tray closing may mean quitting', async () => {
  const { close, electron, order } = await start(noTray);
  electron.dialog.answer('Quit');
  close();
  expect(await electron.app.exited.promise).toBe(0);
  expect(order[0]).toBe('node closed with 0 windows');
});

test('a closing that is taken back leaves the window, and is asked again', async () => {
  const { windows, close, electron } = await start(noTray);
  electron.dialog.answer('Cancel');
  close();
  await expect.poll(() => electron.dialog.asked.length).toBe(1);
  expect(windows()).toHaveLength(1);
  electron.dialog.answer('Cancel');
  await expect
    .poll(() => {
      close();
      return electron.dialog.asked.length;
    })
    .toBe(2);
  expect(windows()).toHaveLength(1);
});

test('a start in the background shows no window where there is a tray', async () => {
  desktop = await startDesktop({ isHidden: true });
  await expect.poll(() => desktop.electron.Tray.all.length).toBe(1);
  expect(desktop.electron.BrowserWindow.getAllWindows()).toEqual([]);
});

test('a start in the background shows the window where there is no tray', async () => {
  const { windows, electron } = await start({ ...noTray, isHidden: true });
  expect(windows()).toHaveLength(1);
  expect(electron.Tray.all).toEqual([]);
});

test('a second start brings the window to the front', async () => {
  const { windows, electron } = await start();
  const [window] = windows();
  if (!window) return expect.unreachable('no window');
  Object.assign(window, { minimized: true, focused: false });
  electron.app.emit('second-instance', {}, [], '');
  expect(windows()).toEqual([window]);
  expect([window.isMinimized(), window.isFocused()]).toEqual([false, true]);
});

test('a link opens the page on which it is reviewed, at the first start, at a second and by an event', async () => {
  const { page, electron } = await start({ argv: ['program', 'commonhours://join/first'] });
  const pasted = page.getByLabel('Invitation');
  await expect.poll(() => pasted.inputValue()).toBe('first');
  electron.app.emit('second-instance', {}, ['program', 'commonhours://join/second'], '');
  await expect.poll(() => pasted.inputValue()).toBe('second');
  electron.app.emit('open-url', { preventDefault() {} }, 'commonhours://join/third');
  await expect.poll(() => pasted.inputValue()).toBe('third');
});

test('a release file opens the page on which it is reviewed, at a start and by an event', async () => {
  const file = join(temporaryFolder(), 'lines.chrelease');
  writeFileSync(file, '{}');
  const { page, electron } = await start({ argv: ['program', file] });
  const review = `/software/file/${Buffer.from('{}').toString('base64url')}`;
  await expect.poll(() => page.url()).toContain(review);
  electron.app.emit('second-instance', {}, ['program', 'commonhours://join/first'], '');
  await expect.poll(() => page.getByLabel('Invitation').inputValue()).toBe('first');
  electron.app.emit('open-file', { preventDefault() {} }, file);
  await expect.poll(() => page.url()).toContain(review);
});

test('a renderer that dies is replaced once, not for ever', async () => {
  const { windows } = await start();
  const [first] = windows();
  first?.webContents.crash();
  await expect.poll(() => windows().filter((window) => window !== first).length).toBe(1);
  windows()[0]?.webContents.crash();
  await expect.poll(windows).toEqual([]);
});
