import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesktop } from '../support/desktop-under-test.ts';
import type { DesktopUnderTest } from '../support/desktop-under-test.ts';

let desktop: DesktopUnderTest;
let page: Page;
beforeAll(async () => {
  desktop = await startDesktop();
  page = await desktop.shell.firstWindow();
  await page.getByRole('heading', { level: 1 }).waitFor();
});
afterAll(() => desktop.end());

const contents = () => {
  const [window] = desktop.electron.BrowserWindow.all;
  return window?.webContents ?? expect.unreachable('no window');
};

test('the page comes from app:// and from nowhere else', () => {
  expect(contents().getURL()).toBe('app://common-hours/');
  expect(desktop.electron.session.defaultSession.escaped).toEqual([]);
});

test('the policy of the page is the one of the browser, with the nonce of this load', async () => {
  const respond = desktop.electron.protocol.handlers.get('app');
  const load = async () => {
    const response = await respond?.(new Request('app://common-hours/'));
    const policy = response?.headers.get('content-security-policy') ?? '';
    return { html: (await response?.text()) ?? '', nonce: /'nonce-([^']+)'/.exec(policy)?.[1] };
  };
  const [first, second] = [await load(), await load()];
  expect(first.nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  expect(first.html).toContain(first.nonce);
  expect(first.nonce).not.toBe(second.nonce);
});

test.each(['app://common-hours/../package.json', 'app://elsewhere/', 'app://common-hours/none.js'])(
  'what is no file of the page is not found: %s',
  async (url) => {
    const respond = desktop.electron.protocol.handlers.get('app');
    expect((await respond?.(new Request(url)))?.status).toBe(404);
  },
);

test('the page complains of nothing', () => {
  expect(contents().complaints).toEqual([]);
});

test.each([
  ['https://example.com/', false],
  ['http://127.0.0.1:1/', false],
  ['wss://example.com/', false],
  ['file:///etc/passwd', false],
  ['app://elsewhere/', false],
  ['app://common-hours.example.com/', false],
  ['app://common-hours/assets/a.js', true],
  ['blob:app://common-hours/1', true],
])('a request for %s passes: %s', async (url, passes) => {
  expect(await desktop.electron.session.defaultSession.passes(url)).toBe(passes);
});

test.each(['media', 'geolocation', 'notifications', 'usb', 'openExternal', 'clipboard-read'])(
  'the page is not granted %s',
  async (permission) => {
    expect(await desktop.electron.session.defaultSession.grants(permission)).toBe(false);
  },
);

test('the page may put text into the clipboard', async () => {
  const { defaultSession } = desktop.electron.session;
  expect(await defaultSession.grants('clipboard-sanitized-write')).toBe(true);
});

test('the spelling checker, which would fetch dictionaries, is off', () => {
  expect(desktop.electron.session.defaultSession.spellChecker).toBe(false);
});

test('a message of another frame, or of another page, is not heard', async () => {
  const { ipcMain } = desktop.electron;
  const heard = async (senderFrame: unknown, sender: unknown = contents()) => {
    const before = desktop.lending.listeners();
    ipcMain.emit('link', { sender, senderFrame }, '');
    const frame = '{"type":"subscribe","id":1,"path":["lending","state"]}';
    ipcMain.emit('link', { sender, senderFrame }, frame);
    await Promise.resolve();
    return desktop.lending.listeners() !== before;
  };
  expect(await heard({ url: 'app://common-hours/' })).toBe(false);
  expect(await heard(null)).toBe(false);
  expect(await heard(contents().mainFrame, {})).toBe(false);
});

test('a page that is loaded again starts anew and shows the present state', async () => {
  await page.reload();
  const heading = page.getByRole('heading', { level: 1 });
  await expect.poll(() => heading.textContent()).toBe('Lending is off');
  desktop.lending.set({ ...desktop.lending.get(), on: true, pausedUntilMs: 0 });
  await expect.poll(() => heading.textContent()).toMatch(/^Paused/);
});
