/**
 * The pages of lending and the first run, used by keyboard alone: a person begins, lends, pauses, resumes, changes limits,
 * paints the week, chooses people, tests the sandbox and reads what came of it. About 30 s.
 */
import { expect, test } from 'vitest';
import { makeBusy } from '../support/busy-node.ts';
import { lookAt } from '../support/look-at.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { Look, PageUnderTest } from '../support/page-under-test.ts';
import { busyLog, heldBack, twelveWeeks } from '../support/sample-lending.ts';
import { ines, notLending, online, tomas } from '../support/sample-views.ts';

const openPage = pagesOfThisFile();

async function open(path: string): Promise<PageUnderTest> {
  const it = await openPage();
  await it.page.getByRole('heading', { level: 1 }).waitFor();
  it.node.status.set(online);
  it.node.lending.set({ ...notLending, on: true });
  await it.go(path);
  return it;
}

/** Focuses with the Tab key, as somebody without a mouse does. */
async function tabTo({ page }: PageUnderTest, name: string | RegExp): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press('Tab');
    const said = await namesOfFocused(page);
    if (said.some((each) => (typeof name === 'string' ? each === name : name.test(each)))) return;
  }
  throw new Error(`the Tab key does not lead to ${String(name)}`);
}

/** By its labels, by what it says it is labelled by, by its own label, and by its text. */
async function namesOfFocused(page: PageUnderTest['page']): Promise<readonly string[]> {
  return page.evaluate(() => {
    const focused = document.activeElement as HTMLInputElement | null;
    const labels = [...(focused?.labels ?? [])].map(({ textContent }) => textContent);
    const by = focused?.getAttribute('aria-labelledby')?.split(' ')[0] ?? '';
    const others = [
      document.getElementById(by)?.textContent,
      focused?.getAttribute('aria-label'),
      focused?.textContent,
    ];
    return [labels.join(' '), ...others.map((each) => each ?? '')];
  });
}

test('who is new names themselves, chooses how much, and starts lending on the last page', async () => {
  const it = await openPage({ isNew: true });
  const { page, node } = it;
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  await heading('Welcome to Common Hours');
  expect(await it.violations()).toEqual([]);
  await it.shoot('welcome-1');
  await tabTo(it, 'Set up');
  await page.keyboard.press('Enter');
  await heading('Your name');
  await tabTo(it, 'How others see you');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Alva');
  await it.shoot('welcome-2');
  await page.keyboard.press('Enter');
  await heading('How much to lend');
  expect(node.status.get().me.name).toBe('Alva');
  await tabTo(it, /^Quiet/);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => node.terms.terms.get().preset).toBe('balanced');
  await page
    .getByRole('img', { name: /at most 4 while you are here and 12 while you are away/ })
    .waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('welcome-3');
  await tabTo(it, 'Next');
  await page.keyboard.press('Enter');
  await heading('When this computer starts');
  await tabTo(it, 'Skip');
  await page.keyboard.press('Enter');
  await heading('Find people');
  await it.shoot('welcome-4');
  await tabTo(it, 'Stay here for now');
  await page.keyboard.press('Enter');
  await heading('Ready');
  expect(node.lending.get().on).toBe(false);
  expect(await it.violations()).toEqual([]);
  await it.shoot('welcome-5');
  await tabTo(it, 'Start lending');
  await page.keyboard.press('Enter');
  await heading('Ready to lend. Nothing to do right now.');
  expect(node.lending.get().on).toBe(true);
  await page.reload();
  await heading('Ready to lend. Nothing to do right now.');
  await it.go('/settings');
  await tabTo(it, 'Set up once more');
  await page.keyboard.press('Enter');
  await heading('Welcome to Common Hours');
  expect(it.complaints).toEqual([]);
});

