/** A job is put together on one page: written, tested, cut, quoted, sent and taken back. About 20 s. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { TrialStateView } from '../../shared/api/slices-shape.ts';
import { bytesToText } from '../../shared/base/bytes.ts';
import { pagesOfThisFile } from '../support/open-pages.ts';
import type { PageOptions, PageUnderTest } from '../support/page-under-test.ts';
import { hexOf, lendingToTwo, online, someHours, threeHere } from '../support/sample-views.ts';

const openPage = pagesOfThisFile();

async function open(path = '/jobs/new', options: PageOptions = {}): Promise<PageUnderTest> {
  const it = await openPage({ height: 1_400, ...options });
  it.node.status.set(online);
  it.node.people.set(threeHere);
  it.node.lending.set(lendingToTwo);
  it.node.statement.set({ ...someHours(), available: 50_000_000n });
  await it.go(path);
  await it.page.getByRole('heading', { level: 1, name: 'New job' }).waitFor();
  return it;
}

const editorOf = ({ page }: PageUnderTest) =>
  page.getByRole('textbox', { name: 'Function that runs once per slice' });

/** Writes by the keys, as a person does. */
async function write(it: PageUnderTest, source: string): Promise<void> {
  await editorOf(it).focus();
  await it.page.keyboard.press('ControlOrMeta+a');
  await it.page.keyboard.press('Delete');
  await it.page.keyboard.insertText(source);
}

