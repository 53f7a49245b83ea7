/**
 * What can be done on the pages: the real built page in a real browser, over the real local server, on a node
 * that the test scripts.
 */
import { expect, test } from 'vitest';
import { makeBusy } from '../support/busy-node.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import { pageKey } from '../support/page-key.ts';
import type { PageOptions, PageUnderTest } from '../support/page-under-test.ts';
import { answerOf, sweepSlices } from '../support/sample-slices.ts';
import {
  hexOf,
  ines,
  lendingToTwo,
  noName,
  notLending,
  online,
  threeHere,
  tomas,
} from '../support/sample-views.ts';

const openPage = pagesOfThisFile();

async function open(options: PageOptions = {}): Promise<PageUnderTest> {
  const it = await openPage(options);
  await it.page.getByRole('heading', { level: 1 }).waitFor();
  return it;
}

test('a new node offers a test job that is ready to be sent', async () => {
  const it = await open();
  await expectText(it, 'Your first hour of lending will show here.');
  await it.page.getByRole('link', { name: 'Run a test job' }).click();
  await expectText(it, 'A command: it reads arguments and standard input');
});

test('somebody who is alone is told how people find each other, with the code to copy', async () => {
  const it = await open();
  await it.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await expectText(it, 'Nobody else is here yet');
  await it.go('/people');
  await expectText(it, 'Nobody else of the open group “riverside” is here.');
  await it.page.getByRole('button', { name: 'Copy code of the group' }).click();
  await it.page.getByRole('button', { name: 'code of the group copied' }).waitFor();
  expect(await it.page.evaluate(() => navigator.clipboard.readText())).toBe('riverside');
  it.node.status.set(online);
  await it.go('/');
  await expect.poll(() => it.page.getByText('Nobody else is here yet').count()).toBe(0);
});