test('a person pauses for an hour, resumes, and changes limits, by keyboard alone', async () => {
  const it = await open('/lending');
  const { page, node } = it;
  await page.getByRole('heading', { name: 'Why is nothing running?' }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('lending-now');
  await tabTo(it, 'Pause lending');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: '1 hour' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Paused until / }).waitFor();
  expect(node.called.at(-1)).toEqual({ name: 'pause', input: { minutes: 60 } });
  await tabTo(it, 'Resume lending');
  await page.keyboard.press('Enter');
  await expect.poll(() => node.lending.get().pausedUntilMs).toBe(null);

  await tabTo(it, 'Limits');
  await page.keyboard.press('Enter');
  await tabTo(it, /Cores while I am here/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => node.terms.terms.get().terms.here.cores).toBe(6);
  expect(node.terms.terms.get().terms.away.cores).toBe(8);
  await tabTo(it, /Memory while I am here/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('4');
  await page.keyboard.press('Tab');
  await expect.poll(() => node.terms.terms.get().terms.here.memoryBytes).toBe(4_000_000_000);
  await tabTo(it, /The battery holds at least/);
  await page.keyboard.press('Space');
  await expect.poll(() => node.terms.terms.get().terms.batteryFloorPercent).toBe(40);
  // The number stands beside the switch only now.
  await page
    .getByLabel(/The battery holds at least/)
    .nth(1)
    .waitFor();
  await tabTo(it, /The battery holds at least/);
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => node.terms.terms.get().terms.batteryFloorPercent).toBe(45);
  await tabTo(it, 'Name of a program');
  await page.keyboard.type('Blender');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove Blender' }).waitFor();
  await tabTo(it, 'Add from what runs now');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'steam' }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('lending-limits');
  expect(it.complaints).toEqual([]);
});

test('the week is painted with the arrows and with the mouse', async () => {
  const it = await open('/lending/schedule');
  const { page, node } = it;
  const week = () => node.terms.terms.get().terms.week;
  await tabTo(it, 'Weekends');
  await page.keyboard.press('Enter');
  await expect.poll(() => week().filter((plan) => plan === 'as_set').length).toBe(48);
  const grid = page.getByRole('grid', { name: 'Hours of the week' });
  await tabTo(it, /day \d\d:00/);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect.poll(() => week()[1]).toBe('paused');
  await page.getByRole('radio', { name: 'Other limits' }).focus();
  await page.keyboard.press('Space');
  await tabTo(it, 'Monday 01:00: nothing');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await expect
    .poll(() => [1, 2, 26].map((hour) => week()[hour]))
    .toEqual(['other', 'other', 'other']);
  await page.getByRole('gridcell', { name: /^Wednesday 10:00/ }).hover();
  await page.mouse.down();
  await page.getByRole('gridcell', { name: /^Friday 12:00/ }).hover();
  await page.mouse.up();
  await expect.poll(() => week().filter((plan) => plan === 'other').length).toBe(3 + 9);
  expect(await grid.getByRole('gridcell').count()).toBe(168);
  expect(await it.violations()).toEqual([]);
  await it.shoot('lending-schedule');
  expect(it.complaints).toEqual([]);
});

