/**
 * Jobs of many slices as their owner follows them: the map, a slice whose answers differ, the pace, the cost, the
 * results as files, and what can be done. About 20 s.
 */
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { JobView } from '../../shared/api/contract.ts';
import { letterOf } from '../../shared/api/slices-shape.ts';
import { jobsInEachState, makeBusy } from '../support/busy-node.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { PageOptions, PageUnderTest } from '../support/page-under-test.ts';
import { hexOf, noSlices } from '../support/sample-views.ts';
import { spoken, sweepDetail, sweepResult, sweepSlices } from '../support/sample-slices.ts';

const openPage = pagesOfThisFile();
const sweep = hexOf('job running');

/** The page of the job of 24 slices that runs. */
async function open(options: PageOptions = {}): Promise<PageUnderTest> {
  const it = await openPage(options);
  await it.page.getByRole('heading', { level: 1 }).waitFor();
  makeBusy(it.node);
  await it.go(`/jobs/${sweep}`);
  await it.page.getByRole('heading', { level: 1, name: 'A job that is running' }).waitFor();
  return it;
}

test('a job of 24 slices is followed on its map, by keyboard, to the slice whose answers differ', async () => {
  const it = await open();
  const { page } = it;
  await expectText(it, '17 of 24 slices done, about 6 minutes left.');
  await expectText(it, 'Two people got different answers for slice 9.');
  const map = page.getByRole('group', { name: /^Slices of the job/ });
  expect(await map.getByRole('button').count()).toBe(24);
  await map.getByRole('button', { name: 'Slice 1: Done' }).focus();
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowRight');
  expect(await focused(it)).toBe('Slice 9: Answers differ');
  await page.keyboard.press('Home');
  expect(await focused(it)).toBe('Slice 1: Done');
  await page.keyboard.press('End');
  expect(await focused(it)).toBe('Slice 24: Waiting');
  for (let step = 0; step < 15; step += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Slice 9: 8,000–8,999' }).waitFor();
  await expectText(it, 'The 2 answers count the same work, but their bytes differ.');
  await page.getByRole('row', { name: /^Tomás, another copy/ }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('job-slice-differs');
  await page.getByRole('button', { name: 'Close' }).press('Enter');
  expect(await focused(it)).toBe('Slice 9: Answers differ');
  expect(it.complaints).toEqual([]);
});

test('what a slice wrote to its console is shown as it was written, and how far a running one is', async () => {
  const it = await open();
  const { page } = it;
  const slices = sweepSlices();
  const map = page.getByRole('group', { name: /^Slices of the job/ });
  const press = async (word: string) => {
    const { index } = slices.find(({ state }) => state === word) ?? { index: -1 };
    await map
      .getByRole('button', { name: new RegExp(`^Slice ${String(index + 1)}: `) })
      .press('Enter');
    await page
      .getByRole('heading', { name: new RegExp(`^Slice ${String(index + 1)}: `) })
      .waitFor();
  };
  await press('failed');
  await page.getByText('Console', { exact: true }).waitFor();
  expect(await page.getByLabel('Console').textContent()).toBe(spoken);
  expect(await it.violations()).toEqual([]);
  await it.shoot('job-slice-console');
  await press('running');
  await page.getByRole('meter', { name: 'Progress, as the program says' }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('job-slice-progress');
  expect(it.complaints).toEqual([]);
});

async function focused({ page }: PageUnderTest): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
}

test('a job that goes on is seen to go on, without being asked', async () => {
  const it = await open();
  const { page, node } = it;
  const job = jobsInEachState.find(({ id }) => id === sweep);
  if (!job) return expect.unreachable('the job is in the list');
  const slices = sweepSlices().map((slice) =>
    slice.index === 19 ? ({ ...slice, state: 'done' } as const) : slice,
  );
  node.work.slices.set(sweep, slices);
  node.work.details.set(sweep, {
    ...sweepDetail(),
    map: slices.map(({ state }) => letterOf(state)).join(''),
  });
  const counts = { ...job.slices, done: 18, running: 1 };
  setJob(it, { sentence: '18 of 24 slices done.', slices: counts });
  await page.getByRole('button', { name: 'Slice 20: Done' }).waitFor();
  await expectText(it, '18 of 24 slices done.');
});

test('each chart says what it shows, by the arrows and as a table', async () => {
  const it = await open();
  const { page } = it;
  const done = page.getByRole('slider', { name: 'Slices finished over time' });
  await done.focus();
  await page.keyboard.press('End');
  expect(await done.getAttribute('aria-valuetext')).toMatch(/^At .*: 17 of 24 slices done\.$/);
  const times = page.getByRole('slider', { name: /^CPU time of each slice.* Slow: Slice 17\.$/ });
  await times.focus();
  await page.keyboard.press('End');
  expect(await times.getAttribute('aria-valuetext')).toBe('Slice 17: 3 min 30 s of CPU time.');
  await page.keyboard.press('t');
  await page.getByRole('rowheader', { name: 'Slice 17' }).waitFor();
  await page.getByRole('button', { name: 'Show slices as table' }).click();
  await page.getByRole('radio', { name: 'Failed' }).check({ force: true });
  await page.getByRole('row', { name: /^Slice 6: 5,000–5,999 Failed/ }).waitFor();
  expect(await it.violations()).toEqual([]);
  await it.shoot('job-tables');
});

test('results are downloaded as a zip with checksums, or as lines of JSON', async () => {
  const it = await open();
  const { page, node } = it;
  for (const { index, state } of sweepSlices()) {
    const bytes = new TextEncoder().encode(sweepResult(index));
    if (state === 'done') node.work.results.set(`${sweep}:${String(index)}`, bytes);
  }
  const save = async (choice: RegExp) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download all' }).click();
    await page.getByRole('menuitem', { name: choice }).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };
  const zip = await save(/in a zip/);
  expect(zip.name).toBe('A-job-that-is-running.zip');
  const files = unzipSync(zip.bytes);
  expect(Object.keys(files)).toHaveLength(18);
  expect(strFromU8(files['02-1-000-1-999.json'] ?? new Uint8Array())).toBe(sweepResult(1));
  expect(strFromU8(files['checksums.txt'] ?? new Uint8Array())).toContain(
    `${hexOf('result 1')}  02-1-000-1-999.json\n`,
  );
  const lines = await save(/^JSON lines/);
  expect(lines.name).toBe('A-job-that-is-running.jsonl');
  const rows = lines.bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(rows).toHaveLength(17);
  expect(rows[1]).toMatchObject({ index: 1, encoding: 'json', result: { from: 1_000, drag: 37 } });
  await expectText(it, '16 of 17 results verified.');
  expect(it.complaints).toEqual([]);
});

test('a job is paused, resumed, given more and cancelled, and each says what it means first', async () => {
  const it = await open();
  const { page, node } = it;
  await page.getByRole('button', { name: 'Pause job' }).click();
  await page.getByRole('button', { name: 'Resume job' }).click();
  await page.getByRole('button', { name: 'Pause job' }).waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Raise ceiling…' }).click();
  const field = page.getByLabel('New ceiling');
  await field.fill('1');
  await expectText(it, /^Choose more than the present 2/);
  await it.shoot('job-raise');
  await field.fill('3.5');
  await page.getByRole('button', { name: 'Raise the ceiling' }).click();
  await expect.poll(() => jobNow(it).ceiling).toBe(3_500_000n);
  await page.getByRole('button', { name: 'Extend…' }).click();
  await page.getByLabel('Done by').fill('2031-02-03T04:05');
  expect(await it.violations()).toEqual([]);
  await page.getByRole('button', { name: 'Extend the deadline' }).click();
  const at = new Date(2031, 1, 3, 4, 5).getTime();
  await expect.poll(() => jobNow(it).deadline).toEqual({ atMs: at, then: 'stop' });
  await page.getByRole('button', { name: 'Cancel job…' }).click();
  await expectText(
    it,
    /The 17 finished slices stay yours and cost 1\.3\sCPU-h\. The 4 slices in work stop now and cost nothing/,
  );
  await it.shoot('job-cancel');
  await page.getByRole('button', { name: 'Keep running' }).click();
  await page.getByRole('button', { name: 'Cancel job…' }).click();
  await page.getByRole('button', { name: 'Cancel job', exact: true }).click();
  await page.getByRole('button', { name: 'Remove from list' }).waitFor();
  const names = node.called.map(({ name }) => name);
  expect(names).toEqual(['pause job', 'resume job', 'raise', 'extend', 'cancel']);
});

function jobNow({ node }: PageUnderTest): JobView {
  const job = node.work.list.get().jobs.find(({ id }) => id === sweep);
  if (job === undefined) return expect.unreachable('the job is in the list');
  return job;
}

function setJob({ node }: PageUnderTest, part: Partial<JobView>): void {
  const { jobs, total } = node.work.list.get();
  node.work.list.set({
    jobs: jobs.map((job) => (job.id === sweep ? { ...job, ...part } : job)),
    total,
  });
}

test('what needs its owner is said with what can be done: error, ceiling, deadline, no network', async () => {
  const it = await open();
  const { page, node } = it;
  await expectText(
    it,
    /^Slice 6 stopped with an error on 2 computers: undefined is not a function/,
  );
  await expectText(it, /^At this pace it finishes about .*, about 2 min after your deadline\.$/);
  await page.getByRole('button', { name: 'Show line 12' }).click();
  await page.getByRole('heading', { name: 'Slice 6: 5,000–5,999' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'return wing.lift(input.from);' }).waitFor();
  await it.shoot('job-slice-failed');
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect
    .poll(() => node.called)
    .toEqual([{ name: 'again', input: { job: sweep, slice: 5 } }]);
  node.status.set({
    ...node.status.get(),
    connection: { ...node.status.get().connection, state: 'offline' },
  });
  await expectText(it, 'Work continues. Results arrive when you are connected again.');
  setJob(it, { state: 'ceiling', finish: null });
  await expectText(it, /^The job reached its ceiling of 2\sCPU-.*h with 17 of 24 slices done\.$/);
  await page.getByRole('button', { name: /^Raise to 1\.\d CPU-h|^Raise to/ }).waitFor();
  setJob(it, { state: 'deadline' });
  await expectText(it, 'The deadline passed with 17 of 24 slices done.');
  expect(await it.violations()).toEqual([]);
  await it.shoot('job-situations');
  expect(it.complaints).toEqual([]);
});

test('a job of ten thousand slices has at most 600 cells, and its table is read page by page', async () => {
  const it = await open();
  const { page, node } = it;
  const total = 10_000;
  const map = `${'d'.repeat(6_000)}x${'r'.repeat(999)}${'w'.repeat(3_000)}`;
  const [first] = sweepSlices();
  if (!first) return expect.unreachable('there is a slice');
  node.work.slices.set(
    sweep,
    Array.from({ length: total }, (_, index) => ({
      ...first,
      index,
      name: `slice ${String(index + 1)}`,
    })),
  );
  node.work.details.set(sweep, { ...sweepDetail(), map });
  setJob(it, {
    slices: { ...noSlices, total, done: 6_000, differs: 1, running: 999, waiting: 3_000 },
  });
  const cells = page.getByRole('group', { name: /^Slices of the job/ }).getByRole('button');
  await expect.poll(() => cells.count()).toBe(589);
  await expectText(it, 'One cell is 17 slices');
  await page
    .getByRole('button', { name: /^Slices 5,985 to 6,001: 16 done, 1 answers differ$/ })
    .waitFor();
  await it.shoot('job-ten-thousand');
  await page.getByRole('button', { name: 'Show slices as table' }).click();
  await expectText(it, 'From 1 of 10,000');
  await page.getByRole('button', { name: 'After' }).click();
  await expectText(it, 'From 51 of 10,000');
  expect(await it.overflow()).toBe(0);
});

async function expectText({ page }: PageUnderTest, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}
