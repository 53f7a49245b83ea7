/**
 * Five people before the pages of real nodes: work is asked for, a panel of three says what it is worth, and whoever was
 * not drawn takes it, delivers it and is paid for it.
 */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import { launchChromium } from '../support/chromium.ts';
import { windowsOf } from '../support/community-browser.ts';
import type { Window, Windows } from '../support/community-browser.ts';
import { createTaskCommunity, sees, told } from '../support/task-community.ts';
import type { TaskCommunity } from '../support/task-community.ts';
import type { TestNode } from '../support/nodes.ts';

let browser: Browser;
let windows: Windows;
let community: TaskCommunity;

beforeAll(async () => {
  [browser, community] = await Promise.all([
    launchChromium(),
    createTaskCommunity(['Alice', 'Bob', 'Carol', 'Dave', 'Erin']),
  ]);
  windows = windowsOf(browser);
}, 400_000);

afterAll(async () => {
  await browser.close();
  await community.close();
});

/** For what a certificate brings: on a busy machine that takes its time. */
const brought = { timeout: 180_000 };

/** Fills a form in and sends it; the id of what was asked for. */
async function askForWork({ page, go, look }: Window): Promise<string> {
  await go('/tasks/new');
  await page.getByLabel('What is to be done').fill('Mend the gate');
  await page.getByLabel('What done looks like').fill('It closes.\nIt does not creak.');
  await page.getByText('8', { exact: true }).click();
  await look('task-asked');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.waitForURL(/#\/tasks\/[0-9a-f]{64}$/);
  await page.getByText('Being estimated, round 1').waitFor(brought);
  return page.url().slice(-64);
}

async function estimate({ page, go, look }: Window): Promise<void> {
  await go('/tasks');
  await page.getByRole('link', { name: 'Mend the gate' }).click(brought);
  await page.getByText('5', { exact: true }).click();
  await page.getByRole('button', { name: 'Seal my answer' }).click();
  await page.getByText('Your answer: 5 man-h.').waitFor(brought);
  await look('task-sealed');
}

async function takeAndDeliver({ page, go, look }: Window): Promise<void> {
  await go('/tasks/take');
  await page.getByRole('link', { name: 'Mend the gate' }).click(brought);
  await page.getByRole('button', { name: 'Take it for 5 man-h' }).click();
  await page.getByRole('heading', { name: 'You took this on' }).waitFor(brought);
  await page.getByLabel('Where it is').fill('https://example.org/gate');
  await page.getByLabel('How long it took you').fill('6.5');
  await look('task-taken');
  await page.getByRole('button', { name: 'Deliver' }).click();
  await page.getByText('Delivered', { exact: true }).waitFor(brought);
}

test(
  'work is asked for, estimated, taken, delivered and accepted before the pages of real nodes',
  { timeout: 600_000 },
  async () => {
    const [alice, ...others] = community.people;
    assert(alice !== undefined, 'Alice is there');
    const hers = await windows.open(alice, 'light');
    const task = await askForWork(hers);
    const { panel } = await sees(community, alice, task, (each) => each.panel.length > 0);
    const isDrawn = ({ name }: TestNode) => panel.some(({ person }) => person.name === name);
    const [first, ...seats] = others.filter(isDrawn);
    const taker = others.find((each) => !isDrawn(each));
    assert(first !== undefined && taker !== undefined, 'three of the four are drawn');
    expect(panel).toHaveLength(3);

    const judge = await windows.open(first, 'dark');
    await estimate(judge);
    for (const each of seats) await told(each, 'task', 'estimate', task, '5');
    await hers.page.getByText('3 of the panel are near 5 man-h').first().waitFor(brought);
    await hers.look('task-agreed');

    const theirs = await windows.open(taker, 'light');
    await takeAndDeliver(theirs);
    await hers.page.getByRole('button', { name: 'Accept for 5 man-h' }).click(brought);
    await hers.page.getByText('Accepted', { exact: true }).waitFor(brought);
    await hers.look('task-accepted');
    await theirs.page.getByText('Accepted', { exact: true }).waitFor(brought);
    await theirs.go(`/hours/of/${community.id}`);
    await theirs.page.getByText('Man-hours', { exact: true }).first().click();
    await theirs.page.getByText('+5', { exact: true }).first().waitFor(brought);
    await judge.go('/tasks/yours');
    await judge.page.getByText('Yours usually need 1.3 times as long.').first().waitFor(brought);
    await judge.look('task-compared');
    expect(windows.complaints).toEqual([]);
  },
);
