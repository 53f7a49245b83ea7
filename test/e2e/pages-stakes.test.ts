/**
 * The pages of stakes and causes, on a node that the test scripts. Pictures of all go to out/screenshots. About 35 s.
 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import type { RememberedView } from '../../shared/api/stake-shape.ts';
import { stakeDefinition } from '../../shared/api/stake-words.ts';
import { press, tabTo, type } from '../support/by-keyboard.ts';
import { fresh } from '../support/sample-communities.ts';
import { makeMember } from '../support/community-node.ts';
import { lookAt } from '../support/look-at.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import { pageKey } from '../support/page-key.ts';
import type { Look, PageUnderTest } from '../support/page-under-test.ts';
import { forecast, memory, ownCause, tenths, workshop } from '../support/sample-stakes.ts';
import { hexOf, tomas } from '../support/sample-views.ts';
import { giveStakes, memoryPage, roundFile, type MemoryQuestion } from '../support/stake-node.ts';

const openPage = pagesOfThisFile();

const pages: Readonly<Record<string, string>> = {
  mine: '/stakes',
  causes: '/stakes/causes',
  'new-cause': '/stakes/causes/new',
  cause: `/stakes/causes/${forecast.id}`,
  anew: `/stakes/causes/${ownCause.id}/anew`,
  offers: `/stakes/offers/for/${forecast.id}`,
  rounds: '/stakes/rounds',
  round: '/stakes/rounds/41',
  influence: '/stakes/influence',
  memory: '/stakes/memory',
};

async function open(kind: 'busy' | 'untouched' = 'busy'): Promise<PageUnderTest> {
  const it = await openPage();
  giveStakes(it.node, kind);
  makeMember(it.node, kind === 'busy' ? undefined : fresh());
  const name = kind === 'busy' ? 'Riverside workshop' : 'Hinterhof';
  await it.page.getByText(`Community ${name}`).waitFor({ state: 'attached' });
  return it;
}

/** Each page in turn: it says what a stake is, stays inside its place, and is accessible where that is judged. */
async function lookAtEach(
  it: PageUnderTest,
  prefix: string,
  names: readonly string[],
  judged: readonly string[] = [],
): Promise<void> {
  for (const name of names) {
    await it.go(pages[name] ?? '');
    await it.page.getByText(stakeDefinition, { exact: true }).waitFor();
    await lookAt(it, `stakes-${prefix}-${name}`, { isJudged: judged.includes(name) });
  }
  expect(it.complaints).toEqual([]);
}

const all = Object.keys(pages);
/** Many pages in many looks. */
const slow = { timeout: 600_000 };
/** What is only darker or narrower is judged where that changes most. */
const looks: readonly (readonly [string, Look, readonly string[]])[] = [
  ['light', { height: 1500 }, all],
  ['dark', { colorScheme: 'dark', height: 1500 }, all],
  ['360', { width: 360, height: 1500 }, ['offers']],
];
test(
  'every page of stakes says what a stake is and fits, in light and dark, wide and narrow',
  slow,
  async () => {
    const it = await open();
    for (const [name, look, judged] of looks) {
      await it.wear(look);
      await lookAtEach(it, name, all, judged);
    }
  },
);

test('who holds nobody and is held by nobody is told that this is a fine place to stay', async () => {
  const it = await open('untouched');
  await lookAtEach(it, 'untouched', ['offers', 'rounds', 'influence', 'memory', 'mine']);
  await it.page
    .getByText('You hold all of yourself, and no one else holds any of you.')
    .first()
    .waitFor();
  await it.page.getByRole('link', { name: 'See what people propose' }).click();
  await it.page.getByText('Nobody here has written what they set out to do yet.').waitFor();
});

test('stakes need a community, and the page says where to get one', async () => {
  const it = await openPage();
  await it.go('/stakes');
  await it.page.getByText('Stakes are kept on the record of a community').waitFor();
  await it.page.getByRole('link', { name: 'Found or join a community' }).click();
  await it.page.getByRole('heading', { level: 1, name: 'Community' }).waitFor();
});

