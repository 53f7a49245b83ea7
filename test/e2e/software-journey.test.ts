/**
 * Two people before the pages of real nodes: one shares what a task of theirs came to, the other sees what it costs, gets
 * it with progress and cost in sight, and shares it on; and both answer what the network asks for. By keyboard, in light and
 * dark.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatCpuAmount } from '../../shared/api/amounts.ts';
import { assert } from '../../shared/base/assert.ts';
import { launchChromium } from '../support/chromium.ts';
import { windowsOf } from '../support/community-browser.ts';
import type { Window, Windows } from '../support/community-browser.ts';
import type { TestNode } from '../support/nodes.ts';
import { fillFolder } from '../support/release-processes.ts';
import { asked, createTaskCommunity, patiently, sees, told } from '../support/task-community.ts';
import type { TaskCommunity } from '../support/task-community.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let browser: Browser;
let windows: Windows;
let community: TaskCommunity;

beforeAll(async () => {
  [browser, community] = await Promise.all([
    launchChromium(),
    createTaskCommunity(['Alice', 'Bob']),
  ]);
  windows = windowsOf(browser);
}, 300_000);

afterAll(async () => {
  await browser.close();
  await community.close();
});

/** For what a certificate or a fetch brings: on a busy machine that takes its time. */
const brought = { timeout: 180_000 };
const pieces = 48;
/** Eight man-hours by a hundred downloads, which all releases begin with. */
const shownPrice = '0.08';

/** Alice asks Bob for work, for a price of her own, and accepts it. */
async function acceptedTask(alice: TestNode, bob: TestNode): Promise<void> {
  const words = ['--done', 'It draws.', '--due', '2d', '--most', '8', '--fixed'];
  const { task } = await patiently(() => told(alice, 'task', 'ask', 'Draw the tides', ...words));
  const id = String(task);
  await sees(community, bob, id, ({ state }) => state === 'open');
  await told(bob, 'task', 'take', id);
  await sees(community, bob, id, ({ state }) => state === 'taken');
  await told(bob, 'task', 'deliver', id, '--link', 'https://example.org/tides', '--took', '7');
  await sees(community, alice, id, ({ state }) => state === 'delivered');
  await told(alice, 'task', 'accept', id);
  await sees(community, alice, id, ({ state }) => state === 'accepted');
}

async function press({ page, tabTo }: Window, target: Locator, key = 'Enter'): Promise<void> {
  await target.waitFor(brought);
  await tabTo(target);
  await page.keyboard.press(key);
}

async function type({ page, tabTo }: Window, label: string, words: string): Promise<void> {
  await tabTo(page.getByLabel(label, { exact: true }));
  await page.keyboard.insertText(words);
}