async function expectText({ page }: PageUnderTest, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

const square = 'export default function run(input) {\n  return input.from ** 2;\n}\n';

function trialOf(request: string, part: Partial<TrialStateView['trials'][number]>): TrialStateView {
  const trial = {
    ...{ slice: 0, state: 'running' as const, cpuMicroseconds: 0, workCount: 0 },
    ...{ progressMilli: null, result: null, fault: null, console: '' },
    ...part,
  };
  return { request, state: 'running', trials: [trial], estimate: null };
}

const estimate = {
  ...{ likely: 41_000_000n, low: 33_000_000n, high: 52_000_000n, ceiling: 66_000_000n },
  ...{ slices: 20, sliceMs: 61_000, copiesMilli: 2_000, people: 2, lacks: null },
  doneAtMs: Date.now() + 3_600_000,
  sentence: '20 slices, each run twice.',
};

async function testHere(it: PageUnderTest): Promise<string> {
  await it.page.getByRole('button', { name: 'Test on this computer' }).click();
  await expect.poll(() => it.node.called.at(-1)?.name).toBe('try');
  const { request } = it.node.called.at(-1)?.input as { readonly request: string };
  return request;
}

test('a person writes a function, tests it, reads the quote and sends it, and can take it back', async () => {
  const it = await open();
  const { page, node } = it;
  await write(it, square);
  const request = await testHere(it);
  node.work.trials.set({ trials: [trialOf(request, { cpuMicroseconds: 12_000_000 })] });
  await expectText(it, 'runs: 12.0 s so far');
  const hash = hexOf('result');
  const result = { hash, bytes: 1, media: 'json' as const, text: '0' };
  const done = trialOf(request, { state: 'done', cpuMicroseconds: 61_000_000, result });
  node.work.trials.set({ trials: [{ ...done, state: 'done', estimate }] });
  await expectText(it, /41\.0? ?CPU-h|41 CPU-h/);
  await expectText(it, '20 slices × 1 min 01 s × 2 copies, judged by a test here');
  expect(await page.getByLabel('Ceiling').inputValue()).toBe('66');
  await expectText(it, 'You are 16 CPU-h short of this ceiling.');
  expect(await page.getByRole('button', { name: 'Send job' }).isDisabled()).toBe(true);
  expect(await it.violations()).toEqual([]);
  await it.shoot('new-job-short');
  await page.getByRole('button', { name: 'Use one answer' }).click();
  expect(await page.getByLabel('Ceiling').inputValue()).toBe('33');
  await it.shoot('new-job-quoted');
  await page.getByRole('button', { name: 'Send job' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'A function' }).waitFor();
  const [sent] = node.submitted;
  expect(bytesToText(sent?.draft.module ?? new Uint8Array())).toBe(square);
  expect(sent).toMatchObject({
    ceiling: 33_000_000n,
    draft: { certainty: 'one', input: { kind: 'range', from: 0, to: 1000, perSlice: 50 } },
  });

  const bar = page.getByRole('status', { name: 'Sent job' });
  await it.shoot('new-job-sent');
  expect(await it.violations()).toEqual([]);
  await bar.getByRole('button', { name: 'Take back' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'New job' }).waitFor();
  await bar.waitFor({ state: 'detached' });
  expect(node.called.map(({ name }) => name)).toEqual(['try', 'cancel', 'remove']);
  await expect.poll(() => editorOf(it).innerText()).toContain('input.from ** 2');
  expect(it.complaints).toEqual([]);
});

test('what is wrong in the source is said at its line and stops the sending; a surprise only warns', async () => {
  const it = await open();
  const { page } = it;
  await page.getByLabel('Ceiling').fill('1');
  await write(it, 'export default () => {\n  fetch("a");\n  return Date.now();\n};\n');
  const notes = page.getByRole('list', { name: 'Notes about the function' });
  await notes.getByRole('button', { name: /Line 2 “fetch” is not available in a job/ }).waitFor();
  await expectText(it, 'Mend the error in the function, line 2.');
  expect(await page.getByRole('button', { name: /^Send/ }).isDisabled()).toBe(true);
  expect(await page.locator('.cm-lint-marker-error').count()).toBe(1);
  expect(await it.violations()).toEqual([]);
  await it.shoot('new-job-notes');
  await notes.getByRole('button', { name: /Line 2/ }).press('Enter');
  await expect
    .poll(() => editorOf(it).evaluate((each) => each === document.activeElement))
    .toBe(true);
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Delete');
  await expectText(it, '1 warning. It can be sent.');
  await expect.poll(() => page.getByRole('button', { name: /^Send/ }).isEnabled()).toBe(true);
  await page.keyboard.press('Tab');
  expect(await editorOf(it).evaluate((each) => each === document.activeElement)).toBe(false);
  expect(it.complaints).toEqual([]);
});

test('an error of the test is shown with its line, until the function is another', async () => {
  const it = await open();
  const { page, node } = it;
  const request = await testHere(it);
  const sentence = 'x is not defined (line 2, column 3)';
  const fault = { name: 'program_failed', sentence, line: 2, column: 3 };
  const failed = trialOf(request, { state: 'failed', cpuMicroseconds: 4_000, fault });
  node.work.trials.set({ trials: [{ ...failed, state: 'failed' }] });
  await expectText(it, 'It stopped at line 2.');
  await page.getByRole('button', { name: /Line 2 In the test: x is not defined/ }).waitFor();
  await editorOf(it).press('End');
  await page.keyboard.type(' ');
  await expectText(it, 'It was changed since this test. Test it again.');
  expect(await page.getByText(/^In the test:/).count()).toBe(0);
});

test('a range, a list and files say what they come to, and a broken line by its number', async () => {
  const it = await open();
  const { page } = it;
  const says = page.getByRole('status', { name: 'What the input comes to' });
  await expect
    .poll(() => says.innerText())
    .toBe('20 slices. First: 0–49. Last: 950–999. 597 bytes of input in all.');
  await page.getByLabel('Numbers to a slice').fill('0');
  await expectText(it, 'Write 1 or more.');
  await page.getByRole('radio', { name: 'List' }).press('Space');
  await page.getByLabel('Items', { exact: true }).fill('name,size\nfirst,1\nsecond\n');
  await page.getByRole('radio', { name: 'CSV' }).press('Space');
  await expectText(it, 'Line 3');
  await expectText(it, 'It has 1 field, and the first line names 2.');
  expect(await it.violations()).toEqual([]);
  await it.shoot('new-job-list');
  await page.getByRole('radio', { name: 'Files' }).press('Space');
  const files = ['one', 'two'].map((name) => ({
    ...{ name: `${name}.txt`, mimeType: 'text/plain' },
    buffer: Buffer.from(`${name}\n`.repeat(3)),
  }));
  await page.locator('input[type=file][multiple]').first().setInputFiles(files);
  await expect
    .poll(() => says.innerText())
    .toBe(
      '2 slices. First: one.txt (12 bytes). Last: two.txt (12 bytes). 24 bytes of input in all.',
    );
  await page.getByRole('radio', { name: 'Some files' }).press('Space');
  await page.getByLabel('Files to a slice').fill('2');
  await expect
    .poll(() => says.innerText())
    .toMatch(/^1 slice\. It is given one\.txt – two\.txt \(.*\)\./);
  await page.getByRole('radio', { name: 'Some lines' }).press('Space');
  await page.getByLabel('Lines to a slice').fill('4');
  await expect
    .poll(() => says.innerText())
    .toMatch(/^2 slices\. First: “\["one","one","one","two"\]”/);
  expect(it.complaints).toEqual([]);
});

test('a draft outlives a reload, and is copied as a command', async () => {
  const it = await open();
  const { page } = it;
  await write(it, square);
  await page.getByLabel('Name of the job').fill('Squares, all of them');
  await page.getByLabel('Ceiling').fill('0.5');
  await expectText(it, /^Draft kept \d\d:\d\d\.$/);
  // what was typed just before the page goes away is kept too
  await page.getByLabel('Ceiling').fill('0.75');
  await page.reload();
  await expect.poll(() => editorOf(it).innerText()).toContain('input.from ** 2');
  // what is in an empty form stands there until the draft was read
  await expect.poll(() => page.getByLabel('Ceiling').inputValue()).toBe('0.75');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy as command' }).click();
  await expectText(it, 'common-hours job run squares-all-of-them.js --range 0:1000');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'common-hours job run squares-all-of-them.js --range 0:1000 --per-slice 50 --copies 2 ' +
      "--name 'Squares, all of them' --ceiling 0.75 --wait",
  );
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save program' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('squares-all-of-them.js');
  expect(await readFile(await file.path(), 'utf8')).toBe(square);
});

