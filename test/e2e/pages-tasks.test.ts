/**
 * The pages of tasks, on a node that the test scripts. Pictures of all go to out/screenshots.
 */
import { expect, test } from 'vitest';
import { press, tabTo, type } from '../support/by-keyboard.ts';
import { makeMember } from '../support/community-node.ts';
import { lookAt } from '../support/look-at.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import { pageKey } from '../support/page-key.ts';
import type { Look, PageUnderTest } from '../support/page-under-test.ts';
import { fresh } from '../support/sample-communities.ts';
import {
  delivered,
  inWork,
  mineOpen,
  opening,
  rejected,
  secondRound,
  toEstimate,
  toTake,
} from '../support/sample-tasks.ts';
import { hexOf } from '../support/sample-views.ts';
import { giveTasks } from '../support/task-node.ts';

const openPage = pagesOfThisFile();

const tabs: Readonly<Record<string, string>> = {
  'to-estimate': '/tasks',
  'to-take': '/tasks/take',
  mine: '/tasks/mine',
  asked: '/tasks/asked',
  everybody: '/tasks/all',
  calibration: '/tasks/yours',
};
const pages: Readonly<Record<string, string>> = {
  ...tabs,
  ask: '/tasks/new',
  estimate: `/tasks/${toEstimate.id}`,
  'second-round': `/tasks/${secondRound.id}`,
  opening: `/tasks/${opening.id}`,
  take: `/tasks/${toTake.id}`,
  work: `/tasks/${inWork.id}`,
  verdict: `/tasks/${delivered.id}`,
  rejected: `/tasks/${rejected.id}`,
};

async function open(kind: 'busy' | 'untouched' = 'busy'): Promise<PageUnderTest> {
  const it = await openPage();
  giveTasks(it.node, kind);
  makeMember(it.node, kind === 'busy' ? undefined : fresh());
  const name = kind === 'busy' ? 'Riverside workshop' : 'Hinterhof';
  await it.page.getByText(`Community ${name}`).waitFor({ state: 'attached' });
  return it;
}

/** Each page in turn: it is there, stays inside its place, and is accessible where that is judged. */
async function lookAtEach(
  it: PageUnderTest,
  prefix: string,
  looked: Readonly<Record<string, string>>,
  judged: readonly string[] = [],
): Promise<void> {
  for (const [name, path] of Object.entries(looked)) {
    await it.go(path);
    await it.page.locator('main [data-hue="man"]').waitFor({ state: 'attached' });
    await lookAt(it, `tasks-${prefix}-${name}`, { isJudged: judged.includes(name) });
  }
  expect(it.complaints).toEqual([]);
}

/** Many pages in many looks. */
const slow = { timeout: 600_000 };
/** What is only darker or narrower is judged where that changes most. */
const looks: readonly (readonly [string, Look, readonly string[]])[] = [
  ['light', { height: 1500 }, Object.keys(pages)],
  ['dark', { colorScheme: 'dark', height: 1500 }, ['estimate', 'second-round', 'calibration']],
  ['360', { width: 360, height: 1500 }, ['estimate']],
];
test(
  'every page of tasks fits and is accessible, in light and dark, wide and narrow',
  slow,
  async () => {
    const it = await open();
    for (const [name, look, judged] of looks) {
      await it.wear(look);
      await lookAtEach(it, name, pages, judged);
    }
  },
);

test('where nobody has asked for anything, each page says so and what can be done', async () => {
  const it = await open('untouched');
  await lookAtEach(it, 'untouched', { ...tabs, ask: '/tasks/new' });
  await it.go('/tasks/mine');
  await it.page.getByText('You have not taken a task on.').waitFor();
  await it.page.getByRole('link', { name: 'See what can be taken' }).click();
  await it.page.getByText('Nothing is waiting to be taken.').waitFor();
  await it.page.getByRole('main').getByRole('link', { name: 'Ask for work' }).first().click();
  await it.page.getByRole('heading', { level: 1, name: 'Ask for work' }).waitFor();
});

