/** Statements of communities: looked through, of another community than the one that one lends in, and on Home. */
import { expect, test } from 'vitest';
import { ok } from '../../shared/base/result.ts';
import { makeMember } from '../support/community-node.ts';
import { lookAt } from '../support/look-at.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { Look, PageUnderTest } from '../support/page-under-test.ts';
import { accountEpochs, accountLines, fresh, riverside } from '../support/sample-communities.ts';
import { entryOf, hexOf, ines, someHours, tomas } from '../support/sample-views.ts';

const openPage = pagesOfThisFile();

async function open(path: string): Promise<PageUnderTest> {
  const it = await openPage();
  makeMember(it.node);
  await it.page.getByText('Community Riverside workshop').waitFor({ state: 'attached' });
  await it.go(path);
  return it;
}

const statement = 'Statement, the newest first';

test('lines are found by a person, an hour and how far they are, and the count is announced', async () => {
  const it = await open('/hours');
  const { answers } = it.node.communities;
  const withInes = accountLines(720);
  answers.set('accounts.lines', ({ height }: { height: number | null }) =>
    ok({ lines: height === 411 ? withInes : [], isCut: false }),
  );
  const { page } = it;
  const lines = () => page.getByRole('table', { name: statement }).locator('tbody tr').count();
  const all = Math.min(48, accountEpochs().length);
  await page
    .getByRole('status')
    .filter({ hasText: `${all} lines` })
    .waitFor();
  const search = page.getByRole('searchbox', { name: 'Find a person or an hour' });
  await search.fill('ines');
  await page
    .getByRole('status')
    .filter({ hasText: `1 of ${all} lines` })
    .waitFor();
  expect(await lines()).toBe(1);
  await it.shoot('hours-search');
  expect(await it.violations()).toEqual([]);
  await search.press('Escape');
  await page
    .getByRole('status')
    .filter({ hasText: `${all} lines` })
    .waitFor();
  await page.getByRole('radio', { name: 'Provisional' }).press('Space');
  await page
    .getByRole('status')
    .filter({ hasText: `1 of ${all} lines` })
    .waitFor();
  await page.getByRole('radio', { name: 'Final' }).press('Space');
  await page
    .getByRole('status')
    .filter({ hasText: `${all - 1} of ${all} lines` })
    .waitFor();
  await search.fill('nobody at all');
  await page.getByText('Nothing of that kind is among these lines.').waitFor();
  expect(it.complaints).toEqual([]);
});

test('a line leads to the receipts of its machines alone', async () => {
  const it = await open('/hours');
  const mine = hexOf('my device');
  const finality = { state: 'final', fromMs: null, reason: null, mine } as const;
  const own = { ...entryOf(30, 'given', ines, 1_000_000), epoch: 720, finality };
  const others = [
    { ...own, receipt: hexOf('of another machine of hers'), device: hexOf('her laptop') },
    { ...own, receipt: hexOf('of mine before'), finality: { ...finality, mine: hexOf('old') } },
    { ...own, receipt: hexOf('in none'), finality: { ...finality, mine: null } },
  ];
  it.node.statement.set({ ...someHours(), newest: [own, ...others] });
  const { page } = it;
  const table = page.getByRole('table', { name: statement });
  await table.getByRole('button').first().click();
  const behind = page.getByRole('table', { name: 'The hours behind this line' });
  await behind.getByRole('button', { name: 'Ines' }).click();
  await page.getByText('1 of 18 receipts lie on this computer').waitFor();
  expect(await page.locator(`a[href$="/hours/${own.receipt}"]`).count()).toBe(1);
});

test('what downloads cost and bring stands behind a line, with the release, the pieces and the rule', async () => {
  const it = await open('/hours');
  const [work] = accountLines(720);
  if (work === undefined) expect.fail('there is a line');
  const release = { id: hexOf('release'), name: 'Linework', version: '1.5' };
  const served = { ...work, record: hexOf('served'), release, slices: 142, quantity: 61n };
  const price = {
    ...{ ...served, record: release.id, with: tomas, direction: 'used' as const },
    ...{ device: null, mine: null, root: null, slices: 90, quantity: 251_000n },
  };
  it.node.communities.answers.set('accounts.lines', () =>
    ok({ lines: [work, served, price], isCut: false }),
  );
  const { page } = it;
  await page.getByRole('table', { name: statement }).getByRole('button').first().click();
  const behind = page.getByRole('table', { name: 'The hours behind this line' });
  const rows = behind.getByRole('row').filter({ hasText: 'Downloads of Linework 1.5' });
  expect(await rows.count()).toBe(2);
  await rows.first().getByRole('button').click();
  await page.getByText(/142 pieces were given from here and were right\..*rule R6/u).waitFor();
  await it.shoot('hours-download-served');
  await rows.last().getByRole('button').click();
  await page.getByText(/90 pieces arrived here\..*rule R6/u).waitFor();
  await it.shoot('hours-download-price');
  expect(await it.violations()).toEqual([]);
  const named = page.getByRole('link', { name: 'Downloads of Linework 1.5' });
  expect(await named.getAttribute('href')).toContain(`/software/${release.id}`);
  expect(it.complaints).toEqual([]);
});

