/** What the shell must do, written once: for the double everywhere, for Electron where it runs. */
import type { Page } from 'playwright';
import type * as Electron from 'electron';
import { afterAll, beforeAll, expect, test } from 'vitest';

export interface Shell {
  firstWindow(): Promise<Page>;
  evaluate<R, A>(run: (module: typeof Electron, argument: A) => R, argument: A): Promise<R>;
  close(): Promise<void>;
}

/** The shell starts with a node that does not lend. */
export function shellMustWork(launch: () => Promise<Shell>): void {
  let shell: Shell;
  let page: Page;
  beforeAll(async () => {
    shell = await launch();
    page = await shell.firstWindow();
  });
  afterAll(() => shell?.close());

  test('the page comes up without a complaint of its security policy', async () => {
    await page.getByRole('heading', { level: 1, name: 'Lending is off' }).waitFor();
    const violations = await page.evaluate(
      () =>
        new Promise<string[]>((done) => {
          const seen: string[] = [];
          document.addEventListener('securitypolicyviolation', (event) => {
            seen.push(event.violatedDirective);
          });
          requestAnimationFrame(() => {
            done(seen);
          });
        }),
    );
    expect(violations).toEqual([]);
  });
  test('a click reaches the engine and comes back', async () => {
    await page.getByRole('button', { name: 'Start lending' }).first().click();
    const heading = page.getByRole('heading', { level: 1 });
    await expect.poll(() => heading.textContent()).not.toBe('Lending is off');
  });
  test('the page has no Node and no way into the main process but the bridge', async () => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'ipcRenderer', '__ipc'].filter(
        (name) => name in window,
      ),
    );
    expect(found).toEqual([]);
    expect(
      await page.evaluate(() => Object.keys(Reflect.get(window, 'bridge') as object).sort()),
    ).toEqual(['onFrame', 'send']);
  });
  test('the bridge is frozen', async () => {
    expect(await page.evaluate(() => Object.isFrozen(Reflect.get(window, 'bridge')))).toBe(true);
  });
  test('only strings cross the bridge', async () => {
    await shell.evaluate(({ ipcMain }) => {
      const heard: unknown[] = [];
      ipcMain.on('link', (_event, frame) => heard.push(frame));
      Object.assign(globalThis, { heardByTest: heard });
    }, null);
    await page.evaluate(() => {
      const { send } = Reflect.get(window, 'bridge') as { send(frame: unknown): void };
      for (const frame of [1, null, { frame: 'x' }, ['x']]) send(frame);
      send('{"type":"cancel","id":9007199254740991}'); // of nothing, so it harms nothing
    });
    const heard = () =>
      shell.evaluate(() => (globalThis as { heardByTest?: unknown[] }).heardByTest ?? [], null);
    await expect.poll(heard).toContainEqual(expect.stringContaining('cancel'));
    expect((await heard()).filter((frame) => typeof frame !== 'string')).toEqual([]);
  });
  test('the page cannot be steered away', async () => {
    const before = page.url();
    await page.evaluate(() => {
      Object.assign(window, { isStillThisPage: true });
      location.href = 'https://example.com/';
    });
    await page.evaluate(() => {
      location.assign('file:///etc/passwd');
    });
    const isSame = () => page.evaluate(() => 'isStillThisPage' in window);
    expect(await isSame()).toBe(true);
    expect(page.url()).toBe(before);
  });
  test('the page opens no window', async () => {
    await page.evaluate(() => void window.open('https://example.com/'));
    const count = () =>
      shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length, null);
    await expect.poll(count).toBe(1);
  });
  test('the page reaches no network', async () => {
    const outcome = await page.evaluate(() =>
      fetch('https://example.com/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(outcome).toBe('refused');
  });
  test('the window is shown once it is ready', async () => {
    const shown = () =>
      shell.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()),
        null,
      );
    await expect.poll(shown).toEqual([true]);
  });
}