test('while work runs, a pause may wait for its end, and a pause at once says what it ends', async () => {
  const it = await open();
  const { page, node } = it;
  node.status.set(online);
  node.lending.set({ ...notLending, on: true });
  await page.getByRole('button', { name: 'Pause lending' }).click();
  await page.getByRole('menuitem', { name: 'Until I resume' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Finish current work' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  node.lending.set(lendingToTwo);
  await page.getByRole('heading', { name: 'Lending 4 of 16 cores' }).waitFor();
  await page.getByRole('button', { name: 'Pause lending' }).click();
  await expectText(it, 'A pause at once holds the 2 jobs that run here for others');
  expect(await it.violations()).toEqual([]);
  await it.shoot('pause-menu-busy');
  await page.getByRole('menuitem', { name: 'Finish current work, then pause' }).click();
  await expectText(it, 'Nothing new is taken. 2 jobs for others still in hand.');
  expect(node.called).toEqual([{ name: 'pauseWhenFinished', input: { minutes: null } }]);
  expect(node.lending.get().running).toHaveLength(2);
  expect(it.complaints).toEqual([]);
});

test('an example is chosen, sent and followed to its result', async () => {
  const it = await open();
  makeBusy(it.node);
  it.node.jobs.set({ jobs: [], total: 0 });
  await it.go('/jobs');
  await it.page.getByRole('link', { name: 'Try an example' }).click();
  await it.page.getByText('prime-count.wasm').waitFor();
  await it.page.getByRole('button', { name: 'Send without an estimate' }).click();
  const heading = it.page.getByRole('heading', { name: 'Primes below 10,000,000' });
  await heading.waitFor();
  await expect.poll(() => heading.evaluate((h1) => h1 === document.activeElement)).toBe(true);
  const [request] = it.node.submitted;
  expect(request?.draft.args).toEqual(['0', '10000000']);
  expect(request?.ceiling).toBe(100_000n);
  expect(request?.draft.module.subarray(0, 4)).toEqual(new Uint8Array([0, 0x61, 0x73, 0x6d]));
  const [sent] = it.node.jobs.get().jobs;
  if (!sent) return expect.unreachable('the job is in the list');
  const result = { hash: hexOf('r'), bytes: 7, media: 'text', text: '664579\n' } as const;
  const [slice] = sweepSlices();
  if (!slice) return expect.unreachable('there is a slice');
  it.node.work.slices.set(sent.id, [{ ...slice, result, answers: [answerOf({})] }]);
  it.node.work.results.set(`${sent.id}:0`, new TextEncoder().encode('664579\n'));
  const slices = { ...sent.slices, waiting: 0, done: 1 };
  const done = { ...sent, state: 'done', sentence: 'Done.', slices, used: 278n } as const;
  it.node.work.list.set({ jobs: [done], total: 1 });
  await it.page.getByRole('row', { name: /^Ines, first answer Answered and paid/ }).waitFor();
  await expectText(it, '664579');
  const download = it.page.waitForEvent('download');
  await it.page.getByRole('button', { name: 'Download result' }).click();
  expect((await download).suggestedFilename()).toBe('Primes-below-10-000-000.txt');
  expect(it.complaints).toEqual([]);
});

test('lending is started, limited, paused and resumed, and one run is stopped', async () => {
  const it = await open();
  const { page, node } = it;
  node.status.set(online);
  await page.getByRole('button', { name: 'Start lending' }).click();
  await page.getByRole('heading', { name: 'Ready to lend. Nothing to do right now.' }).waitFor();
  await it.go('/lending');
  await page.getByRole('link', { name: 'Limits', exact: true }).click();
  await page.getByRole('slider', { name: 'Cores while I am away' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => node.terms.terms.get().terms.away.cores).toBe(9);
  await it.go('/lending');
  await page.getByRole('button', { name: 'Pause lending' }).click();
  await it.shoot('pause-menu');
  await page.getByRole('menuitem', { name: '15 minutes' }).click();
  await page.getByRole('heading', { name: /^Paused until (tomorrow )?\d\d:\d\d$/ }).waitFor();
  await page.getByRole('button', { name: 'Resume lending' }).click();
  node.lending.set(lendingToTwo);
  await page.getByRole('button', { name: 'Stop this one, for Tomás' }).click();
  await it.shoot('stop-dialog');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop this one' }).click();
  await expect.poll(() => node.lending.get().running.length).toBe(1);
  expect(it.complaints).toEqual([]);
});

test('the numbers of the statement add up, a receipt opens to how it was measured', async () => {
  const it = await open();
  makeBusy(it.node);
  await it.go('/hours');
  const sum = it.page.getByRole('group', { name: 'Lent minus used is the difference' });
  await expect
    .poll(async () => (await sum.innerText()).replace(/\s+/g, ' '))
    .toBe('5,508 lent − 3,160 used = +2,348 difference, in CPU-h');
  const row = it.page.getByRole('row', { name: /Tomás/ }).first();
  await row.getByRole('button').click();
  await expectText(it, 'The quantity is 1,379,944 millionths of a CPU-hour, rounded down.');
  await expectText(it, 'Tomás’s signature');
  const download = it.page.waitForEvent('download');
  await it.page.getByRole('button', { name: 'Save statement' }).click();
  await it.page.getByRole('menuitem', { name: /As CSV/ }).click();
  expect((await download).suggestedFilename()).toBe('common-hours-statement.csv');
  await expectText(it, 'holds 14 receipts');
});

test('without the node the page says since when, and why nothing can be done', async () => {
  const it = await open();
  makeBusy(it.node);
  await it.page.getByRole('heading', { name: 'Lending 4 of 16 cores' }).waitFor();
  await it.stopNode();
  await it.page
    .getByText(
      /^No answer from Common Hours since (yesterday )?\d\d:\d\d\. What you see is from then/,
    )
    .waitFor();
  const pause = it.page.getByRole('button', { name: 'Pause lending' });
  expect(await pause.isDisabled()).toBe(true);
  await expectText(it, 'Common Hours does not answer.');
  expect(await it.violations()).toEqual([]);
  await it.shoot('offline');
  // it may run elsewhere by now, where no waiting leads
  await it.page.clock.setFixedTime(Date.now() + 60_000);
  await expectText(it, 'it has another address by now');
  expect(await it.violations()).toEqual([]);
  await it.shoot('offline-long');
});

test('the keyboard alone reaches the pages, the palette, the regions and the charts', async () => {
  const it = await open();
  const { page } = it;
  makeBusy(it.node);
  const heading = (name: string | RegExp) =>
    page.getByRole('heading', { level: 1, name }).waitFor();
  await heading('Lending 4 of 16 cores');
  await page.keyboard.press(pageKey('/hours'));
  await heading('Hours');
  await page.keyboard.press('Control+k');
  await page.getByRole('searchbox', { name: 'Go to or do' }).waitFor();
  await page.keyboard.type('new j');
  await page.getByRole('menuitem', { name: 'New job' }).waitFor();
  expect(await page.getByRole('menuitem').count()).toBe(1);
  await it.shoot('palette');
  await page.keyboard.press('Enter');
  await heading('New job');
  await page.keyboard.press('Control+/');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+Shift+p');
  await expect.poll(() => it.node.lending.get().pausedUntilMs).toBe(0);
  const region = () =>
    page.evaluate(() => document.activeElement?.closest('[data-region]')?.tagName ?? 'none');
  const visited: string[] = [];
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('F6');
    visited.push(await region());
  }
  expect(visited.toSorted()).toEqual(['FOOTER', 'MAIN', 'NAV']);
  await page.keyboard.press(pageKey('/hours'));
  await heading('Hours');
  const chart = page.getByRole('slider', { name: /each of the last twelve weeks/ });
  await chart.focus();
  await page.keyboard.press('End');
  expect(await chart.getAttribute('aria-valuetext')).toContain('492 CPU-h lent');
  await page.keyboard.press('t');
  await page.getByRole('rowheader').first().waitFor();
  expect(await region()).toBe('MAIN');
  await page.keyboard.press('t');
  await chart.waitFor();
  expect(it.complaints).toEqual([]);
});

test('text from others cannot become part of the page', async () => {
  const it = await open();
  makeBusy(it.node);
  const nasty = '<img src=x onerror=alert(1)>\u202e';
  const people = [{ ...ines, name: nasty }, tomas, noName] as const;
  it.node.people.set({
    ...threeHere,
    present: threeHere.present.map((peer, index) => ({ ...peer, person: people[index] ?? ines })),
  });
  await it.go('/people');
  await it.page.getByText('<img src=x').first().waitFor();
  expect(await it.page.locator('main img').count()).toBe(0);
  expect(it.complaints).toEqual([]);
});

async function expectText({ page }: PageUnderTest, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}
