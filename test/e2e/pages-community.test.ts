/** What can be done on the pages of communities, on a node that the test scripts. */
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { ok, refuse } from '../../shared/base/result.ts';
import { makeMember } from '../support/community-node.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { PageUnderTest } from '../support/page-under-test.ts';
import { riverside } from '../support/sample-communities.ts';
import { hexOf, ines } from '../support/sample-views.ts';

const openPage = pagesOfThisFile();
let it: PageUnderTest;

afterEach(() => {
  expect(it.complaints).toEqual([]);
});

async function open(path: string): Promise<void> {
  it = await openPage();
  makeMember(it.node);
  await it.page.getByText('Community Riverside workshop').waitFor();
  await it.go(path);
}

const named = (name: string) => it.node.called.filter((each) => each.name === name);

test('going elsewhere says what becomes of the work in hand, and happens only when it is confirmed', async () => {
  await open('/community');
  it.node.communities.answers.set('place.use', () => ok({}));
  const going = it.page.getByRole('button', { name: 'Lend and ask here: Hinterhof' });
  await going.click();
  await it.page.getByText('2 jobs for others are handed back').waitFor();
  await it.page.getByText(/^Your \d+ open jobs wait until you come back/).waitFor();
  await it.page.getByRole('button', { name: 'Stay' }).click();
  expect(named('place.use')).toEqual([]);
  await going.click();
  await it.page.getByRole('button', { name: 'Go there' }).click();
  await expect.poll(() => named('place.use')).toHaveLength(1);
  expect(named('place.use')[0]?.input).toEqual({ community: hexOf('fresh'), code: null });
});

test('whoever has left is told so on Home, with the way to another place, and is not asked to invite', async () => {
  await open('/');
  const { page, node } = it;
  const status = node.status.get();
  node.status.set({ ...status, connection: { ...status.connection, state: 'alone' } });
  const invite = page.getByRole('link', { name: 'Invite somebody' });
  await invite.waitFor();
  const trouble = 'You have left “Riverside workshop”: choose another community or group.';
  node.communities.record.set({ phase: 'running', reason: null, againAtMs: null, trouble });
  await page.getByText(trouble).waitFor();
  await invite.waitFor({ state: 'detached' });
  expect(await it.violations()).toEqual([]);
  await page.getByRole('link', { name: 'Your communities' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Community' }).waitFor();
});

test('an invitation is read before it is accepted, and a refusal stands beside the button', async () => {
  await open('/community/join');
  const { answers } = it.node.communities;
  answers.set('communities.read', ({ link }: { link: string }) =>
    link.endsWith('good')
      ? ok({ community: hexOf('mill'), name: 'Old mill', inviter: ines.id, isThere: false })
      : refuse('invitation_forged', 'The signature of this invitation is not right.'),
  );
  answers.set('communities.join', () => refuse('too_many_communities', 'You are in ten already.'));
  await it.page.getByLabel('Invitation').fill('commonhours://join/bad');
  await it.page.getByText('The signature of this invitation is not right.').waitFor();
  await it.page.getByLabel('Invitation').fill('commonhours://join/good');
  const joining = it.page.getByRole('button', { name: 'Join Old mill' });
  await joining.waitFor();
  expect(named('communities.join')).toEqual([]);
  await joining.click();
  await it.page.getByText('You are in ten already.').waitFor();
});

test('a ceiling beyond what is free is explained while it is typed, and cannot be sent', async () => {
  await open('/jobs/new');
  await it.page.getByLabel('Ceiling').fill('100');
  await it.page
    .getByText(/You are 65\.1 CPU-h short of this ceiling/)
    .first()
    .waitFor();
  expect(await it.page.getByRole('button', { name: /^Send/ }).isDisabled()).toBe(true);
});

test('a line of the statement opens to the people behind it, and from there to a receipt', async () => {
  await open('/hours');
  await it.page.getByRole('button', { name: /^since / }).click();
  await it.page.getByRole('button', { name: 'Ines' }).click();
  await it.page.getByText('Sum that both signed').waitFor();
  await it.page.locator('main td ul a').first().click();
  await it.page.getByRole('group', { name: 'What the CPU time comes to' }).waitFor();
});

test('the statement is saved with what is not final marked so', async () => {
  await open('/hours');
  await it.page.getByRole('button', { name: 'Save statement' }).click();
  const download = it.page.waitForEvent('download');
  await it.page.getByRole('menuitem', { name: 'Statement as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('common-hours-cpu-hours.csv');
  const [head, first, second] = (await readFile((await file.path()) ?? '', 'utf8')).split('\r\n');
  expect(head).toMatch(/^final,certificate,from,until,opening,given,used,closing,/);
  expect([first?.split(',')[0], second?.split(',')[0]]).toEqual(['no', 'yes']);
});

test('a member is found by a name without its accents', async () => {
  await open(`/community/${riverside().id}/members`);
  await it.page.getByRole('searchbox', { name: 'Find a member' }).fill('tomas');
  await expect.poll(() => it.page.locator('tbody tr').count()).toBe(1);
  await it.page.getByRole('link', { name: 'Tomás' }).click();
  await it.page.getByRole('heading', { level: 1, name: 'Tomás' }).waitFor();
});
