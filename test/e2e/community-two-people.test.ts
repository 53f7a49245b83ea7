/**
 * A community as two people see it: real nodes, a real browser, the pages of both; from its founding to the account
 * that the witness signed, and to the check of all of it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { auditFile } from '../../main/headless/commands/audit-file.ts';
import { formatHours } from '../../shared/api/account-words.ts';
import { StatementFile } from '../../shared/api/statement-file.ts';
import { launchChromium } from '../support/chromium.ts';
import { windowsOf } from '../support/community-browser.ts';
import type { Window, Windows } from '../support/community-browser.ts';
import { eventually, finalEntries, handAt, meet } from '../support/community-hand.ts';
import type { Hand } from '../support/community-hand.ts';
import { createCommunity } from '../support/nodes.ts';
import type { TestCommunity } from '../support/nodes.ts';
import { valueOf } from '../support/record-processes.ts';

let browser: Browser;
let nodes: TestCommunity;
let windows: Windows;
/** What each person's node says, and what their page shows: Ada's is light, Ben's dark. */
let ada: Hand;
let ben: Hand;
let hers: Window;
let his: Window;

beforeAll(async () => {
  [browser, nodes] = await Promise.all([launchChromium(), createCommunity()]);
  windows = windowsOf(browser);
  [ada, ben] = await Promise.all([
    nodes.start('Ada').then(handAt),
    nodes.start('Ben', 'on').then(handAt),
  ]);
  [hers, his] = await Promise.all([
    windows.open(ada.node, 'light'),
    windows.open(ben.node, 'dark'),
  ]);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await Promise.all([hers.shoot('failed'), his.shoot('failed')]);
  expect(windows.complaints).toEqual([]);
});

afterAll(async () => {
  for (const hand of [ada, ben]) hand?.close();
  await browser?.close();
  await nodes?.close();
});

/** Long enough to see what is provisional, short enough to wait for what is final. */
const epochMinutes = '0.2';