async function palette(it: PageUnderTest, words: string): Promise<void> {
  await it.page.keyboard.press('Control+k');
  await it.page.getByRole('searchbox', { name: 'Go to or do' }).waitFor();
  await it.page.keyboard.type(words);
  await expect.poll(() => it.page.getByRole('menuitem').count()).toBe(1);
  await it.page.keyboard.press('Enter');
}

const named = ({ node }: PageUnderTest, name: string) =>
  node.called.filter((each) => each.name === name).map(({ input }) => input);

test('by keyboard alone: causes are read, found by a word, and one is written', async () => {
  const it = await open();
  const { page } = it;
  await page.keyboard.press(pageKey('/stakes'));
  await page.getByRole('heading', { level: 1, name: 'Stakes' }).waitFor();
  await press(it, page.getByRole('navigation', { name: 'Stakes' }).getByText('Causes'));
  await page.getByText('5 causes').waitFor();
  await type(it, 'Find a cause', 'flood');
  await page.getByText('1 cause', { exact: true }).waitFor();
  await press(it, page.getByRole('link', { name: forecast.statement }));
  await page.getByText('You were drawn to say what you see').waitFor();
  await type(it, 'Mornings with a forecast, in mornings', '33.5');
  await page.keyboard.press('Enter');
  await page.getByText('Said. It counts with the next certificate.').waitFor();
  expect(named(it, 'causes.attest')[0]).toMatchObject({ cause: forecast.id, seen: 33_500n });
  await palette(it, 'write a cause');
  await page.getByRole('heading', { level: 1, name: 'Write a cause' }).waitFor();
  const statement = 'Keep the river path lit on winter evenings, so that children can walk home.';
  await type(it, 'What you set out to do', statement);
  await type(it, 'Whom it benefits', 'children');
  await type(it, 'What is measured', 'Evenings with light');
  await type(it, 'Number to reach', '80');
  await type(it, 'Unit', 'evenings');
  await type(it, 'Tags', 'river, light');
  const preview = page.getByRole('article', { name: 'Preview' });
  await preview.getByText('Evenings with light: from 0 to at least 80 evenings, by').waitFor();
  await press(it, page.getByRole('button', { name: 'Write it to the record' }));
  await page.getByText('On its way to the record').waitFor();
  expect(named(it, 'causes.make')[0]).toMatchObject({
    ...{ statement, target: 80_000n, tags: ['light', 'river'], attestors: 3, replaces: null },
  });
  expect(it.complaints).toEqual([]);
});

test('by keyboard alone: a twentieth of oneself is offered for a basket, and taken back', async () => {
  const it = await open();
  const { page } = it;
  await palette(it, 'offer stake');
  const slider = page.getByRole('slider', { name: 'Of yourself' });
  await tabTo(it, slider);
  for (let step = 0; step < 40; step += 1) await page.keyboard.press('ArrowRight');
  expect(await slider.getAttribute('aria-valuetext')).toBe('5.0%');
  await press(it, page.getByRole('button', { name: /^Add Tomás/ }));
  await page.getByText('An offer asks for stake in at least two people.').last().waitFor();
  const place = page.getByRole('button', { name: 'Place offer' });
  expect(await place.isDisabled()).toBe(true);
  await press(it, page.getByRole('button', { name: /^Add Ines/ }));
  await page.getByText('66.0%').waitFor();
  await type(it, 'Why (if you like)', 'Both keep going what I would miss.');
  await expect.poll(() => place.isEnabled()).toBe(true);
  expect(await it.violations()).toEqual([]);
  await it.shoot('stakes-offer-ready');
  await press(it, place);
  await page.getByText('Your offer is placed.').waitFor();
  expect(named(it, 'stakes.offer')).toEqual([
    {
      ...{ community: hexOf('riverside'), give: null, quantity: tenths(50), rounds: 3 },
      reason: 'Both keep going what I would miss.',
      wants: [forecast, workshop].map(({ id, issuer }) => ({
        ...{ kind: 'member', member: issuer.id, cause: id, weightPpm: 500_000 },
      })),
    },
  ]);
  await press(it, page.getByRole('button', { name: /^Take it back: 5\.0% of yourself/ }));
  await page.getByText('You took it back.').waitFor();
  expect(it.complaints).toEqual([]);
});

