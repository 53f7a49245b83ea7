/** Starting at login with a window, on systems that are played by the test. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLoginItem } from '../../main/desktop/login-item.ts';
import type { LoginItemParts, LoginItems } from '../../main/desktop/login-item.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A system that keeps one item, as far as Electron shows it. */
function systemWith(change: { isPackaged?: boolean; approves?: boolean; takes?: boolean } = {}) {
  const { isPackaged = true, approves = true, takes = true } = change;
  const given: object[] = [];
  let openAtLogin = false;
  const app = {
    isPackaged,
    setLoginItemSettings(item: { openAtLogin?: boolean }) {
      given.push(item);
      if (takes) openAtLogin = item.openAtLogin === true;
    },
    getLoginItemSettings: () => ({
      openAtLogin,
      status: openAtLogin && !approves ? 'requires-approval' : 'enabled',
    }),
  };
  return { app: app as unknown as LoginItems, given };
}

function itemOn(platform: string, app: LoginItems, change: Partial<LoginItemParts> = {}) {
  return createLoginItem({
    ...{
      app,
      platform,
      env: {},
      program: '/opt/common-hours',
      projectDir: '/project',
      userId: 1000,
    },
    ...{ dataFolder: '/data', usualDataFolder: '/data', args: [] },
    ...change,
  });
}

test('Windows is given the program and the word that hides its window', () => {
  const { app, given } = systemWith();
  const item = itemOn('win32', app, { dataFolder: '/other', args: ['--http', '8080'] });
  expect(item.read().state).toBe('off');
  expect(given).toEqual([]);
  expect(item.set(true).ok).toBe(true);
  expect(given).toEqual([
    {
      path: '/opt/common-hours',
      args: ['--hidden', '--data', expect.stringMatching(/other$/) as string, '--http', '8080'],
      openAtLogin: true,
    },
  ]);
  expect(item.read().state).toBe('on');
});

test('macOS may want to be asked, and cannot hold arguments', () => {
  const { app } = systemWith({ approves: false });
  const item = itemOn('darwin', app);
  item.set(true);
  expect(item.read()).toEqual({
    state: 'off',
    sentence: expect.stringMatching(/approval/) as string,
  });
  expect(itemOn('darwin', app, { dataFolder: '/other' }).read().state).toBe('impossible');
});

test('a system that does not take the change is said to', () => {
  const { app } = systemWith({ takes: false });
  const set = itemOn('win32', app).set(true);
  expect(set).toMatchObject({ ok: false, error: { name: 'cannot_be_written' } });
});

test('what runs from its sources starts at login on Linux only', () => {
  const { app, given } = systemWith({ isPackaged: false });
  for (const platform of ['win32', 'darwin']) {
    const item = itemOn(platform, app);
    expect(item.read().state).toBe('impossible');
    expect(item.set(true)).toMatchObject({ ok: false, error: { name: 'not_possible' } });
  }
  expect(given).toEqual([]);
});

test.each([
  ['packed', true, {}, '"/opt/common-hours" "--hidden"'],
  ['from its sources', false, {}, '"/opt/common-hours" "/project" "--hidden"'],
  ['as an AppImage', true, { APPIMAGE: '/opt/hours' }, '"/opt/hours" "--hidden"'],
])('on Linux it is an entry without a window: %s', (_how, isPackaged, env, command) => {
  const home = temporaryFolder();
  const { app } = systemWith({ isPackaged });
  const item = itemOn('linux', app, { home, env: { DISPLAY: ':0', ...env } });
  expect(item.set(true).ok).toBe(true);
  const entry = fs.readFileSync(join(home, '.config/autostart/common-hours.desktop'), 'utf8');
  expect(entry).toContain(`Exec=${command}\n`);
});
