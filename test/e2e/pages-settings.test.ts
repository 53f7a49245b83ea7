/**
 * Settings, and what the first run says of the key and of the login: a recovery file is saved and restored, and
 * nothing starts at login before somebody said so; and what Lending shows of its code and its disk. About 30 s.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { noticeKinds } from '../../shared/api/computer-contract.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { PageOptions, PageUnderTest } from '../support/page-under-test.ts';
import { runForBob } from '../support/scripted-engine.ts';
import { notLending, online } from '../support/sample-views.ts';
import { scriptedDiagnostics, scriptedRecovery } from '../support/scripted-own.ts';

const openPage = pagesOfThisFile();

async function open(path: string, options: PageOptions = {}): Promise<PageUnderTest> {
  const it = await openPage(options);
  await it.page.getByRole('heading', { level: 1 }).waitFor();
  it.node.status.set(online);
  await it.go(path);
  return it;
}

const recoveryFile = (text: string) => ({
  name: 'my-recovery.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});

test('neither answer is chosen before somebody chooses, and nothing starts at login without one', async () => {
  const it = await open('/welcome/login', { isNew: true, width: 360, height: 740 });
  const { page, node } = it;
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  await heading('When this computer starts');
  const [background, myself] = [page.getByRole('radio').nth(0), page.getByRole('radio').nth(1)];
  expect([await background.isChecked(), await myself.isChecked()]).toEqual([false, false]);
  expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
  expect({ wide: await it.overflow(), wrong: await it.violations() }).toEqual({
    wide: 0,
    wrong: [],
  });
  await it.shoot('welcome-login-360');
  await page.getByRole('button', { name: 'Skip' }).click();
  await heading('Find people');
  expect(node.called).toEqual([]);

  await page.goBack();
  await heading('When this computer starts');
  await page.getByText('Start in the background when I log in').click();
  expect(node.own.loginStart.get().state).toBe('off');
  await page.getByRole('button', { name: 'Next' }).click();
  await heading('Find people');
  expect(node.own.loginStart.get().state).toBe('on');
  expect(it.complaints).toEqual([]);
});

test('where nothing can start it at login, the page says why and goes on', async () => {
  const it = await open('/welcome/login', { isNew: true });
  it.node.own.loginStart.set({ state: 'impossible', sentence: 'There is no desktop here.' });
  await it.page.getByText('There is no desktop here.').waitFor();
  expect(await it.page.getByRole('radio').count()).toBe(0);
  await it.page.getByRole('button', { name: 'Next' }).click();
  await it.page.getByRole('heading', { level: 1, name: 'Find people' }).waitFor();
  expect(it.node.called).toEqual([]);
});

test('the login is switched in Settings, and a refusal is said there', async () => {
  const it = await open('/settings');
  const { page, node } = it;
  const toggle = page.getByRole('switch', { name: 'Start in the background when I log in' });
  await page.getByText('Start in the background when I log in').click();
  await expect.poll(() => node.own.loginStart.get().state).toBe('on');
  await expect.poll(() => toggle.isChecked()).toBe(true);
  node.own.loginStart.set({ state: 'impossible', sentence: 'There is no desktop here any more.' });
  await page.getByText('There is no desktop here any more.').waitFor();
  expect(await toggle.isDisabled()).toBe(true);
});

test('a desktop says what closing its window does and which notices it shows', async () => {
  const it = await open('/settings');
  const { page, node } = it;
  await page.getByText('Start in the background when I log in').waitFor();
  expect(await page.getByRole('heading', { name: 'Notifications' }).count()).toBe(0);
  const notices = noticeKinds.map((kind) => ({ kind, on: true }));
  node.own.desktop.set({ closing: null, canNotify: true, notices });
  await page.getByRole('radio', { name: 'Ask me then' }).waitFor();
  await page.getByText('Go on in the background').click();
  await expect.poll(() => node.own.desktop.get()?.closing).toBe('keep');
  await expect.poll(() => page.getByRole('radio', { name: 'Ask me then' }).count()).toBe(0);
  await page.getByRole('switch', { name: 'A round matched an offer of mine' }).focus();
  await page.keyboard.press('Space');
  await expect
    .poll(() => node.own.desktop.get()?.notices.filter(({ on }) => !on))
    .toEqual([{ kind: 'round', on: false }]);
  expect(await it.violations()).toEqual([]);
  await it.shoot('settings-desktop');
  node.own.desktop.set({ closing: 'keep', canNotify: false, notices });
  await page.getByText('This system shows no notices.').first().waitFor();
  expect(it.complaints).toEqual([]);
});

test.each(['light', 'dark'] as const)(
  'a recovery file is saved with a passphrase typed twice: %s',
  async (colorScheme) => {
    const it = await open('/settings', { colorScheme });
    const { page, node } = it;
    await page.getByText('No recovery file was saved here yet.', { exact: false }).waitFor();
    expect(await it.violations()).toEqual([]);
    await it.shoot(`settings-${colorScheme}`);
    await page.getByRole('button', { name: 'Save recovery file' }).click();
    const save = page.getByRole('button', { name: 'Save', exact: true }).last();
    await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery');
    await page.getByLabel('The same again').fill('correct horse batterz');
    await page.getByText('The two differ.').waitFor();
    expect(await save.isDisabled()).toBe(true);
    expect(await it.violations()).toEqual([]);
    await it.shoot(`settings-recovery-${colorScheme}`);
    await page.getByLabel('The same again').fill('correct horse battery');
    const download = page.waitForEvent('download');
    await save.click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('common-hours-Alva-recovery.txt');
    expect(readFileSync(await file.path(), 'utf8')).toBe(scriptedRecovery.text);
    await page.getByText(/is saved\. Keep it apart from this computer/).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText(/A recovery file was saved here/).waitFor();
    expect(node.called).toEqual([
      { name: 'recoveryFile', input: { passphrase: 'correct horse battery' } },
    ]);
    expect(it.complaints).toEqual([]);
  },
);

test('who has a recovery file becomes its member on the first page', async () => {
  const it = await open('/welcome', { isNew: true, width: 360, height: 740 });
  const { page, node } = it;
  await page.getByRole('button', { name: 'I have a recovery file' }).click();
  const restore = page.getByRole('button', { name: 'Restore' });
  expect(await restore.isDisabled()).toBe(true);
  const chooser = page.locator('input[type=file]');
  await chooser.setInputFiles(recoveryFile('a letter from my aunt'));
  await page.getByLabel('Its passphrase').fill('battery horse');
  await restore.click();
  await page.getByText('The recovery file is damaged: use another copy.').waitFor();
  await chooser.setInputFiles(recoveryFile(scriptedRecovery.text));
  await restore.click();
  await page.getByText('The passphrase does not open this recovery file.').waitFor();
  expect({ wide: await it.overflow(), wrong: await it.violations() }).toEqual({
    wide: 0,
    wrong: [],
  });
  await it.shoot('welcome-recovery-360');
  await page.getByLabel('Its passphrase').fill(scriptedRecovery.passphrase);
  await restore.click();
  await page.getByText('You are Ines here').waitFor();
  await page.getByText('Your communities came along: “Our street”.', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your name' }).waitFor();
  expect(await page.getByLabel('How others see you').inputValue()).toBe('Ines');
  expect(await it.violations()).toEqual([]);
  await it.shoot('welcome-name-360');
  expect(node.status.get().me.id).toBe('e'.repeat(64));
  expect(it.complaints).toEqual([]);
});

test('a file that is too large is refused before it is read, and a key in use is not replaced', async () => {
  const it = await open('/settings');
  const { page, node } = it;
  await page.getByText('I have a recovery file').click();
  await page.locator('input[type=file]').setInputFiles(recoveryFile('x'.repeat(2 * 2 ** 20 + 1)));
  await page.getByText(/no recovery file has more than/).waitFor();
  node.own.identity.set({
    ...node.own.identity.get(),
    inUse: 'The key of this computer is in use: jobs were sent with it.',
  });
  await page.getByText('jobs were sent with it', { exact: false }).waitFor();
  expect(await page.getByRole('button', { name: 'Restore' }).count()).toBe(0);
  expect(node.called).toEqual([]);
});

test('the code of what runs here is shown as text, without what would turn it around', async () => {
  const it = await open('/lending', { colorScheme: 'dark' });
  const { page, node } = it;
  node.lending.set({ ...notLending, on: true, running: [runForBob] });
  const source =
    'export default function run(input) {\n  // \u202eevil\u202c <b>bold</b>\n  return 1;\n}\n';
  node.terms.code.set(runForBob.job, new TextEncoder().encode(source));
  await page.getByRole('row', { name: /bob/ }).click();
  await page.getByRole('button', { name: 'Show the code' }).click();
  const region = page.getByRole('region', { name: 'Source' });
  expect(await region.innerText()).toContain('  // evil <b>bold</b>\n  return 1;');
  expect(await it.violations()).toEqual([]);
  await it.shoot('lending-code-dark');
  const module = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 7, 5, 1, 1, 0x66, 0, 0];
  node.terms.code.set(runForBob.job, Uint8Array.from(module));
  await page.getByRole('button', { name: 'Hide the code' }).click();
  await page.getByRole('button', { name: 'Show the code' }).click();
  await page.getByText('a WebAssembly module, which has no source to show').waitFor();
  expect(it.complaints).toEqual([]);
});

test('what is kept on the disk for others is said, and cleared once it was asked', async () => {
  const it = await open('/lending/limits', { width: 360, height: 740 });
  const { page, node } = it;
  await page.getByText('Nothing is kept on the disk for others now.').waitFor();
  node.terms.now.set({
    ...node.terms.now.get(),
    kept: { answers: 3, bytes: 1_200_000, microCpuHours: 420_000n },
  });
  await page.getByText(/MB are used, by 3 answers for which nobody has signed yet/).waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page
    .getByText(/You receive nothing for these answers, which come to 0\.42 CPU-h at most/)
    .waitFor();
  expect({ wide: await it.overflow(), wrong: await it.violations() }).toEqual({
    wide: 0,
    wrong: [],
  });
  await it.shoot('lending-clear-360');
  await page.getByRole('button', { name: 'Clear' }).last().click();
  await page.getByText('3 answers were cleared.').waitFor();
  expect(node.called).toEqual([{ name: 'clearKept', input: {} }]);
  expect(it.complaints).toEqual([]);
});

test('text is twice as large at once, after a reload too, and everything still fits', async () => {
  const it = await open('/settings');
  const { page } = it;
  await page.getByText('200%').click();
  const size = () => page.evaluate(() => getComputedStyle(document.body).fontSize);
  await expect.poll(size).toBe('28px');
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await size()).toBe('28px');
  for (const path of ['/settings', '/', '/lending/limits', '/welcome/login']) {
    await it.go(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await it.overflow(), path).toBe(0);
  }
  await it.go('/settings');
  await it.shoot('settings-200');
  await page.getByText('100%').click();
  await expect.poll(size).toBe('14px');
  expect(it.complaints).toEqual([]);
});

test('who saved no recovery file is reminded after three days, once a week, until they say never', async () => {
  const it = await open('/');
  const { page, node } = it;
  const dayMs = 86_400_000;
  const reminder = page.getByRole('heading', { name: 'Keep a way back to your hours' });
  const sinceDays = (days: number) => {
    node.own.identity.set({ ...node.own.identity.get(), sinceMs: Date.now() - days * dayMs });
  };
  sinceDays(2);
  await page.getByText('Nothing needs you.').waitFor();
  sinceDays(4);
  await reminder.waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('reminder');
  await page.getByRole('button', { name: 'Remind me in a week' }).click();
  await page.getByText('Nothing needs you.').waitFor();
  await page.clock.setFixedTime(Date.now() + 8 * dayMs);
  await page.reload();
  await reminder.waitFor();
  await page.getByRole('button', { name: 'Never' }).click();
  await page.clock.setFixedTime(Date.now() + 99 * dayMs);
  await page.reload();
  await page.getByText('Nothing needs you.').waitFor();
  expect(await reminder.count()).toBe(0);
  expect(it.complaints).toEqual([]);
});

test('Home says when the disk for the work of others is nearly full, and where to change that', async () => {
  const it = await open('/');
  const { page, node } = it;
  await page.getByText('Nothing needs you.').waitFor();
  const { diskBytes } = node.terms.terms.get().terms;
  const kept = { answers: 30, bytes: Math.ceil(diskBytes * 0.92), microCpuHours: 1_000_000n };
  node.terms.now.set({ ...node.terms.now.get(), kept });
  await page.getByRole('heading', { name: 'The disk for lending is nearly full' }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('home-disk-full');
  await page.getByRole('link', { name: 'Change' }).click();
  await page.getByText(/are used, by 30 answers/).waitFor();
  expect(it.complaints).toEqual([]);
});

test.each(['light', 'dark', 'narrow'] as const)(
  'diagnostics are looked at before they are a file, word for word: %s',
  async (look) => {
    const it = await open('/settings', lookOf(look));
    const { page, node } = it;
    const show = page.getByRole('button', { name: 'Show what would be saved' });
    await show.waitFor();
    expect(await page.getByRole('button', { name: 'Save as a file' }).count()).toBe(0);
    await show.focus();
    await page.keyboard.press('Enter');
    const region = page.getByRole('region', { name: 'What would be saved' });
    expect(await region.innerText()).toBe(scriptedDiagnostics);
    expect({ wide: await it.overflow(), wrong: await it.violations() }).toEqual({
      wide: 0,
      wrong: [],
    });
    await region.scrollIntoViewIfNeeded();
    await it.shoot(`settings-diagnostics-${look}`);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).focus();
    await page.keyboard.press('Enter');
    const file = await download;
    expect(file.suggestedFilename()).toBe('common-hours-diagnostics.json');
    expect(readFileSync(await file.path(), 'utf8')).toBe(scriptedDiagnostics);
    expect(node.called).toEqual([{ name: 'diagnostics', input: {} }]);
    expect(it.complaints).toEqual([]);
  },
);

test.each(['light', 'dark', 'narrow'] as const)(
  'each library that the program is built on is listed with its licence: %s',
  async (look) => {
    const it = await open('/settings', lookOf(look));
    const { page } = it;
    await page.getByRole('button', { name: 'Show the libraries' }).focus();
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: 'Libraries' });
    // of the page, of the node and of the desktop
    for (const name of ['react-dom', 'hyperswarm', 'electron']) {
      await table.getByRole('button', { name, exact: true }).waitFor();
    }
    const library = table.getByRole('button', { name: 'valibot', exact: true });
    await library.focus();
    await page.keyboard.press('Enter');
    const licence = page.getByRole('region', { name: 'Licence of valibot' });
    expect(await licence.innerText()).toContain('MIT License');
    expect({ wide: await it.overflow(), wrong: await it.violations() }).toEqual({
      wide: 0,
      wrong: [],
    });
    await library.scrollIntoViewIfNeeded();
    await it.shoot(`settings-licences-${look}`);
    await page.getByRole('button', { name: 'Hide the libraries' }).click();
    expect(await table.count()).toBe(0);
    expect(it.complaints).toEqual([]);
  },
);

function lookOf(look: 'light' | 'dark' | 'narrow'): PageOptions {
  return look === 'narrow' ? { width: 360, height: 740 } : { colorScheme: look };
}