test('a job is saved to a file and opened again, and what is no job file is refused', async () => {
  const it = await open('/jobs/new/primes-in-slices');
  const { page } = it;
  await expect.poll(() => editorOf(it).innerText()).toContain('isPrime');
  await page.getByLabel('Name of the job').fill('Primes of mine');
  await page.getByLabel('Ceiling').fill('0.25');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as file' }).press('Enter');
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('primes-of-mine.chjob');
  const text = await readFile(await saved.path(), 'utf8');
  await page.getByRole('button', { name: 'Start over' }).press('Enter');
  await expect.poll(() => editorOf(it).innerText()).not.toContain('isPrime');
  const opens = page.locator('input[type=file]').first();
  const given = (name: string, said: string) => ({
    ...{ name, mimeType: 'application/json' },
    buffer: Buffer.from(said),
  });
  await opens.setInputFiles(given('other.chjob', '{"format":"common-hours job","version":1}'));
  await expectText(it, '“other.chjob” was not opened. This is no job file that can be read here.');
  await opens.setInputFiles(given('mine.chjob', text));
  await expect.poll(() => editorOf(it).innerText()).toContain('isPrime');
  expect(await page.getByLabel('Name of the job').inputValue()).toBe('Primes of mine');
  expect(await page.getByLabel('Ceiling').inputValue()).toBe('0.25');
  expect(it.complaints).toEqual([]);
});

test('a job that was sent is changed and sent again, after a reload too', async () => {
  const it = await open('/jobs/new/primes-in-slices');
  const { page, node } = it;
  await expect.poll(() => editorOf(it).innerText()).toContain('isPrime');
  await page.getByLabel('Ceiling').fill('0.25');
  await page.getByRole('button', { name: 'Send without an estimate' }).press('Enter');
  await page.getByRole('status', { name: 'Sent job' }).waitFor();
  const [{ draft: before } = expect.unreachable('it was sent')] = node.work.submitted;
  const [sent = expect.unreachable('it is in the list')] = node.work.list.get().jobs;
  node.work.list.set({ jobs: [{ ...sent, state: 'done' }], total: 1 });
  await page.reload();
  await it.go(`/jobs/${sent.id}`);
  await page.getByRole('button', { name: 'Change and send again' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'New job' }).waitFor();
  await expect.poll(() => editorOf(it).innerText()).toContain('isPrime');
  await page.getByLabel('Ceiling').fill('0.3');
  await page.getByRole('button', { name: 'Send without an estimate' }).press('Enter');
  await expect.poll(() => node.work.submitted.length).toBe(2);
  expect(node.work.submitted[1]).toMatchObject({ draft: before, ceiling: 300_000n });
  expect(it.complaints).toEqual([]);
});

