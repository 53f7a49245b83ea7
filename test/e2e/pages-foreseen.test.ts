/**
 * The page of what will be needed, on a node that the test scripts. Pictures go to out/screenshots.
 */
import { expect, test } from 'vitest';
import { press } from '../support/by-keyboard.ts';
import { makeMember } from '../support/community-node.ts';
import { lookAt } from '../support/look-at.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { Look, PageUnderTest } from '../support/page-under-test.ts';
import { giveForeseen } from '../support/sample-foreseen.ts';
import { hexOf } from '../support/sample-views.ts';
import { giveTasks } from '../support/task-node.ts';

const openPage = pagesOfThisFile();
const needed = 'The network expects to need 120 CPU-hours tomorrow; 40 are offered.';

async function open(look: Look = {}): Promise<PageUnderTest> {
  const it = await openPage(look);
  giveTasks(it.node, 'untouched');
  giveForeseen(it.node);
  makeMember(it.node);
  await it.page.getByText('Community Riverside workshop').waitFor({ state: 'attached' });
  return it;
}

const named = ({ node }: PageUnderTest, name: string) =>
  node.called.filter((each) => each.name === name).map(({ input }) => input);

const looks: readonly (readonly [string, Look])[] = [
  ['light', { height: 1300 }],
  ['dark', { colorScheme: 'dark', height: 1300 }],
  ['360', { width: 360, height: 1300 }],
];
for (const [name, look] of looks) {
  test(`what will be needed is said, explained and compared with what happened: ${name}`, async () => {
    const it = await open(look);
    const { page } = it;
    for (const unit of ['CPU-hours', 'Man-hours'] as const) {
      await it.go('/hours/foreseen');
      await page.getByText(unit, { exact: true }).first().click();
      await page
        .getByText(unit === 'CPU-hours' ? needed : 'Nobody knows yet how many man-hours')
        .waitFor();
      await lookAt(it, `foreseen-${name}-${unit}`);
    }
    expect(it.complaints).toEqual([]);
  });
}

test('by keyboard alone: hours that are asked for are offered on the page, and taken back', async () => {
  const it = await open();
  const { page } = it;
  await it.go('/hours');
  await press(it, page.getByRole('navigation', { name: 'Hours' }).getByText('What will be needed'));
  await page.getByText(needed).waitFor();
  await page.getByRole('slider', { name: /^What was asked for on each day/ }).focus();
  await page.keyboard.press('End');
  await page
    .getByText(/70 CPU-hours asked for|CPU-hours foreseen, off by/)
    .first()
    .waitFor();
  await press(it, page.getByRole('button', { name: 'Offer 188 CPU-hours' }));
  await page.getByText('You offer 188 CPU-hours; it counts with the next certificate.').waitFor();
  await press(it, page.getByRole('button', { name: 'Take it back' }));
  await page.getByText('You offer 188 CPU-hours').waitFor({ state: 'detached' });
  expect(named(it, 'orchestrator.offer')).toEqual([
    { community: hexOf('riverside'), currency: 'cpu', day: 42, quantity: 188_000_000n },
  ]);
  expect(named(it, 'orchestrator.takeBack')).toHaveLength(1);
  expect(it.complaints).toEqual([]);
});

test('one press on Lending and one on Tasks answer what is asked for', async () => {
  const it = await open();
  const { page } = it;
  await it.go('/lending');
  await page.getByText(needed).waitFor();
  await it.shoot('foreseen-lending');
  await page.getByRole('button', { name: /^Offer \d+ CPU-hours$/ }).click();
  await page.getByText(/^You offer \d+ CPU-hours; it counts/).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.go('/tasks/take');
  await page.getByRole('button', { name: 'Offer 1 man-hour', exact: true }).click();
  await page.getByText('You offer 1 man-hour; it counts with the next certificate.').waitFor();
  await it.shoot('foreseen-tasks');
  expect(named(it, 'orchestrator.offer')).toMatchObject([
    { currency: 'cpu' },
    { currency: 'man', quantity: 1_000_000n },
  ]);
  expect(it.complaints).toEqual([]);
});
