/**
 * Every page of communities and of their hours, in each of its states: accessible, and inside its place. Pictures of
 * all go to out/screenshots.
 */
import { expect, test } from 'vitest';
import type { CommunityView } from '../../shared/api/community-contract.ts';
import { ok } from '../../shared/base/result.ts';
import { makeMember } from '../support/community-node.ts';
import { lookAt } from '../support/look-at.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { Look, PageOptions, PageUnderTest } from '../support/page-under-test.ts';
import { arabic, auditOf, fresh, joiningOf, riverside } from '../support/sample-communities.ts';
import { hexOf, ines, me } from '../support/sample-views.ts';

const openPage = pagesOfThisFile();

async function open(options: PageOptions = {}, community?: CommunityView): Promise<PageUnderTest> {
  const it = await openPage(options);
  makeMember(it.node, community);
  await it.page.getByRole('heading', { level: 1 }).waitFor();
  const { name } = community ?? riverside();
  await it.page.getByText(`Community ${name}`).waitFor({ state: 'attached' });
  return it;
}

const id = hexOf('riverside');
const pages: Readonly<Record<string, string>> = {
  hub: '/community',
  create: '/community/create',
  join: '/community/join',
  open: '/community/open',
  overview: `/community/${id}`,
  members: `/community/${id}/members`,
  member: `/community/${id}/members/${arabic.id}`,
  me: `/community/${id}/members/${me.id}`,
  invitations: `/community/${id}/invitations`,
  witnesses: `/community/${id}/witnesses`,
  record: `/community/${id}/record`,
  rules: `/community/${id}/rules`,
  hours: '/hours',
  receipts: '/hours/receipts',
  receipt: `/hours/${hexOf('receipt 1')}`,
  supply: '/hours/supply',
  home: '/',
  'new-job': '/jobs/new',
  people: '/people',
};

/** Like those of an open group, which are judged in a test of their own. */
const judgedElsewhere = new Set(['home', 'new-job', 'people', 'receipt']);
/** Many pages in many looks. */
const slow = { timeout: 900_000 };
/** What is only narrower or darker is judged for what that changes. */
const looks: readonly (readonly [string, Look, readonly string[]])[] = [
  ['light', { height: 1400 }, Object.keys(pages).filter((name) => !judgedElsewhere.has(name))],
  ['dark', { colorScheme: 'dark', height: 1400 }, ['hours', 'supply']],
  ['900', { width: 900, height: 900 }, []],
  ['600', { width: 600, height: 900 }, []],
];
test(
  'every page of a member is accessible and fits, in light and dark, wide and narrow',
  slow,
  async () => {
    const it = await open();
    for (const [prefix, look, judged] of looks) {
      await it.wear(look);
      for (const [name, path] of Object.entries(pages)) {
        await it.go(path);
        await it.page.locator('main h1').waitFor();
        await lookAt(it, `community-${prefix}-${name}`, { isJudged: judged.includes(name) });
      }
    }
    expect(it.complaints).toEqual([]);
  },
);

test('every page of a community that was just founded is accessible and fits', async () => {
  const it = await open({}, fresh());
  const own: Readonly<Record<string, string>> = {
    hub: '/community',
    overview: `/community/${fresh().id}`,
    members: `/community/${fresh().id}/members`,
    invitations: `/community/${fresh().id}/invitations`,
    witnesses: `/community/${fresh().id}/witnesses`,
    record: `/community/${fresh().id}/record`,
    hours: '/hours',
    supply: '/hours/supply',
  };
  for (const [name, path] of Object.entries(own)) {
    await it.go(path);
    await lookAt(it, `community-fresh-${name}`, { isJudged: name === 'hours' });
  }
  expect(it.complaints).toEqual([]);
});