test('by keyboard alone: a round is read, worked out again and saved', async () => {
  const it = await open();
  const { page } = it;
  await page.keyboard.press(pageKey('/stakes'));
  await press(it, page.getByRole('navigation', { name: 'Stakes' }).getByText('Rounds'));
  await press(it, page.getByRole('link', { name: 'Round 41', exact: true }));
  await page.getByText('You now keep 69.5% of yourself (was 71.0%).').waitFor();
  await page.getByText('No one who could give what you asked for wanted what you gave.').waitFor();
  const save = page.getByRole('button', { name: 'Save file' });
  expect(await save.isVisible()).toBe(false);
  for (const step of ['What moved', 'How it was worked out', 'Check it']) {
    await press(it, page.locator('summary', { hasText: step }));
  }
  await page.getByRole('row', { name: /^In all 1\.5% 1\.5%/ }).waitFor();
  await page.getByText('You wanted Ines, Ines wanted Tomás, Tomás wanted you.').waitFor();
  const ring = page.getByRole('slider', { name: 'How stake moved around the ring' });
  await press(it, ring, 'Home');
  expect(await ring.getAttribute('aria-valuetext')).toBe('0.7% of Ines went to you');
  await press(it, page.getByRole('button', { name: 'Work it out again' }));
  await page.getByText('The same came out.').waitFor();
  const download = page.waitForEvent('download');
  expect(await it.violations()).toEqual([]);
  await it.shoot('stakes-round-open');
  await press(it, save);
  const file = await download;
  expect(file.suggestedFilename()).toBe('common-hours-round-41.json');
  expect(await readFile((await file.path()) ?? '', 'utf8')).toBe(roundFile);
  expect(it.complaints).toEqual([]);
});

test('by keyboard alone: a way through others is followed, and amounts are hidden and stay so', async () => {
  const it = await open();
  const { page } = it;
  await page.keyboard.press(pageKey('/stakes'));
  const chart = page.getByRole('slider', { name: /^What you hold of each person/ });
  await press(it, chart, 'Home');
  expect(await chart.getAttribute('aria-valuetext')).toBe(
    'Tomás: 12.0% directly, 1.1% through others',
  );
  await press(it, page.getByRole('button', { name: 'Tomás' }));
  await page.getByText('You → Ines 9.0% → Tomás 12.0% = 1.1%').waitFor();
  await press(it, page.getByRole('switch', { name: 'Hide amounts' }), 'Space');
  await page.getByText('You → Ines ••• → Tomás ••• = •••').waitFor();
  const shown = () => page.locator('main').innerText();
  expect(await shown()).not.toMatch(/\d%/);
  await it.shoot('stakes-hidden');
  await page.reload();
  await page.getByText('You keep •••').waitFor();
  for (const path of ['/stakes/rounds/41', '/stakes/memory', `/stakes/causes/${forecast.id}`]) {
    await it.go(path);
    await it.settled();
    await page.locator('main article, main section').first().waitFor();
    expect({ path, text: await shown() }).toEqual({
      path,
      text: expect.not.stringMatching(/\d%/) as unknown,
    });
  }
  expect(it.complaints).toEqual([]);
});

test('causes are narrowed to people one knows, to what is checked, and to what is due soon', async () => {
  const it = await open();
  const { page } = it;
  const choose = async (label: string, said: string) => {
    await page.getByRole('radio', { name: label, exact: true }).check({ force: true });
    await page.getByText(said, { exact: true }).waitFor();
  };
  await it.go('/stakes/causes');
  await page.getByText('5 causes').waitFor();
  await choose('Not checked yet', '1 cause');
  await choose('Checked', '4 causes');
  await choose('People I know', '2 causes');
  expect(await it.violations()).toEqual([]);
  await it.shoot('stakes-causes-narrowed');
  await choose('Due soon', 'There is no such cause.');
  expect(named(it, 'causes.list').at(-1)).toMatchObject({ state: 'live', isChecked: true });
  expect(it.complaints).toEqual([]);
});

const filled = (page: Page, label: string) => page.getByLabel(label, { exact: true }).inputValue();