test('one lends to chosen people only once somebody is chosen, and blocks another', async () => {
  const it = await open('/lending/people');
  const { page, node } = it;
  makeBusy(it.node);
  await page.getByRole('radio', { name: 'Anyone of the community' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('Until somebody is chosen').waitFor();
  expect(node.terms.terms.get().terms.lendTo).toBe('anyone');
  const only = page.getByRole('group', { name: 'Lend only to' });
  await only.getByRole('checkbox', { name: /Ines/ }).focus();
  await page.keyboard.press('Space');
  await expect
    .poll(() => node.terms.terms.get().terms)
    .toMatchObject({ lendTo: 'chosen', chosen: [ines.id] });
  const never = page.getByRole('group', { name: 'Blocked people' });
  await never.getByRole('checkbox', { name: /Tomás/ }).focus();
  await page.keyboard.press('Space');
  await expect.poll(() => node.terms.terms.get().terms.blocked).toEqual([tomas.id]);
  expect(await it.violations()).toEqual([]);
  await it.shoot('lending-people');
  await only.getByRole('checkbox', { name: /Ines/ }).focus();
  await page.keyboard.press('Space');
  await expect.poll(() => node.terms.terms.get().terms.lendTo).toBe('anyone');
});

test('a rule that holds lending back is the title, with its end and what to do', async () => {
  const it = await open('/');
  const { page, node } = it;
  node.terms.now.set(heldBack());
  await page
    .getByRole('heading', { name: /^Lending waits until \d\d:\d\d$|^Lending waits until/ })
    .waitFor();
  await it.go('/lending');
  await page.getByText('in 180 ms').waitFor();
  await page.getByText('The temperature cannot be read').waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('lending-held-back');
  await tabTo(it, 'Change the schedule');
  await page.keyboard.press('Enter');
  await page.getByRole('grid').waitFor();
  await it.go('/lending');
  await tabTo(it, 'Run a test job');
  await page.keyboard.press('Enter');
  await page.getByText(node.terms.selfTest.sentence).waitFor();
  expect(await it.violations()).toEqual([]);
});

test('what came of lending is read day by day, by person, in electricity and in the log', async () => {
  const it = await open('/lending/history');
  const { page, node } = it;
  node.terms.history = twelveWeeks();
  node.terms.runs = busyLog(130);
  await it.go('/lending/log');
  await page.getByText('130 in all').or(page.getByText('100 of 130')).first().waitFor();
  await it.go('/lending/history');
  const chart = page.getByRole('slider', { name: /each day of the last twelve weeks/ });
  await chart.focus();
  await page.keyboard.press('End');
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/CPU-h lent$/);
  await page.getByText('About 912 Wh today, and 41 kWh in twelve weeks, estimated.').waitFor();
  await tabTo(it, 'I know what a core draws at work');
  await page.keyboard.press('Space');
  await expect.poll(() => node.terms.terms.get().terms.wattsPerCore).toBe(8);
  expect(await it.violations()).toEqual([]);
  await it.shoot('lending-history');
  await it.go('/lending/log');
  await page.getByRole('searchbox', { name: 'Find a person, job or reason' }).fill('tomas');
  await page.getByText('50 of 130').waitFor();
  await tabTo(it, /Tomás/);
  await page.keyboard.press('Enter');
  await page.getByText('Sealed off: no files, no network').waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('lending-log');
  await tabTo(it, 'Show older runs');
  await page.keyboard.press('Enter');
  await page.getByText('65 of 130').waitFor();
  await page.getByRole('radio', { name: 'All' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('radio', { name: 'Given' }).and(page.locator(':checked')).waitFor();
  expect(it.complaints).toEqual([]);
});

/** The light ones are judged on the way above. */
const looks: readonly (readonly [string, Look, boolean])[] = [
  ['dark', { colorScheme: 'dark' }, true],
  ['360', { width: 360, height: 740 }, false],
];
test('every part of lending and of the first run is accessible and fits, in the dark and narrow', async () => {
  const it = await open('/lending');
  makeBusy(it.node);
  it.node.terms.now.set(heldBack());
  it.node.terms.history = twelveWeeks();
  it.node.terms.runs = busyLog(12);
  const parts = ['', '/limits', '/schedule', '/people', '/history', '/log'];
  const steps = ['', '/name', '/limits', '/people', '/ready'];
  const paths = [
    ...parts.map((each) => `/lending${each}`),
    ...steps.map((each) => `/welcome${each}`),
  ];
  for (const [name, look, isJudged] of looks) {
    await it.wear(look);
    for (const path of paths) {
      await it.go(path);
      await lookAt(it, `${name}${path.replaceAll('/', '-')}`, { isJudged });
    }
  }
  expect(it.complaints).toEqual([]);
});