test('Ada founds a community by keyboard alone, and goes there', async () => {
  const { page, tabTo } = hers;
  await hers.go('/community/create');
  await page.getByRole('heading', { name: 'New community' }).waitFor();
  await tabTo(page.getByLabel('Name of the community'));
  await page.keyboard.type('The allotment');
  expect(await page.getByLabel('Your name in it').inputValue()).toBe('Ada');
  await tabTo(page.getByText('How it counts'));
  await page.keyboard.press('Enter');
  await tabTo(page.getByLabel('How often hours become final'));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(epochMinutes);
  await hers.look('create');
  await tabTo(page.getByRole('button', { name: 'Found the community' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'The allotment' }).waitFor();

  await tabTo(page.getByRole('button', { name: 'Lend and ask here' }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('button', { name: 'Go there' }));
  await page.keyboard.press('Enter');
  await page.getByText('You lend and ask here').waitFor();
  expect(ada.status().community).toMatchObject({ kind: 'community', name: 'The allotment' });
  expect(ada.community().epochMs).toBe(12_000);
});

test('Ben reads her invitation, joins by keyboard alone, and arrives', async () => {
  await hers.page.getByRole('link', { name: 'Invitations' }).first().click();
  await hers.page.getByRole('button', { name: 'Make a link' }).click();
  await hers.page.getByRole('img', { name: /^The invitation to The allotment/ }).waitFor();
  const [invitation] = ada.community().invitations;
  const link = invitation?.link ?? '';
  await hers.page.getByText(link).waitFor();
  await hers.look('invitation');

  const { page, tabTo } = his;
  await his.go('/community/join');
  await page.getByRole('heading', { name: 'Join with a link' }).waitFor();
  await tabTo(page.getByLabel('Invitation'));
  await page.keyboard.insertText(`Hello Ben! ${link}`);
  await page.getByRole('heading', { name: 'What it says' }).waitFor();
  await his.look('invited');
  expect(ben.communities()).toMatchObject({ communities: [], joining: [] });
  await tabTo(page.getByRole('button', { name: 'Join The allotment' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'On the way in' }).waitFor();
  await his.look('on-the-way');
  const going = page.getByRole('button', { name: /^Lend and ask here/ });
  await going.waitFor();
  await his.look('arrived');
  await going.press('Enter');
  await page.getByRole('button', { name: 'Go there' }).press('Enter');
  await page.getByText('You lend and ask here').waitFor();
  expect(ben.community().me).toMatchObject({ status: 'member', name: 'Ben' });
});

test('her job runs on his computer, and its hours go from provisional to final on both pages', async () => {
  await meet(ada, ben);
  await hers.go('/jobs/new/prime-count');
  const { page } = hers;
  await page.getByRole('button', { name: 'Send without an estimate' }).waitFor();
  await hers.look('new-job');
  await his.go('/hours');
  const hisLines = await his.watch(states);
  await eventually(() => expect(timeLeft(ada)).toBeGreaterThan(8_500));
  await page.getByRole('button', { name: 'Send without an estimate' }).click();
  await page.waitForURL(/\/jobs\/[0-9a-f]/);
  const job = page.url();
  await hers.go('/hours');
  const herLines = await hers.watch(states);
  await page.getByRole('row', { name: /Provisional/ }).waitFor();
  await hers.look('provisional');

  await Promise.all([finalEntries(ada), finalEntries(ben)]);
  for (const window of [hers, his]) {
    await window.page.getByRole('row', { name: /Final/ }).first().waitFor();
    await window.page.getByRole('row', { name: /Provisional/ }).waitFor({ state: 'detached' });
  }
  expect(await herLines()).toEqual([
    expect.stringMatching('Provisional'),
    expect.stringMatching('Final'),
  ]);
  expect(await hisLines()).toEqual([
    expect.stringMatching('Provisional'),
    expect.stringMatching('Final'),
  ]);
  await his.look('final');
  await page.goto(job);
  await page.getByText('664579').first().waitFor();
  const cost = costOf(ben);
  expect(cost).toBeGreaterThan(0n);
  expect(ada.community().accounts[0]?.certified.promise).toBe(cost);
});

/** The first words of a line of the statement. */
const states = /since [\d:]+\s+Provisional|until [\d:]+\s+Final/;

test('by keyboard, a line of the statement opens to why it is there, down to the receipt of the job', async () => {
  const { page, tabTo } = hers;
  await hers.go('/hours');
  const line = page.getByRole('table', { name: 'Statement, the newest first' });
  await tabTo(line.getByRole('button', { name: /^until/ }).first());
  await page.keyboard.press('Enter');
  await page.getByText(/were borrowed: your line, the most you may borrow, is 10/).waitFor();
  await page.getByText(/came into being anew/).waitFor({ state: 'hidden' });
  await tabTo(page.getByRole('table', { name: 'The hours behind this line' }).getByRole('button'));
  await page.keyboard.press('Enter');
  await page.getByText('1 receipt. Open one to see how it was measured.').waitFor();
  await page.getByText(/^Measured: the CPU time of each piece of work/).waitFor();
  await hers.look('why');
  const [entry] = ada.statement().newest;
  await tabTo(page.locator(`a[href$="/hours/${entry?.receipt ?? ''}"]`));
  await page.keyboard.press('Enter');
  await page.getByText('Ben’s signature').waitFor();
  await hers.look('measured');
});

test('the statement is saved as CSV and JSON, with the numbers of the node', async () => {
  const { id: community } = ada.community();
  const asked = { community, currency: 'cpu', before: null, limit: 500 } as const;
  const { epochs } = valueOf(await ada.client.accounts.epochs(asked));
  expect(epochs.length).toBeGreaterThan(0);
  await hers.go('/hours');
  const save = (choice: string) =>
    hers.saved(async () => {
      await hers.page.getByRole('button', { name: 'Save statement' }).click();
      await hers.page.getByRole('menuitem', { name: choice }).click();
    });
  const json = await save('Statement as JSON');
  const file = v.parse(StatementFile, JSON.parse(json.text));
  const unit = 'micro CPU-hour';
  expect(file).toMatchObject({ community, name: 'The allotment', currency: 'cpu', unit, epochs });
  const quantities = file.epochs.map(({ given, used, lines }) => {
    const sum = (direction: 'given' | 'used') =>
      lines?.reduce((all, line) => all + (line.direction === direction ? line.quantity : 0n), 0n);
    return { told: [given, used], behind: [sum('given'), sum('used')] };
  });
  expect(quantities).toEqual(quantities.map(({ told }) => ({ told, behind: told })));
  const [head = '', ...rows] = (await save('Statement as CSV')).text.trimEnd().split('\r\n');
  const table = rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(head.split(',').map((name, index) => [name, cells[index]]));
  });
  expect(table).toMatchObject(
    epochs.map(({ height, opening, given, used, closing, minted, promise }) => ({
      ...{ certificate: String(height), unit: 'cpu', new: String(minted) },
      ...{ opening: String(opening), given: String(given), used: String(used) },
      ...{ closing: String(closing), borrowed_in_all: String(promise) },
    })),
  );
});

test('the page of the supply shows what was minted', async () => {
  const cost = costOf(ben);
  await his.page.getByRole('link', { name: 'How hours come into being' }).click();
  await his.page.getByText(formatHours(cost, 'cpu')).first().waitFor();
  await his.look('supply');
});

test('Ben checks the whole record, and the same comes out', async () => {
  const { page } = his;
  await his.go(`/community/${ben.community().id}/record`);
  await page.getByRole('button', { name: 'Check all of it' }).click();
  await page.getByText('The same came out as the witnesses signed.').waitFor();
  // The page and this test hear of it one after the other.
  await expect.poll(() => ben.audits()[0]?.state).toBe('same');
  const [audit] = ben.audits();
  expect(audit).toMatchObject({ differsAt: null, to: ben.community().health.height });
  await his.look('checked');

  const { id: community } = ben.community();
  const newest = page.getByRole('button', { name: /^Save the record up to/ }).first();
  const { text } = await his.saved(() => newest.click());
  const file = join(mkdtempSync(join(tmpdir(), 'common-hours-')), 'record.jsonl');
  onTestFinished(() => rmSync(dirname(file), { recursive: true, force: true }));
  writeFileSync(file, text);
  const audited = valueOf(await auditFile(file, () => undefined));
  expect(audited).toMatchObject({ community, name: 'The allotment', fault: null });
  expect(audited).toMatchObject({ height: audit?.to, stateRoot: audit?.stateRoot });
});

test('what helps to find a fault of Ada’s node tells how her record stands, and not whose it is', async () => {
  const { text } = valueOf(await ada.client.computer.diagnostics({}));
  expect(JSON.parse(text)).toMatchObject({
    settings: { place: 'community' },
    record: { phase: 'up', communities: [{ status: 'member', members: 2 }] },
  });
  const { id, name, me } = ada.community();
  for (const secret of [id, name, me.name, me.device]) expect(text).not.toContain(secret);
});

test('every part of the community is there, for both', async () => {
  for (const [window, parts] of [
    [hers, ['', '/rules']],
    [his, ['/members', '/witnesses']],
  ] as const) {
    for (const part of parts) {
      await window.go(`/community/${ada.community().id}${part}`);
      await window.page.getByRole('heading', { level: 1, name: 'The allotment' }).waitFor();
      await window.look(`part${part.replace('/', '-')}`);
    }
  }
});

function timeLeft({ community }: Hand): number {
  return community().health.presentEpochEndsAtMs - Date.now();
}

/** All that there is on the record comes from one job. */
function costOf({ community }: Hand): bigint {
  return community().accounts[0]?.certified.balance ?? 0n;
}