test('tasks need a community, and the page says where to get one', async () => {
  const it = await openPage();
  await it.go('/tasks');
  await it.page.getByText('Tasks are kept on the record of a community').waitFor();
  await it.page.getByRole('link', { name: 'Found or join a community' }).click();
  await it.page.getByRole('heading', { level: 1, name: 'Community' }).waitFor();
});

const named = ({ node }: PageUnderTest, name: string) =>
  node.called.filter((each) => each.name === name).map(({ input }) => input);

test('by keyboard alone: work is asked for, and the draft is kept until it is', async () => {
  const it = await open();
  const { page } = it;
  await page.keyboard.press(pageKey('/tasks'));
  await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
  await press(it, page.getByRole('main').getByRole('link', { name: 'Ask for work' }));
  await type(it, 'What is to be done', 'Draw  the new tray icon');
  await type(it, 'What done looks like', 'It is readable at 16 points.\nLight and dark.');
  await type(it, 'Skills', 'Drawing, svg');
  const ask = page.getByRole('button', { name: 'Ask for it' });
  await page.getByText('Choose the most that you would give.').waitFor();
  expect(await ask.isDisabled()).toBe(true);
  await tabTo(it, page.getByRole('radio', { name: 'Anyone' }));
  await page.keyboard.press('ArrowRight');
  await page.getByText('Choose who may take it, or leave it to anyone.').waitFor();
  await tabTo(it, page.getByRole('group', { name: 'They may' }).getByRole('checkbox').first());
  await page.keyboard.press('Space');
  await page.getByText('Choose the most that you would give.').waitFor();
  await tabTo(it, page.getByRole('radio', { name: '1 man-h', exact: true }));
  for (let rung = 0; rung < 5; rung += 1) await page.keyboard.press('ArrowRight');
  expect(await page.getByRole('radio', { name: '13 man-h' }).isChecked()).toBe(true);
  const preview = page.getByRole('article', { name: 'Preview' });
  await preview.getByText('At most 13 man-h').waitFor();
  await page.getByText(/^Draft kept/).waitFor();
  await page.reload();
  await preview.getByRole('heading', { name: 'Draw the new tray icon' }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('tasks-ask-ready');
  await press(it, ask);
  await page.getByText('On its way to the record.').waitFor();
  expect(named(it, 'tasks.ask')[0]).toMatchObject({
    ...{ title: 'Draw the new tray icon', mostHours: 13, isEstimated: true },
    ...{ done: 'It is readable at 16 points.\nLight and dark.', skills: ['drawing', 'svg'] },
    takers: [expect.stringMatching(/^[0-9a-f]{64}$/)],
  });
  expect(it.complaints).toEqual([]);
});

test('by keyboard alone: an answer is sealed, and changed before the others are seen', async () => {
  const it = await open();
  const { page } = it;
  await page.getByRole('link', { name: 'Estimate' }).first().waitFor();
  await page.getByText('3 for you').waitFor();
  await it.shoot('tasks-home');
  await press(it, page.getByRole('link', { name: 'Estimate' }).first());
  await page.getByRole('heading', { name: 'Your estimate' }).waitFor();
  const seal = page.getByRole('button', { name: 'Seal my answer' });
  expect(await seal.isDisabled()).toBe(true);
  await tabTo(it, page.getByRole('radio', { name: '1 man-h', exact: true }));
  await page.keyboard.press('ArrowRight');
  await type(it, 'What it depends on (if you like)', 'How old the desktops are.');
  await press(it, seal);
  await page.getByText('Your answer: 2 man-h.').waitFor();
  await tabTo(it, page.getByRole('radio', { name: '2 man-h', exact: true }));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await press(it, page.getByRole('button', { name: 'Change my answer' }));
  await page.getByText('Your answer: Split it first.').waitFor();
  expect(named(it, 'tasks.estimate')).toMatchObject([
    { task: toEstimate.id, hours: 2, reason: 'How old the desktops are.' },
    { task: toEstimate.id, hours: 'split_first' },
  ]);
  expect(it.complaints).toEqual([]);
});

test('whoever was farthest from the middle says what they saw before they answer again', async () => {
  const it = await open();
  const { page } = it;
  await it.go(`/tasks/${secondRound.id}`);
  await page
    .getByText('3 of the panel are near 13 man-h, the one in the middle; 4 have to be.')
    .waitFor();
  await page.getByRole('slider', { name: /^Answers of round 1/ }).focus();
  await page.keyboard.press('Home');
  await page.getByText('Bela, 8 man-h', { exact: true }).waitFor();
  await page.keyboard.press('t');
  await page.getByRole('row', { name: /^You 80 man-h The protocol/ }).waitFor();
  await page.getByText('Say what you saw.').waitFor();
  await page.getByLabel('What did you see?').fill('I had read it as all desktops.');
  const between = page.getByLabel('Or a number between the steps');
  await between.fill('0');
  await page.getByText('A whole number from 1 to 80.').waitFor();
  await between.fill('16');
  await page.getByRole('button', { name: 'Seal my answer' }).click();
  await page.getByText('Your answer: 16 man-h.').waitFor();
  expect(named(it, 'tasks.estimate')[0]).toMatchObject({
    ...{ task: secondRound.id, hours: 16, said: 'I had read it as all desktops.' },
  });
  expect(it.complaints).toEqual([]);
});

test('a task is taken, checked in on and delivered, and what was delivered is judged', async () => {
  const it = await open();
  const { page } = it;
  await it.go(`/tasks/${toTake.id}`);
  await page.getByRole('button', { name: 'Take it for 13 man-h' }).click();
  await page.getByText('What you did is on its way to the record').waitFor();
  await it.go(`/tasks/${inWork.id}`);
  await page.getByText('The shed behind the mill is missing.').waitFor();
  await page.getByRole('button', { name: 'On track' }).click();
  await page.getByText('You said: on track.').waitFor();
  await page.getByLabel('How long it took you').fill('12,5');
  await page.getByRole('button', { name: 'Deliver' }).click();
  await page.getByText('What you did is on its way to the record').waitFor();
  expect(named(it, 'tasks.deliver')[0]).toMatchObject({
    ...{ task: inWork.id, link: 'https://example.org/map', actualTenths: 125 },
  });
  await it.go(`/tasks/${delivered.id}`);
  await page.getByRole('button', { name: 'Ask for changes' }).click();
  const ask = page.getByRole('button', { name: 'Ask for these changes' });
  await page.getByText('Say what is to be changed.', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Accept for 13 man-h' }).click();
  await ask.waitFor({ state: 'detached' });
  await page.getByText('What you did is on its way to the record').waitFor();
  expect(named(it, 'tasks.answer')).toMatchObject([{ task: delivered.id, changes: null }]);
  expect(it.complaints).toEqual([]);
});

test('a task that nobody has taken is taken back, and a refusal is a sentence', async () => {
  const it = await open();
  const { page } = it;
  it.node.communities.answers.set('tasks.take', () => refusal);
  await it.go(`/tasks/${toTake.id}`);
  await page.getByRole('button', { name: 'Take it for 13 man-h' }).click();
  await page.getByRole('alert').getByText('Somebody else was faster.').waitFor();
  expect(await it.violations()).toEqual([]);
  await it.go(`/tasks/${mineOpen.id}`);
  await page.getByRole('button', { name: 'Take it back…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('You are taking it back.').waitFor();
  await it.go(`/tasks/${hexOf('nowhere')}`);
  await page.getByText('There is no task with that id.').waitFor();
  await it.go('/tasks/elsewhere');
  await page.getByText('The address names no task.').waitFor();
});

const refusal = {
  ok: false,
  error: { name: 'already_taken', detail: 'Somebody else was faster.' },
} as const;