test('who may run it, how much it may take and until when are sent as they were chosen', async () => {
  const it = await open('/jobs/new/primes-in-slices');
  const { page, node } = it;
  await expect.poll(() => editorOf(it).innerText()).toContain('isPrime');
  for (const step of [/How sure/, /Limits and privacy/, /When/]) {
    await page.getByRole('button', { name: step }).press('Enter');
  }
  await page.getByRole('radio', { name: 'Three, the majority decides' }).press('Space');
  await page.getByLabel('Memory of a slice').fill('64');
  await page.getByRole('radio', { name: 'Chosen people' }).press('Space');
  await expectText(it, 'Choose who may run it.');
  await page.getByRole('checkbox', { name: /Ines/ }).press('Space');
  await page.getByRole('radio', { name: 'By a time' }).press('Space');
  await page.getByLabel('Done by').fill('2020-01-01T10:00');
  await expectText(it, 'This moment has passed already. Choose a later one.');
  await page.getByLabel('Done by').fill('2099-12-24T18:00');
  await page.getByRole('radio', { name: 'Stop and give me what is done' }).press('Space');
  expect(await it.violations()).toEqual([]);
  await it.shoot('new-job-all-steps');
  await page.getByRole('button', { name: 'Send without an estimate' }).press('Enter');
  await expect.poll(() => node.submitted.length).toBe(1);
  expect(node.submitted[0]?.draft).toMatchObject({
    certainty: 'three',
    limits: { memoryBytes: 64 * 1024 ** 2, wallMs: 3_600_000 },
    audience: [threeHere.present[0]?.person.id],
    deadline: { atMs: new Date('2099-12-24T18:00').getTime(), then: 'stop' },
    input: { kind: 'range', from: 0, to: 1_000_000, perSlice: 50_000 },
  });
});

test('a WebAssembly file dropped anywhere is looked at, and one that is none is refused beside it', async () => {
  const it = await open();
  const { page } = it;
  const drop = (name: string, bytes: readonly number[]) =>
    page.evaluate(
      ([fileName, content]) => {
        const given = new DataTransfer();
        given.items.add(new File([new Uint8Array(content)], fileName));
        const event = { bubbles: true, cancelable: true, dataTransfer: given };
        document.querySelector('h1')?.dispatchEvent(new DragEvent('drop', event));
      },
      [name, bytes] as const,
    );
  await drop('notes.pdf', [0x25, 0x50, 0x44, 0x46]);
  await expectText(it, 'This file cannot run as a job.');
  await page.getByLabel('Ceiling').fill('many');
  await expectText(it, 'Write a number of CPU-hours, like 0.1.');
  expect(await page.getByRole('button', { name: /^Send/ }).isDisabled()).toBe(true);
  await it.shoot('new-job-refused');
  await drop('empty.wasm', [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  await expectText(it, 'nothing from outside');
  await drop('tour.js', [...Buffer.from(square)]);
  await expect.poll(() => editorOf(it).innerText()).toContain('input.from ** 2');
  expect(await page.getByLabel('Name of the job').inputValue()).toBe('tour');
  expect(it.complaints).toEqual([]);
});

test('the guide is saved, and an example of a compiled program comes with its arguments', async () => {
  const it = await open();
  const { page, node } = it;
  await page.getByText('JavaScript is interpreted').click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the guide' }).click();
  expect(await readFile(await (await saved).path(), 'utf8')).toMatch(/^# How to write a job\n/);
  await page.getByRole('button', { name: 'Examples' }).press('Enter');
  await page.getByRole('menuitem', { name: /Primes below 10,000,000/ }).press('Enter');
  await expectText(it, 'prime-count.wasm');
  await expect
    .poll(() => page.getByLabel('Arguments, one a line').inputValue())
    .toBe('0\n10000000');
  await page.getByRole('button', { name: 'Send without an estimate' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Primes below 10,000,000' }).waitFor();
  expect(node.submitted[0]).toMatchObject({
    ceiling: 100_000n,
    draft: { args: ['0', '10000000'], certainty: 'one', input: { kind: 'once' } },
  });
  expect(it.complaints).toEqual([]);
});