test('the statement and the supply of another community are read without going there', async () => {
  const it = await open('/hours');
  const { page } = it;
  const other = fresh();
  await page.getByRole('radio', { name: other.name }).press('Space');
  await page.getByText(`This computer does not lend and ask in ${other.name} now.`).waitFor();
  await page.getByText('Your first line will show here').waitFor();
  await page.getByRole('link', { name: 'How hours come into being' }).click();
  await page.getByText(`How the hours of ${other.name} come into being.`).waitFor();
  await it.shoot('hours-other-supply');
  expect(await it.violations()).toEqual([]);
  await page.getByRole('radio', { name: riverside().name }).press('Space');
  await page.getByText('high-water mark, in CPU-h').waitFor();
  await page.getByText(/stands for \d+\.\d% of what it stood for/).waitFor();
  await it.go(`/community/${other.id}`);
  await page.getByRole('link', { name: 'Statement' }).first().click();
  await page.getByText(`you lent and used in ${other.name}.`).waitFor();
  await it.go(`/hours/of/${hexOf('nowhere')}`);
  await page.getByText('This computer is not in the community').waitFor();
  expect(it.complaints).toEqual([]);
});

test('what the record will never hold is said on the statement, with the reason and the way to it', async () => {
  const it = await open('/hours');
  const hours = someHours();
  const reason =
    'Their computer does not count it. The counter names a receipt that is not kept here.';
  const finality = { state: 'provisional', fromMs: null, reason, mine: null } as const;
  const [first, second, ...rest] = hours.newest.map((each) => ({ ...each, finality }));
  const fine = { ...finality, fromMs: Date.now(), reason: null };
  if (first === undefined || second === undefined) expect.fail('there are hours');
  const newest = [first, second, ...rest.map((each) => ({ ...each, finality: fine }))];
  it.node.statement.set({ ...hours, newest });
  const { page } = it;
  await page.getByText('2 receipts will not become final.').waitFor();
  await it.shoot('hours-never-final');
  await page.getByRole('link', { name: 'See the newest of 2' }).click();
  await page.getByRole('table', { name: 'Receipts, the newest first' }).waitFor();
  expect(page.url()).toContain(first.receipt);
});

test('Home says where one stands in man-hours, from the statement', async () => {
  const it = await open('/');
  const { answers } = it.node.communities;
  await it.page.getByText('Nobody in Riverside workshop has given you work hours').waitFor();
  await it.shoot('home-man-none');
  const epochs = accountEpochs().slice(0, 2);
  answers.set('accounts.epochs', () => ok({ epochs, oldest: 1 }));
  const community = riverside();
  const list = { device: hexOf('my device'), joining: [], unusable: [] };
  const [cpu, man] = community.accounts;
  const accounts = [cpu, { ...man, certified: cpu?.certified, provisional: cpu?.provisional }];
  it.node.communities.list.set({
    ...list,
    communities: [{ ...community, revision: community.revision + 1, accounts: accounts as never }],
  });
  await it.page.getByText(/You have given [\d.,]+ man-h and received/).waitFor();
  expect(await it.violations()).toEqual([]);
});

const looks: readonly (readonly [string, Look])[] = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { width: 700 }],
];
test('the pages fit into their place, in light and dark, wide and narrow', async () => {
  const it = await open('/hours');
  await it.page.getByRole('searchbox').waitFor();
  for (const [name, look] of looks) {
    await it.wear(look);
    for (const [path, page] of [
      ['/', 'home'],
      ['/hours', 'hours'],
      [`/hours/of/${fresh().id}`, 'hours-of'],
      [`/community/${hexOf('riverside')}/record`, 'record'],
    ] as const) {
      await it.go(path);
      await lookAt(it, `n4-${page}-${name}`, { isJudged: false });
    }
  }
});