test('what is half written is there again, until it is sent or begun anew', async () => {
  const it = await open();
  const { page } = it;
  const said = 'Set up a tool library, so that nobody has to buy a drill for one hole.';
  await it.go('/stakes/causes/new');
  await type(it, 'What you set out to do', said);
  await it.go(`/stakes/offers/for/${forecast.id}`);
  await page.getByText('100.0%').waitFor();
  await press(it, page.getByRole('button', { name: /^Add Ines/ }));
  await type(it, 'Why (if you like)', 'Both keep going.');
  await it.go('/stakes/causes/new');
  await expect.poll(() => filled(page, 'What you set out to do')).toBe(said);
  await page.reload();
  await expect.poll(() => filled(page, 'What you set out to do')).toBe(said);
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect.poll(() => filled(page, 'What you set out to do')).toBe('');
  await it.go('/stakes/offers');
  await expect.poll(() => filled(page, 'Why (if you like)')).toBe('Both keep going.');
  await page.getByText('50.0%').first().waitFor();
  await page.getByText(/^Draft kept|^The draft is kept/).waitFor();
  await it.shoot('stakes-offer-kept');
  await press(it, page.getByRole('button', { name: 'Place offer' }));
  await page.getByText('Your offer is placed.').waitFor();
  await it.go('/stakes');
  await it.go('/stakes/offers');
  await page.getByText('Both keep going.').waitFor();
  await expect.poll(() => filled(page, 'Why (if you like)')).toBe('');
  expect(it.complaints).toEqual([]);
});

test('the memory is read further back, says how far it was searched, and stays in sight', async () => {
  const it = await open();
  const { page } = it;
  const [sample] = memory();
  if (sample === undefined) return expect.unreachable('there is a sample');
  const all = Array.from({ length: 120 }, (_, at): RememberedView => {
    const sentence = at === 70 ? 'Ines asked for a lamp.' : `Ines gave ${at}.`;
    return { ...sample, round: 41 - Math.floor(at / 3), index: at % 3, sentence, reason: '' };
  });
  it.node.communities.answers.set('stakes.memory', (asked: MemoryQuestion) =>
    memoryPage(all, asked),
  );
  await it.go('/stakes/memory');
  const entries = page.getByRole('list', { name: /^What is remembered/ }).getByRole('listitem');
  await expect.poll(() => entries.count()).toBe(50);
  await page.getByRole('button', { name: 'Show older' }).dblclick();
  await expect.poll(() => entries.count()).toBeGreaterThanOrEqual(100);
  await page.getByRole('button', { name: 'Reading…' }).waitFor({ state: 'detached' });
  const shown = await entries.count();
  expect(new Set(await entries.allInnerTexts()).size).toBe(shown);
  const { list } = it.node.communities;
  const before = list.get();
  list.set({
    ...before,
    communities: before.communities.map((each) => ({ ...each, revision: each.revision + 1 })),
  });
  await expect.poll(() => named(it, 'stakes.memory').at(-1)).toMatchObject({ limit: shown });
  expect(await entries.count()).toBe(shown);
  await type(it, 'Find a word or a person', 'lamp');
  await page.getByText('Searched back to round 40.').waitFor();
  await it.shoot('stakes-memory-cut');
  for (let presses = 0; presses < 60 && (await entries.count()) === 0; presses += 1) {
    const asked = named(it, 'stakes.memory').length;
    await press(it, page.getByRole('button', { name: 'Search further back' }));
    await expect.poll(() => named(it, 'stakes.memory').length).toBe(asked + 1);
    await page.getByRole('button', { name: 'Search further back' }).waitFor();
  }
  await page.getByText('Ines asked for a lamp.').waitFor();
  expect(it.complaints).toEqual([]);
});

test('Home and the page of a person say in short how stakes stand', async () => {
  const it = await open();
  await it.page.getByText('Five people hold the other 29.0%.').waitFor();
  const bar = it.page.getByRole('contentinfo', { name: 'Status' });
  await bar.getByText(/^round 42 takes offers until/).waitFor();
  await it.shoot('stakes-home');
  await it.go(`/community/${hexOf('riverside')}/members/${tomas.id}`);
  await it.page.getByText('12.0% directly, 1.1% through others').waitFor();
  await it.page.getByText('You → Ines 9.0% → Tomás 12.0% = 1.1%').waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('stakes-member');
});
