/**
 * The pages of software, on a node that the test scripts. Pictures of all go to out/screenshots. About 40 s.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { releaseFileText, type ReleaseFileContents } from '../../shared/api/release-file.ts';
import { riverside } from '../support/sample-communities.ts';
import { makeMember } from '../support/community-node.ts';
import { lookAt } from '../support/look-at.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { Look, PageOptions, PageUnderTest } from '../support/page-under-test.ts';
import { press } from '../support/by-keyboard.ts';
import type { OnShelfView } from '../../shared/api/software-shape.ts';
import { hexOf, ines, tomas } from '../support/sample-views.ts';
import { drawing, giveReleases, onShelf, releases } from '../support/sample-software.ts';

const openPage = pagesOfThisFile();

const pages: Readonly<Record<string, string>> = {
  find: '/software',
  release: `/software/${drawing.id}`,
  mine: '/software/mine',
  share: '/software/share',
};

async function open(options: PageOptions = {}, all = releases): Promise<PageUnderTest> {
  const it = await openPage(options);
  giveReleases(it.node, all);
  makeMember(it.node);
  await it.page.getByText('Community Riverside workshop').waitFor({ state: 'attached' });
  return it;
}

const arriving = {
  ...{ state: 'arriving', arrivedBytes: 95_000_000, arrivingRate: 400_000 },
  ...{ setAside: [401_300n, 100_000n], paid: [257_000n, 64_000n], paidPieces: 1_472 },
  sources: [
    { ...{ person: ines, device: hexOf('ines 1') }, pieces: 900, paidPieces: 900, trouble: null },
    {
      ...{ person: tomas, device: hexOf('tomas 1'), pieces: 600, paidPieces: 572 },
      trouble: 'It gives only when it is paid for the 256 pieces before.',
    },
  ],
} as const satisfies Partial<OnShelfView>;

/** One that is here, one on its way, one that failed. */
function fill({ node }: PageUnderTest): void {
  const [first = drawing, second = drawing, third = drawing] = releases;
  node.software.shelf.set({
    ...node.software.shelf.get(),
    phase: 'running',
    releases: [
      onShelf(first, { paid: [401_000n, 100_000n], paidPieces: 2_300 }),
      onShelf(second, { ...arriving, sources: [...arriving.sources] }),
      onShelf(third, {
        ...{ state: 'failed', arrivedBytes: 0, isShared: false },
        trouble:
          'The files do not match the makers’ signature. They were not opened and you were not charged.',
      }),
    ],
  });
}

const looks: readonly (readonly [string, Look])[] = [
  ['light', { height: 1400 }],
  ['dark', { colorScheme: 'dark', height: 1400 }],
  ['360', { width: 360, height: 1400 }],
];
test('every page of software fits and is accessible, in light and dark, wide and narrow', async () => {
  const it = await open();
  fill(it);
  for (const [name, look] of looks) {
    await it.wear(look);
    for (const [page, path] of Object.entries(pages)) {
      await it.go(path);
      await it.page.getByRole('heading', { level: 1 }).waitFor();
      await lookAt(it, `software-${name}-${page}`);
    }
  }
  expect(it.complaints).toEqual([]);
});

