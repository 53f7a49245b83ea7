/**
 * What the pages say of work under way and of how it was measured: shares, pauses, the wall, ratings and receipts.
 * About 15 s.
 */
import { expect, test } from 'vitest';
import { makeBusy } from '../support/busy-node.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { PageOptions, PageUnderTest } from '../support/page-under-test.ts';
import { answerOf, sweepSlices } from '../support/sample-slices.ts';
import {
  heldByPause,
  hexOf,
  lendingToTwo,
  notLending,
  threeHere,
} from '../support/sample-views.ts';

const openPage = pagesOfThisFile();

async function open(options: PageOptions = {}): Promise<PageUnderTest> {
  const it = await openPage(options);
  await it.page.getByRole('heading', { level: 1 }).waitFor();
  makeBusy(it.node);
  return it;
}

test('how much of each core jobs may use is chosen by keyboard, shown at once, and put back if refused', async () => {
  const it = await open();
  const { page, node } = it;
  await it.go('/lending');
  const shares = page.getByRole('radiogroup', { name: 'Use at most this much of each core' });
  await shares.getByRole('radio', { name: '50%' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => node.lending.get().shareMilli).toBe(750);
  await expectText(it, '8 cores at 75% do the work of 6');
  node.lendingRefusal = 'Choose between 5% and 100%, in steps of 5%.';
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.getByRole('alert').innerText()).toBe(node.lendingRefusal);
  await expect.poll(() => shares.getByRole('radio', { name: '75%' }).isChecked()).toBe(true);
  node.lending.set({ ...lendingToTwo, shareMilli: 400 });
  await expect.poll(() => shares.getByRole('radio', { name: '40%' }).isChecked()).toBe(true);
  expect(await shares.getByRole('radio').count()).toBe(5);
  expect(await it.violations()).toEqual([]);
});

test('what a pause holds says until when, on the lender’s pages and at the owner’s job', async () => {
  const it = await open();
  const { page, node } = it;
  node.lending.set(heldByPause());
  await page.getByRole('heading', { name: /^Paused until/ }).waitFor();
  await expectText(
    it,
    /^2 jobs for others are held\. Resume by (tomorrow )?\d\d:\d\d, or they go to/,
  );
  await it.go('/lending');
  await page.getByRole('row', { name: /^Ines Held until (tomorrow )?\d\d:\d\d/ }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('held');
  const id = hexOf('job running');
  const answers = [answerOf({ state: 'running', heldUntilMs: Date.now() + 480_000, cost: null })];
  const slices = sweepSlices().map((slice) => (slice.index === 20 ? { ...slice, answers } : slice));
  node.work.slices.set(id, slices);
  await it.go(`/jobs/${id}`);
  await page.getByRole('button', { name: 'Slice 21: Running' }).click();
  await page
    .getByRole('row', { name: /^Ines, first answer Held until (tomorrow )?\d\d:\d\d/ })
    .waitFor();
});

test('what keeps jobs in is said beside each of them, and calmly when their process has ended', async () => {
  const it = await open();
  const { wall } = lendingToTwo;
  await it.go('/lending');
  await expectText(
    it,
    'The process that runs jobs ended by itself once since this program started.',
  );
  const row = it.page.getByRole('row', { name: /Tomás/ }).first();
  await row.getByRole('button').first().click();
  expect(await it.page.getByText(wall.sentence, { exact: true }).count()).toBe(2);
  await expectText(it, '423 billion instructions counted');
  await it.go('/settings');
  await expectText(it, `${wall.sentence} The process that runs jobs ended by itself once`);
  it.node.lending.set(notLending);
  await expect.poll(() => it.page.getByText('ended by itself').count()).toBe(0);
  await it.go('/lending');
  await expectText(it, 'is known once a job has run here.');
});

test('a rating explains itself: when it was measured, and what the reference core is', async () => {
  const it = await open({ width: 360, height: 740 });
  const { page } = it;
  await it.go('/lending');
  const button = page.getByRole('button', { name: 'How it is measured' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'How fast a core is' });
  expect(await dialog.innerText()).toMatch(/^How fast a core is\s+Measured (on|yesterday) /);
  expect(await dialog.innerText()).toContain('one gigaflops');
  expect(await it.violations()).toEqual([]);
  await it.shoot('rating');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await button.evaluate((each) => each === document.activeElement)).toBe(true);
});

test('a receipt says whether the count cut it, and both sums are there to be checked', async () => {
  const it = await open();
  const newest = it.node.statement.get().newest;
  const [whole, cut] = [newest.find((each) => !each.cut), newest.find((each) => each.cut)];
  if (!whole || !cut) return expect.unreachable('there is a receipt of each kind');
  await it.go(`/hours/${cut.receipt}`);
  const byTime = it.page.getByRole('group', { name: 'What the CPU time comes to' });
  const byCount = it.page.getByRole('group', { name: 'What the count explains' });
  await expectText(it, 'so the quantity was cut to what it explains');
  expect(await inOneLine(byTime)).toBe(
    '1.00 s CPU time × 1.42 rating ÷ 3,600 seconds in an hour = 0.0004 CPU-h by time',
  );
  expect(await inOneLine(byCount)).toBe(
    '2.1 billion instructions counted × 0.4 ns for each × 1.25 to spare ÷ 3,600 seconds in an hour = 0.0003 CPU-h quantity',
  );
  await it.shoot('receipt-cut');
  await it.go(`/hours/${whole.receipt}`);
  await expectText(it, /bounded by 43\.8 billion counted instructions\. .* so nothing was cut\./);
  expect(await byCount.count()).toBe(0);
  expect(it.complaints).toEqual([]);
});

async function inOneLine(group: { innerText(): Promise<string> }): Promise<string> {
  return (await group.innerText()).replace(/\s+/g, ' ');
}

async function expectText({ page }: PageUnderTest, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

test('who was turned away reads by whom, why, and what to do', async () => {
  const it = await open();
  const [peer] = threeHere.present;
  if (peer === undefined) throw new Error('the sample has people');
  const turnedAway = [{ person: peer.person, reason: 'false_receipt', atMs: Date.now() }];
  it.node.people.set({ ...threeHere, turnedAway });
  await it.go('/people');
  await expectText(it, /ended the connection .* because of what this computer sent: false receipt/);
  await expectText(it, 'restore the newest one');
  expect(await it.violations()).toEqual([]);
  await it.shoot('turned-away');
});