test('what opens on a page is accessible and fits', async () => {
  const it = await open({ height: 1400 });
  const { page, node } = it;
  await it.go('/hours');
  await page.getByRole('button', { name: /^since / }).click();
  await page.getByRole('button', { name: 'Ines' }).click();
  await page.getByText('pieces of work').first().waitFor();
  await lookAt(it, 'community-opened-why');
  await it.go(`/community/${id}/invitations`);
  await page.getByRole('button', { name: 'yesterday' }).click();
  await page.getByText('Show the link of the community').click();
  await lookAt(it, 'community-opened-invitation');
  await it.go(`/community/${id}/witnesses`);
  await page.getByText('Choose them').click();
  await page.getByRole('checkbox', { name: 'Ines' }).waitFor();
  await lookAt(it, 'community-opened-vote');
  await it.go('/community/create');
  await page.getByText('How it counts').click();
  await lookAt(it, 'community-opened-parameters', { isJudged: false });
  await it.go(`/community/${id}`);
  await page.getByRole('button', { name: 'Leave…' }).click();
  await page.getByRole('alertdialog').waitFor();
  await lookAt(it, 'community-opened-leave', { isJudged: false });
  await page.keyboard.press('Escape');
  await it.go('/community');
  await page.getByRole('button', { name: 'Lend and ask here: Hinterhof' }).click();
  await page.getByRole('alertdialog').waitFor();
  await lookAt(it, 'community-opened-move');
  await page.keyboard.press('Escape');
  node.communities.answers.set('communities.read', () =>
    ok({ community: hexOf('mill'), name: 'Old mill', inviter: ines.id, isThere: false }),
  );
  await it.go('/community/join');
  await page.getByLabel('Invitation').fill('commonhours://join/abc');
  await page.getByRole('button', { name: 'Join Old mill' }).waitFor();
  await lookAt(it, 'community-opened-review', { isJudged: false });
  expect(it.complaints).toEqual([]);
});

test('what goes wrong is said in its place', async () => {
  const it = await open({ height: 1100 });
  const { communities } = it.node;
  const base = communities.list.get();
  communities.list.set({
    ...base,
    joining: [
      joiningOf('fetching', 'Fetching certificates: 212 of 412.'),
      joiningOf('nobody answers', 'Nobody of the community has answered for a minute.'),
      joiningOf('refused', 'The invitation has expired.', 'invitation_expired'),
    ],
    unusable: [
      { file: 'community-0a1b2c.db', sentence: 'The file is cut off. Put back a copy of it.' },
    ],
  });
  await it.go('/community');
  await lookAt(it, 'community-wrong-joining');
  const states = [
    ['disagrees', 'At height 377 this computer reaches another state than the certificate says.'],
    ['waiting for witnesses', '2 of 4 witnesses are here, and more than two thirds must be.'],
    ['alone', 'Nobody else of the community is connected.'],
  ] as const;
  for (const [state, sentence] of states) {
    const health = { ...riverside().health, state, sentence };
    communities.list.set({ ...base, communities: [riverside({ health })] });
    await it.go(`/community/${id}/record`);
    await it.page.getByText(sentence).first().waitFor();
    await lookAt(it, `community-wrong-${state.replaceAll(' ', '-')}`, { isJudged: false });
  }
  for (const state of ['running', 'same', 'different', 'stopped'] as const) {
    communities.audits.set({ audits: [auditOf(state)] });
    await it.page
      .getByText(state === 'running' ? 'of 412' : auditOf(state).sentence)
      .first()
      .waitFor();
    await lookAt(it, `community-audit-${state}`, { isJudged: state === 'different' });
  }
  communities.list.set({ device: null, communities: [], joining: [], unusable: [] });
  for (const path of ['/', '/hours', '/community']) {
    await it.go(path);
    await it.page.getByText('The record of this community is not open').waitFor();
  }
  await it.shoot('community-wrong-no-record');
  expect(it.complaints).toEqual([]);
});

test('forced colours, large text and a right-to-left page keep everything in sight', async () => {
  const it = await open({ forcedColors: 'active' });
  const paths = [
    '/community',
    `/community/${id}`,
    `/community/${id}/record`,
    '/hours',
    '/hours/supply',
  ];
  for (const [name, size, dir] of [
    ['forced', '100%', 'ltr'],
    ['large-text', '200%', 'ltr'],
    ['right-to-left', '100%', 'rtl'],
  ] as const) {
    await it.page.evaluate(
      ([fontSize, direction]) => {
        document.documentElement.style.fontSize = fontSize ?? '';
        document.documentElement.dir = direction ?? '';
      },
      [size, dir],
    );
    for (const path of paths) {
      await it.go(path);
      const page = path.replaceAll('/', '-').replace(id, 'id').slice(1);
      await lookAt(it, `community-${name}-${page}`, { isJudged: false });
    }
  }
});