test('releases are found by a word and by what they run on, and one leads to its page', async () => {
  const it = await open();
  const { page } = it;
  await it.go('/software');
  await page.getByText('4 releases', { exact: true }).waitFor();
  await page.getByLabel('Find a word or a maker').fill('hour');
  await page.getByText('1 release', { exact: true }).waitFor();
  await page.getByLabel('Find a word or a maker').fill('nothing like it');
  await page.getByText('There is no such release here.').waitFor();
  await page.getByLabel('Find a word or a maker').fill('');
  await page.getByLabel('Runs on').selectOption({ label: 'Windows' });
  await page.getByText('2 releases', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Linework 1.5' }).click();
  await page.getByText('0.4 CPU-h + 0.1 man-h', { exact: true }).waitFor();
  await page.getByText('1,200 downloads are expected. 212 so far.', { exact: false }).waitFor();
  expect(it.complaints).toEqual([]);
});

test('where nothing is shared yet, the page says so and offers the next step', async () => {
  const it = await open({}, []);
  await it.go('/software');
  await it.page.getByText('Nothing is shared in your network yet.').waitFor();
  await it.page.getByRole('link', { name: 'Share a release' }).last().click();
  await it.page.getByRole('heading', { level: 1, name: 'Share a release' }).waitFor();
});

test('one is fetched by keyboard alone, after its cost and its folder were said; a full disk is said first', async () => {
  const it = await open();
  const { page, node } = it;
  await it.go(pages.release ?? '');
  const get = page.getByRole('button', { name: 'Get it for 0.4 CPU-h + 0.1 man-h' });
  await get.focus();
  await page.keyboard.press('Enter');
  const folder = page.getByLabel('Into which folder');
  await folder.waitFor();
  await page.getByText('0.4 CPU-h + 0.1 man-h, to those whose hours are in it').waitFor();
  await page.getByText('12 CPU-h and 3 man-h to set aside').waitFor();
  await page.getByText('at least 11.6 CPU-h and 2.9 man-h').waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('software-get');
  node.software.full = 'There are 90 MB free in that folder, and it needs 141 MB.';
  await folder.focus();
  await page.keyboard.type('/srv/alva/programs');
  await page.keyboard.press('Enter');
  await page.getByText('There are 90 MB free in that folder', { exact: false }).waitFor();
  node.software.full = null;
  await folder.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => folder.count()).toBe(0);
  expect(node.called.filter(({ name }) => name === 'get').at(-1)?.input).toMatchObject({
    release: drawing.id,
    folder: '/srv/alva/programs',
    keepSharing: true,
  });
  node.software.shelf.set({
    ...node.software.shelf.get(),
    releases: [onShelf(drawing, { ...arriving, sources: [...arriving.sources] })],
  });
  await page.getByText('91 MB of 141 MB from 3 people, about 2 min left.').first().waitFor();
  const paid = 'Paid so far: 0.26 CPU-h + 0.064 man-h, for 1,472 of 2,300 pieces.';
  await page.getByText(paid, { exact: false }).waitFor();
  await page.getByText('It gives only when it is paid', { exact: false }).waitFor();
  await press(it, page.getByText('From 2 computers'));
  await page.getByText('900 pieces, 900 of them paid', { exact: false }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('software-arriving');
  node.software.shelf.set({
    ...node.software.shelf.get(),
    releases: [onShelf(drawing, { paid: [400_900n, 100_000n], paidPieces: 2_300 })],
  });
  await page.getByText('Paid in all: 0.4 CPU-h + 0.1 man-h.').waitFor();
  expect(it.complaints).toEqual([]);
});

for (const [name, options] of looks.slice(1)) {
  test(`where hours do not reach, nothing begins and three ways out are there: ${name}`, async () => {
    const it = await open(options);
    const { page, node } = it;
    node.software.cost = {
      ...{ price: [400_000n, 100_000n], most: [400_000n, 100_000n] },
      ...{ serving: 1_300n, setAside: [401_300n, 100_000n] },
      free: [100_000n, 3_000_000n],
      refusal:
        '0.4 CPU-h + 0.1 man-h would be set aside for it, and you have 0.1 CPU-h + 3 man-h free: 0.3 CPU-h more are needed.',
    };
    await it.go(pages.release ?? '');
    await page.getByRole('button', { name: 'Get it for 0.4 CPU-h + 0.1 man-h' }).click();
    await page.getByText('0.3 CPU-h more are needed', { exact: false }).waitFor();
    await page.getByLabel('Into which folder').fill('/srv/alva/programs');
    expect(await page.getByRole('button', { name: /^Download/ }).isDisabled()).toBe(true);
    expect(await it.violations()).toEqual([]);
    await it.shoot(`software-short-${name}`);
    await page.getByRole('link', { name: 'Find a sponsor' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(it.complaints).toEqual([]);
  });
}

const inFile = (change: Partial<ReleaseFileContents> = {}) => {
  const { id, name, version, manifest, drive } = drawing;
  const community = riverside().id;
  return releaseFileText({ community, release: id, name, version, manifest, drive, ...change });
};
const fileOf = (text: string) => ({
  ...{ name: 'linework.chrelease', mimeType: 'application/json', buffer: Buffer.from(text) },
});

for (const [name, options] of looks.slice(1)) {
  test(`a release in a file is shown, compared with the record, and not fetched: ${name}`, async () => {
    const it = await open(options);
    const { page, node } = it;
    await it.go('/software');
    await page.getByRole('link', { name: 'Open a release file' }).click();
    const input = page.locator('input[type=file]');
    await input.setInputFiles(fileOf('{ "format": "nothing of ours" }'));
    await page.getByText('This is no release file', { exact: false }).waitFor();
    await input.setInputFiles(fileOf(inFile({ manifest: 'a'.repeat(64) })));
    await page.getByText('This is not the release that it says it is.').waitFor();
    await input.setInputFiles(fileOf(inFile({ community: 'a'.repeat(64) })));
    await page.getByText('It is shared in a community that this computer is not in', {}).waitFor();
    await input.setInputFiles(fileOf(inFile()));
    await page.getByText('The file says the same of it as the record of').waitFor();
    await page.getByRole('button', { name: 'Get it for 0.4 CPU-h + 0.1 man-h' }).waitFor();
    await lookAt(it, `software-${name}-file`);
    expect(node.called.some(({ name: call }) => call === 'get')).toBe(false);
    expect(it.complaints).toEqual([]);
  });
}

test('a file that another program hands over is shown in the same way, and a release is saved as one', async () => {
  const it = await open();
  const { page } = it;
  await it.go(`/software/file/${Buffer.from(inFile()).toString('base64url')}`);
  await page.getByText('The file says the same of it as the record of').waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('Linework 1.5.chrelease');
  expect(readFileSync(await file.path(), 'utf8')).toBe(inFile());
  await it.go('/software/file/a');
  await page.getByText('This is no release file', { exact: false }).waitFor();
  expect(it.complaints).toEqual([]);
});

test('what is removed comes back for ten seconds, and removing files is asked for by itself', async () => {
  const it = await open();
  const { page, node } = it;
  fill(it);
  await it.go('/software/mine');
  const item = page.getByRole('region', { name: 'Linework 1.5' });
  await item.getByRole('button', { name: 'Remove from list' }).click();
  await expect.poll(() => item.count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await item.waitFor();
  expect(node.called.some(({ name }) => name === 'remove')).toBe(false);
  await item.getByRole('button', { name: 'Remove and delete files' }).click();
  await it.go('/software'); // whoever leaves has made up their mind
  await expect
    .poll(() => node.called.find(({ name }) => name === 'remove')?.input)
    .toMatchObject({
      release: drawing.id,
      files: true,
    });
  expect(it.complaints).toEqual([]);
});

test('a release is read, described and signed, with the price that follows from what went into it', async () => {
  const it = await open();
  const { page, node } = it;
  await it.go('/software/share');
  const place = page.getByLabel('A folder or a file of this computer');
  await place.fill('/nowhere');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('There is no such folder.').waitFor();
  await place.fill('/srv/alva/linework');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('12 files, 3.2 MB, read and listed.').waitFor();
  await page.getByLabel(/^Tag/).fill('v1.6');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('Tag v1.6, commit', { exact: false }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Linework');
  await page.getByLabel('Version').fill('1.6');
  await page.getByLabel('Licence').selectOption({ label: 'MIT License (MIT)' });
  await page.getByText('Linux', { exact: true }).click();
  const costs = page.getByRole('region', { name: 'What it will cost' });
  await costs.getByText('free', { exact: true }).waitFor();
  await press(it, page.getByRole('checkbox', { name: /Tray icon on Wayland/ }), 'Space');
  await costs.getByText('0.13 man-h', { exact: true }).waitFor();
  await press(it, page.getByRole('button', { name: 'Choose all' }));
  await costs.getByText('0.42 CPU-h + 0.21 man-h', { exact: true }).waitFor();
  await press(it, page.getByRole('checkbox', { name: /^2 CPU-h/ }), 'Space');
  await costs.getByText('0.4 CPU-h + 0.21 man-h', { exact: true }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('software-share-filled');
  await page.getByRole('button', { name: 'Sign and share' }).click();
  await expect
    .poll(() => node.called.find(({ name }) => name === 'share')?.input)
    .toMatchObject({
      text: { name: 'Linework', version: '1.6', licence: 'MIT', platforms: ['linux'], notes: '' },
      tasks: [hexOf('tray'), hexOf('manual')],
      receipts: [hexOf('build')],
    });
  expect(it.complaints).toEqual([]);
});
