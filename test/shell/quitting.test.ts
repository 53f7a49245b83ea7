import { afterEach, expect, test } from 'vitest';
import { refuse } from '../../shared/base/result.ts';
import { startDesktop } from '../support/desktop-under-test.ts';
import type { DesktopUnderTest } from '../support/desktop-under-test.ts';
import { runForBob } from '../support/scripted-engine.ts';

let desktop: DesktopUnderTest;
afterEach(() => desktop.end());

async function start(given: Parameters<typeof startDesktop>[0] = {}) {
  desktop = await startDesktop(given);
  await desktop.shell.firstWindow();
  const { app, dialog, Tray } = desktop.electron;
  const quit = () => Tray.all[0]?.menu?.pick('Quit (stops lending)');
  return { ...desktop, app, dialog, quit };
}

async function startWorking() {
  const started = await start();
  const { lending } = started;
  lending.set({ ...lending.get(), on: true, running: [runForBob] });
  return started;
}

test('quitting ends the page, then the node, then the tray', async () => {
  const { app, dialog, quit, order } = await start();
  quit();
  expect(await app.exited.promise).toBe(0);
  await expect.poll(() => order).toEqual(['node closed with 0 windows', 'exit 0 without tray']);
  expect(dialog.asked).toEqual([]);
});

test('work for others is asked about once, and Cancel keeps everything', async () => {
  const { dialog, quit, order, electron } = await startWorking();
  quit();
  quit();
  expect(dialog.asked.map(({ message, buttons }) => [message, buttons])).toEqual([
    ['1 job for somebody else is running.', ['Finish first', 'Quit now', 'Cancel']],
  ]);
  dialog.answer('Cancel');
  await expect
    .poll(() => {
      quit(); // is asked anew once the answer has been taken
      return dialog.asked.length;
    })
    .toBe(2);
  expect(order).toEqual([]);
  expect(electron.BrowserWindow.all.size).toBe(1);
});

test('Quit now ends at once', async () => {
  const { app, dialog, quit, calls } = await startWorking();
  dialog.answer('Quit now');
  quit();
  expect(await app.exited.promise).toBe(0);
  expect(calls).toEqual([]);
});

test('Finish first takes nothing new on, ends with the last run, and leaves no pause behind', async () => {
  const { app, dialog, quit, calls, lending, order } = await startWorking();
  dialog.answer('Finish first');
  quit();
  await expect.poll(() => calls).toEqual(['pause when finished null']);
  expect(order).toEqual([]);
  lending.set({ ...lending.get(), running: [] });
  expect(await app.exited.promise).toBe(0);
  expect(calls).toEqual(['pause when finished null', 'resume']);
});

test('a second Quit while the last run ends means now', async () => {
  const { app, dialog, quit, calls } = await startWorking();
  dialog.answer('Finish first');
  quit();
  await expect.poll(() => calls).toEqual(['pause when finished null']);
  quit();
  expect(await app.exited.promise).toBe(0);
  expect(dialog.asked).toHaveLength(1);
});

test('a system that shuts down is not kept waiting by a question', async () => {
  const { app, dialog, electron, order } = await startWorking();
  electron.powerMonitor.emit('shutdown');
  expect(await app.exited.promise).toBe(0);
  expect(dialog.asked).toEqual([]);
  expect(order[0]).toBe('node closed with 0 windows');
});

test('a node that does not close in five seconds is left, with exit code 1', async () => {
  const { app, quit } = await start({ closeNode: () => new Promise(() => {}) });
  const began = performance.now();
  quit();
  expect(await app.exited.promise).toBe(1);
  // The machine may be busy; a node that never closes would be waited for without an end.
  expect(performance.now() - began).toBeLessThan(30_000);
});

test('a node that cannot start says why and ends with exit code 1', async () => {
  const detail = 'Another node uses the data folder /d. End it, or choose another folder.';
  desktop = await startDesktop({
    openNode: () => Promise.resolve(refuse('data_folder_in_use', detail)),
  });
  const { app, dialog, BrowserWindow, Tray } = desktop.electron;
  expect(await app.exited.promise).toBe(1);
  expect(dialog.errors).toEqual([{ title: 'Common Hours did not start', content: detail }]);
  expect([BrowserWindow.all.size, Tray.all.length]).toEqual([0, 0]);
});

test('a fault while starting is said too, and logged with its cause', async () => {
  desktop = await startDesktop({ openNode: () => Promise.reject(new Error('broken')) });
  expect(await desktop.electron.app.exited.promise).toBe(1);
  expect(desktop.electron.dialog.errors).toHaveLength(1);
  expect(desktop.warnings).toEqual(['Common Hours has a fault and did not start.']);
});

test('a node that cannot go on is closed, and its sentence is shown', async () => {
  const failure = Promise.withResolvers<string>();
  const { app, dialog, order } = await start({ failed: failure.promise });
  failure.resolve('The disk is full.');
  expect(await app.exited.promise).toBe(1);
  expect(dialog.errors.at(-1)).toMatchObject({ content: 'The disk is full.' });
  expect(order[0]).toBe('node closed with 0 windows');
});