/** Reads a folder, names the task, and signs; the id of the release. */
async function share(hers: Window, folder: string): Promise<string> {
  const { page, go, look } = hers;
  await go('/software/share');
  await page.getByRole('checkbox', { name: /Draw the tides/ }).waitFor(brought);
  await type(hers, 'A folder or a file of this computer', folder);
  await page.keyboard.press('Enter');
  await page.getByText('2 files, 3 MB, read and listed.').waitFor();
  await press(hers, page.getByRole('checkbox', { name: /Draw the tides/ }), 'Space');
  await page.getByText('0.08 man-h', { exact: true }).waitFor();
  await type(hers, 'Name', 'Tidal');
  await type(hers, 'Version', '1.2');
  await page.getByLabel('Licence', { exact: true }).selectOption('MIT');
  await look('release-ready');
  await press(hers, page.getByRole('button', { name: 'Sign and share' }));
  await page.waitForURL(/#\/software\/[0-9a-f]{64}$/, brought);
  return page.url().slice(-64);
}

/** From the list to the folder; what it costs is said three times before it starts. */
async function get(his: Window, folder: string): Promise<void> {
  const { page, go, look } = his;
  await go('/software');
  await press(his, page.getByRole('link', { name: 'Tidal 1.2' }));
  await page.getByText('8 man-h into this release', { exact: false }).waitFor();
  await look('release');
  await press(his, page.getByRole('button', { name: 'Get it for 0.08 man-h' }));
  await page.getByText('0.08 man-h, to those whose hours are in it').waitFor(brought);
  await type(his, 'Into which folder', folder);
  await look('release-asked');
  await press(his, page.getByRole('button', { name: 'Download for 0.08 man-h' }));
}

/** On Hours; by the number of hours that the page suggests. */
async function answerRequest(window: Window, unit: 'CPU-hours' | 'Man-hours'): Promise<void> {
  const { page, go, look } = window;
  await go(`/hours/of/${community.id}/foreseen`);
  const choice = page.getByText(unit, { exact: true }).first();
  await choice.click(brought);
  await page
    .getByText(`Nobody knows yet how many ${unit.replace('M', 'm')}`)
    .first()
    .waitFor();
  await press(window, page.getByRole('button', { name: /^Offer 1 (CPU|man)-hour$/ }));
  await page
    .getByText(/^You offer 1 (CPU|man)-hour, and all of it is counted on\.$/)
    .waitFor(brought);
  await look(`answered-${unit}`);
}

/** Man-hours that downloads gave her, as the pages write an amount; they come by the second while a release arrives. */
async function cameBack(person: TestNode): Promise<string> {
  const page = { community: community.id, currency: 'man' as const, before: null, limit: 50 };
  const { epochs } = await asked(person, (client) => client.accounts.epochs(page));
  return formatCpuAmount(epochs.reduce((sum, { given }) => sum + given, 0n));
}

test(
  'a release is shared, seen with its cost, fetched, paid and shared on before the pages of real nodes',
  { timeout: 600_000 },
  async () => {
    const [alice, bob] = community.people;
    assert(alice !== undefined && bob !== undefined, 'there are two');
    await acceptedTask(alice, bob);
    const source = fillFolder(temporaryFolder(), { 'bin/tidal': 46 * 65_536, 'read me': 131_072 });
    const hers = await windows.open(alice, 'light');
    const release = await share(hers, source);
    // slow, until it was seen on its way
    await asked(alice, (client) => client.software.limit({ giveRate: 16_384 }));

    const folder = join(temporaryFolder(), 'here');
    mkdirSync(folder);
    const his = await windows.open(bob, 'dark');
    await get(his, folder);
    await his.page.getByText(/^Paid so far: .*man-h, for \d+ of 48 pieces\./).waitFor(brought);
    await his.page.getByText(/ of 3 MB from 1 person/).waitFor(brought);
    await his.look('release-arriving');
    await hers.go('/software/mine');
    await hers.page.getByText('I share', { exact: true }).first().click();
    await hers.page.getByText('As fast as it goes', { exact: true }).click();
    await his.page.getByText(/^Paid in all: .*0\.08 man-h\.$/).waitFor(brought);
    await his.go('/software/mine');
    await his.page.getByText('Here, and shared from here.').waitFor(brought);
    expect(await his.page.getByRole('switch', { name: 'Share it from here' }).isChecked()).toBe(
      true,
    );
    await his.look('release-here');
    for (const path of ['bin/tidal', 'read me']) {
      const [there, here] = [join(source, path), join(folder, 'Tidal 1.2', path)];
      expect(readFileSync(here).equals(readFileSync(there))).toBe(true);
    }
    const shelf = await told(bob, 'software', 'mine');
    expect(shelf).toMatchObject({ releases: [{ release, paidPieces: pieces, state: 'ready' }] });

    await patiently(async () => {
      expect(await cameBack(alice)).toBe(shownPrice);
    });
    await hers.go(`/hours/of/${community.id}`);
    await hers.page.getByText('Man-hours', { exact: true }).first().click();
    const statement = hers.page.getByRole('table', { name: 'Statement, the newest first' });
    await press(hers, statement.getByRole('button').first());
    await hers.page.getByText('Downloads of Tidal 1.2').first().waitFor();
    await hers.look('release-paid-back');
    expect(windows.complaints).toEqual([]);
  },
);

test(
  'what the network asks for is answered from the pages of real nodes',
  { timeout: 400_000 },
  async () => {
    const [alice, bob] = community.people;
    assert(alice !== undefined && bob !== undefined, 'there are two');
    await answerRequest(await windows.open(alice, 'dark'), 'CPU-hours');
    const his = await windows.open(bob, 'light');
    await answerRequest(his, 'Man-hours');
    await his.page.getByText('CPU-hours', { exact: true }).first().click();
    await his.page.getByRole('row', { name: /Alice/ }).waitFor(brought);
    expect(windows.complaints).toEqual([]);
  },
);
