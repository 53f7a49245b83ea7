/**
 * Every page in each of its states: accessible, and inside its place. Pictures of all go to out/screenshots.
 */
import { expect, test } from 'vitest';
import { jobsInEachState, makeBusy } from '../support/busy-node.ts';
import { lookAt } from '../support/look-at.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { Look, PageOptions, PageUnderTest } from '../support/page-under-test.ts';
import { hexOf } from '../support/sample-views.ts';

const openPage = pagesOfThisFile();

const pages: Readonly<Record<string, string>> = {
  home: '/',
  lending: '/lending',
  jobs: '/jobs',
  'new-job': '/jobs/new',
  'new-example': '/jobs/new/prime-count',
  hours: '/hours',
  receipt: `/hours/${hexOf('receipt 1')}`,
  people: '/people',
  settings: '/settings',
  ...Object.fromEntries(jobsInEachState.map((job) => [`job-${job.state}`, `/jobs/${job.id}`])),
};

async function open(options: PageOptions = {}): Promise<PageUnderTest> {
  const it = await openPage(options);
  await it.page.getByRole('heading', { level: 1 }).waitFor();
  return it;
}

/** `isJudged`: whether it is accessible, too. */
async function lookAtEveryPage(it: PageUnderTest, prefix: string, isJudged = true): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    await it.go(path);
    if (name === 'new-example') await it.page.getByText('prime-count.wasm').waitFor();
    await lookAt(it, `${prefix}-${name}`, { isJudged });
  }
  expect(it.complaints).toEqual([]);
}

/** Widths between the widest and the narrowest show what one of these shows, and only have to fit. */
const looks: readonly (readonly [string, Look, boolean])[] = [
  ['light', {}, true],
  ['dark', { colorScheme: 'dark' }, true],
  ['960', { width: 960, height: 760 }, false],
  ['600', { width: 600, height: 800 }, false],
  ['360', { width: 360, height: 740 }, true],
];
for (const [name, options, isJudged] of looks) {
  test(`every page of a busy node ${isJudged ? 'is accessible and fits' : 'fits'}: ${name}`, async () => {
    const it = await open(options);
    makeBusy(it.node);
    await it.page.getByRole('heading', { name: 'Lending 4 of 16 cores' }).waitFor();
    await lookAtEveryPage(it, name, isJudged);
  });
}

test('every page of a new node is accessible and fits', async () => {
  const it = await open();
  await lookAtEveryPage(it, 'new');
});

test('forced colours, large text and a right-to-left page keep everything in sight', async () => {
  const it = await open({ forcedColors: 'active' });
  makeBusy(it.node);
  await it.page.getByRole('heading', { name: 'Lending 4 of 16 cores' }).waitFor();
  await it.shoot('forced-colours');
  const set = (size: string, dir: string) =>
    it.page.evaluate(
      ([fontSize, direction]) => {
        document.documentElement.style.fontSize = fontSize ?? '';
        document.documentElement.dir = direction ?? '';
      },
      [size, dir],
    );
  for (const [name, size, dir] of [
    ['large-text', '200%', 'ltr'],
    ['right-to-left', '100%', 'rtl'],
  ] as const) {
    await set(size, dir);
    for (const path of ['/', '/lending', '/jobs', '/hours']) {
      await it.go(path);
      await expect.poll(() => it.overflow(), { message: `${name} ${path}` }).toBe(0);
    }
    await it.shoot(name);
  }
});

test('a fault that comes after one look is found by the next', async () => {
  const it = await open();
  expect(await it.violations()).toEqual([]);
  await it.page.evaluate(() => {
    document.querySelector('main')?.append(document.createElement('button'));
  });
  expect(await it.violations()).toEqual([expect.stringMatching(/^button-name: /)]);
});

test('the scripts that every page waits for have at most 300 KB when they are packed', async () => {
  const it = await open();
  const sizes = await it.page.evaluate(async () => {
    const scripts = [
      ...[...document.querySelectorAll('script')].map((each) => each.src),
      ...[...document.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload]')].map(
        (each) => each.href,
      ),
    ];
    return Promise.all(
      scripts.map(async (address) => {
        const { body } = await fetch(address);
        const packed = body?.pipeThrough(new CompressionStream('gzip'));
        return (await new Response(packed ?? null).arrayBuffer()).byteLength;
      }),
    );
  });
  const total = sizes.reduce((sum, each) => sum + each, 0);
  console.log(`Initial script: ${Math.round(total / 1024)} KB gzip.`);
  expect(sizes.length).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(300 * 1024);
});
