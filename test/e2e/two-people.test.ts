/** The main job as two people see it: real nodes, a real browser, the pages of both. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from '../support/accessibility.ts';
import { launchChromium } from '../support/chromium.ts';
import { commandedHere } from '../support/command-here.ts';
import { takePicture } from '../support/in-sight.ts';
import { createCommunity, programs } from '../support/nodes.ts';
import type { TestCommunity, TestNode } from '../support/nodes.ts';

let browser: Browser;
let community: TestCommunity;
let ada: TestNode;
let ben: TestNode;
const complaints: string[] = [];

beforeAll(async () => {
  [browser, community] = await Promise.all([launchChromium(), createCommunity()]);
  [ada, ben] = await Promise.all([
    community.start('Ada').then(commandedHere),
    community.start('Ben', 'on').then(commandedHere),
  ]);
  await community.meet();
});

afterAll(async () => {
  await browser?.close();
  await community?.close();
});

async function addressOf(node: TestNode): Promise<string> {
  return (await node.json('status')).url;
}

async function open(node: TestNode, route = '/'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 832 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(await addressOf(node));
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, route);
  return page;
}

function shoot(page: Page, name: string): Promise<void> {
  return takePicture(page, `real-${name}`);
}

/** One answer of a program without input. */
async function sendOnce(page: Page, file: string): Promise<void> {
  await page.locator('input[type=file]').first().setInputFiles(join(programs, file));
  await page.getByText('Starts at').waitFor();
  await page.getByRole('radio', { name: 'None, run once' }).press('Space');
  await page.getByRole('button', { name: /How sure do you need to be/ }).click();
  await page.getByRole('radio', { name: 'One answer' }).press('Space');
  await page.getByLabel('Ceiling').fill('0.1');
  await page.getByRole('button', { name: 'Send without an estimate' }).click();
}

test('Home opens with the printed address, keeps the token to itself and is free of faults', async () => {
  const page = await open(ada);
  await page.getByRole('heading', { name: 'Lending is off' }).waitFor();
  expect(page.url()).not.toContain('token');
  expect(await violationsOf(page)).toEqual([]);
  await shoot(page, 'home-empty');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('without the token the page is refused', async () => {
  const page = await (await browser.newContext()).newPage();
  const response = await page.goto(new URL('/', await addressOf(ada)).href);
  expect(response?.status()).toBe(401);
  expect(await page.textContent('body')).toContain('common-hours status');
  await page.context().close();
});

test('Ada sends the example, sees the answer and her receipt; Ben sees what he gave', async () => {
  const page = await open(ada, '/jobs');
  await page.getByRole('link', { name: 'Try an example' }).click();
  await page.getByText('prime-count.wasm').waitFor();
  await page.getByRole('button', { name: 'Send without an estimate' }).click();
  await page.getByText('664579').first().waitFor();
  await expectPaid(page);
  await shoot(page, 'job-done');

  await page.evaluate(() => {
    window.location.hash = '/hours';
  });
  await page.getByRole('row', { name: /Ben/ }).first().waitFor();
  await shoot(page, 'hours');

  const bens = await open(ben, '/lending');
  await bens.getByRole('row', { name: /Ada.*Given/ }).waitFor();
  await shoot(bens, 'lending');
  const [used, given] = [await ada.json('hours'), await ben.json('hours')];
  expect(given.entries.map(({ receipt }) => receipt)).toEqual(
    used.entries.map(({ receipt }) => receipt),
  );
  expect(BigInt(given.total.difference) + BigInt(used.total.difference)).toBe(0n);
  expect(complaints).toEqual([]);
  await page.context().close();
  await bens.context().close();
});

// What JavaScript runs in is prepared first, which takes its time on a busy machine.
const patient = { timeout: 90_000 };

test('Ada writes a function, tests it here, reads the quote and sends it in slices', async () => {
  const page = await open(ada, '/jobs/new');
  const editor = page.getByRole('textbox', { name: 'Function that runs once per slice' });
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText('export default ({ from, to }) => ({ from, sum: from + to });');
  await page.getByLabel('To, not included').fill('200');
  await page.getByRole('button', { name: 'Test on this computer' }).click();
  await page.getByLabel('Result').getByText('{"from":0,"sum":50}').waitFor(patient);
  await page.getByText(/^4 slices × .* × 2 copies, judged by a test here$/).waitFor(patient);
  await shoot(page, 'new-job-quoted');
  await page.getByRole('button', { name: /How sure do you need to be/ }).click();
  await page.getByRole('radio', { name: 'One answer' }).press('Space');
  await page.getByText(/× 1 copy, judged by a test here$/).waitFor();
  await page.getByLabel('Name of the job').fill('Sums');
  await page.getByRole('button', { name: 'Send job' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Sums' }).waitFor();
  await expect
    .poll(async () => (await ada.json('job list')).jobs[0], { interval: 500 })
    .toMatchObject({ name: 'Sums', state: 'done', slices: { total: 4, done: 4 } });
  await shoot(page, 'job-of-slices');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a picture that a peer computed is shown on the job’s page', async () => {
  const page = await open(ada, '/jobs/new');
  await sendOnce(page, 'mandelbrot.wasm');
  const picture = page.getByRole('img', { name: /^Picture: the result/ });
  await picture.waitFor();
  const width = await picture.evaluate((image) => (image as HTMLCanvasElement).width);
  expect(width).toBeGreaterThan(300);
  await shoot(page, 'job-picture');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('Ben pauses on his page, and Ada’s next job says why it waits', async () => {
  const bens = await open(ben);
  await bens.getByRole('button', { name: 'Pause lending' }).click();
  await bens.getByRole('menuitem', { name: '1 hour' }).click();
  await bens.getByRole('heading', { name: /^Paused until/ }).waitFor();
  const page = await open(ada, '/jobs');
  await page.getByRole('link', { name: 'New job' }).first().click();
  await sendOnce(page, 'monte-carlo.wasm');
  await page.getByText('Nobody who is here lends now', { exact: false }).first().waitFor();
  await bens.getByRole('button', { name: 'Resume lending' }).click();
  await expectPaid(page);
  expect(complaints).toEqual([]);
  await page.context().close();
  await bens.context().close();
});

/** Two nodes and a browser share the cores with whatever else is tested. */
async function expectPaid(page: Page): Promise<void> {
  const row = page.getByRole('row', { name: /^Ben, first answer Answered and paid/ });
  await row.waitFor({ timeout: 90_000 });
}
