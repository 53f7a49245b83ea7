import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unzipSync } from 'fflate';
import { jobFileText } from '../../shared/api/job-file.ts';
import { textToBytes } from '../../shared/base/bytes.ts';
import type { CommandJson } from '../support/command-json.ts';
import { createCommunity, launcher } from '../support/nodes.ts';
import type { TestCommunity, TestNode } from '../support/nodes.ts';

let community: TestCommunity;
let alice: TestNode;
let lenders: readonly TestNode[];

const square = `export default function run({ from, to }) {
  const squares = [];
  for (let number = from; number < to; number += 1) squares.push(number * number);
  return squares;
}
`;

beforeAll(async () => {
  community = await createCommunity();
  const [first, ...others] = await Promise.all([
    community.start('Alice'),
    community.start('Bob', 'on'),
    community.start('Carol', 'on'),
  ]);
  [alice, lenders] = [first, others];
  await community.meet();
  writeFileSync(file('square.js'), square);
});

afterAll(() => community.close());

const file = (name: string) => join(community.folder, name);
const squares = (...options: readonly string[]) =>
  alice.json('job run', file('square.js'), '--range', '0:1000', '--per-slice', '50', ...options);

const heard = async (node: TestNode) => {
  const { entries } = await node.json('hours', '--all');
  return new Map(entries.map((entry) => [entry.receipt, BigInt(entry.microCpuHours)]));
};

let before: CommandJson['job run'];

test('twenty slices are each run by two people, and the bill is the sum of their receipts', async () => {
  before = await squares('--copies', '2', '--wait');
  const { job, slices, bill } = before;
  expect(job).toMatchObject({ state: 'done', slices: { total: 20, done: 20, verified: 20 } });
  const results = slices.flatMap(({ result }) => result as number[]);
  expect(results).toEqual([...Array(1000).keys()].map((number) => number ** 2));
  const byBoth = slices.filter(({ answers }) => {
    const paid = answers.filter(({ state }) => state === 'paid');
    const said = JSON.stringify(answers);
    expect(new Set(paid.map(({ hash, workCount }) => `${hash} ${workCount}`)).size, said).toBe(1);
    // Where a lender is busy for long, this computer makes the second answer.
    const given = answers.filter(({ hash }) => hash !== null);
    const people = new Set(given.map(({ person, here }) => (here ? 'here' : person?.name)));
    expect(people.size, said).toBeGreaterThan(1);
    return people.has('Bob') && people.has('Carol');
  });
  expect(byBoth.length).toBeGreaterThan(0);
  const [hers, ...theirs] = await Promise.all([alice, ...lenders].map(heard));
  const given = new Map(theirs.flatMap((each) => [...each]));
  const billed = bill.receipts.map(({ receipt }) => receipt);
  const paid = slices.flatMap(({ answers }) => answers.flatMap(({ receipt }) => receipt ?? []));
  expect(billed.toSorted()).toEqual(paid.toSorted());
  const sum = (of: ReadonlyMap<string, bigint> | undefined) =>
    billed.reduce((total, receipt) => total + (of?.get(receipt) ?? 0n), 0n);
  expect([sum(hers), sum(given), BigInt(bill.used)]).toEqual(Array(3).fill(BigInt(job.used)));
  expect(BigInt(job.used)).toBeLessThanOrEqual(BigInt(job.ceiling));
});

test('the same job sent again gives the same bytes and the same counts', async () => {
  const again = await squares('--copies', '2', '--wait', '--ceiling', '0.5');
  const told = ({ slices }: CommandJson['job run']) =>
    slices.map(({ hash, workCount }) => [hash, workCount]);
  expect(told(again)).toEqual(told(before));
  expect(again.job.id).not.toBe(before.job.id);
});

test('results are written to a folder, a zip and lines of JSON, in their order', async () => {
  const id = before.job.id;
  for (const place of ['squares', 'squares.zip', 'squares.jsonl'])
    expect((await alice.cli('job', 'result', id, '--output', file(place))).text).toBe(
      `20 results written to ${file(place)}.\n`,
    );
  const names = readdirSync(file('squares')).toSorted();
  expect(names).toHaveLength(21);
  expect(names[0]).toBe('01-0-49.json');
  const lines = readFileSync(file('squares.jsonl'), 'utf8').trimEnd().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as { index: number; result: unknown });
  expect(parsed.map(({ index }) => index)).toEqual([...Array(20).keys()]);
  const zip = unzipSync(new Uint8Array(readFileSync(file('squares.zip'))));
  expect(Object.keys(zip).toSorted()).toEqual(names);
  for (const [at, name] of names.slice(0, 20).entries()) {
    const bytes = readFileSync(join(file('squares'), name));
    expect(Buffer.from(zip[name] ?? []).equals(bytes)).toBe(true);
    expect(JSON.parse(bytes.toString())).toEqual(parsed[at]?.result);
  }
});

test('without a ceiling the job is tried here, and its quote is said before it is sent', async () => {
  const args = ['--range', '0:6', '--per-slice', '2', '--copies', '2', '--wait'];
  const done = await alice.cli('job', 'run', file('square.js'), ...args);
  expect(done.code, done.stderr).toBe(0);
  expect(done.stderr).toMatch(
    /^3 slices, each run twice, judged by 3 slices that ran here: .* A ceiling of .* leaves room\.\nSent: 3 slices, from “0–1” to “4–5”, for at most .*\n/m,
  );
  const results = done.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { result: number[] });
  expect(results.map(({ result }) => result)).toEqual([
    [0, 1],
    [4, 9],
    [16, 25],
  ]);
});

test('a slice that throws fails alone, with its line, and costs nothing', async () => {
  writeFileSync(
    file('picky.js'),
    'export default function run(text) {\n  if (text === "bad") throw new Error("I will not");\n  return text.length;\n}\n',
  );
  writeFileSync(file('words.txt'), 'one\nbad\nthree\n');
  const args = [
    '--list',
    file('words.txt'),
    '--copies',
    '2',
    '--ceiling',
    '0.1',
    '--wait',
    '--json',
  ];
  const { code, text, stderr } = await alice.cli('job', 'run', file('picky.js'), ...args);
  expect(code).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({ error: { name: 'job_done' } });
  expect(stderr).toContain('1 slice of 3 failed; 2 are here.');
  const { slices, job, bill } = JSON.parse(text) as CommandJson['job run'];
  expect(slices.map(({ state, result }) => [state, result])).toEqual([
    ['done', 3],
    ['failed', null],
    ['done', 5],
  ]);
  expect(slices[1]?.fault).toMatchObject({ line: 2 });
  // Where a lender is busy for long, this computer makes the second answer, which costs nothing.
  const paid = slices.map(({ answers }) => answers.filter(({ state }) => state === 'paid').length);
  expect(paid[1]).toBe(0);
  expect(Math.min(paid[0] ?? 0, paid[2] ?? 0)).toBeGreaterThan(0);
  expect(bill.receipts).toHaveLength(paid.reduce((sum, each) => sum + each, 0));
  expect(bill.used).toBe(job.used);
  const shown = await alice.cli('job', 'slices', job.id, '--state', 'failed');
  expect(shown.text).toMatch(/^1 {2}slice 2 {2}failed: .*I will not.*\(line 2/);
});

test('a job is paused, resumed, given more time and more hours, and cancelled', async () => {
  writeFileSync(file('long.js'), 'export default function run() { for (;;); }\n');
  const args = ['--range', '0:6', '--copies', '1', '--ceiling', '1', '--deadline', '1h', '--json'];
  const sent = await alice.cli('job', 'run', file('long.js'), ...args);
  const { job } = JSON.parse(sent.text) as { job: string };
  const stateOf = async () => (await alice.json('job show', job)).job;
  await expect.poll(async () => (await stateOf()).state).toBe('running');
  const says = async (...words: readonly string[]) => (await alice.cli('job', ...words)).text;
  expect(await says('pause', job)).toBe(
    'Paused: no new slices go out, and what runs is finished.\n',
  );
  expect(await stateOf()).toMatchObject({ state: 'paused' });
  expect(await says('resume', job)).toBe('It goes on.\n');
  expect(await says('raise', job, '1.5')).toBe('The ceiling is 1.5 CPU-h now.\n');
  expect(await says('extend', job, '2h', '--stop-late')).toMatch(/^It has until .*\.\n$/);
  expect(await stateOf()).toMatchObject({ ceiling: '1500000', deadline: { then: 'stop' } });
  expect(await says('cancel', job)).toBe('Cancelled. What was not delivered is not charged.\n');
  expect(await stateOf()).toMatchObject({ state: 'cancelled', used: '0' });
});

test('a program that stops waiting is told which job goes on', async () => {
  const ceiling = ['--copies', '1', '--ceiling', '1', '--wait', '--json'];
  const words = ['job', 'run', file('long.js'), ...ceiling, '--data', alice.dataFolder];
  const { total } = await alice.json('job list');
  const child = spawn(process.execPath, [launcher, ...words], { stdio: 'pipe' });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'close');
  await expect.poll(async () => (await alice.json('job list')).jobs[0]?.state).toBe('running');
  const { jobs, total: now } = await alice.json('job list');
  expect(now).toBe(total + 1);
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(130);
  const { error } = JSON.parse(complaint) as { error: { name: string; detail: string } };
  expect(error.name).toBe('interrupted');
  expect(error.detail).toContain(`job cancel ${jobs[0]?.id.slice(0, 12) ?? ''}`);
  await alice.json('job cancel', jobs[0]?.id ?? '');
});

test('a slice of a job that is done is run again by somebody else', async () => {
  expect((await alice.cli('job', 'again', before.job.id, '3')).text).toMatch(
    /^Slice 3 is run again/,
  );
  const result = await alice.json('job result', before.job.id, '--wait');
  expect(result.slices[3]?.hash).toBe(before.slices[3]?.hash);
  expect(result.slices[3]?.answers.length).toBeGreaterThan(2);
  expect(result.bill.used).toBe(result.job.used);
});

test('what slices write is shown with their answers, and only those run it whom it is for', async () => {
  writeFileSync(
    file('talks.js'),
    'export default function run(text, ctx) {\n  console.log("given", text);\n  ctx.progress(0.5);\n  console.warn("odd");\n  return text.length;\n}\n',
  );
  writeFileSync(file('words.txt'), 'one\nseven\n');
  const args = ['--list', file('words.txt'), '--copies', '1', '--ceiling', '0.1', '--only', 'Bob'];
  const { job } = await alice.json('job run', file('talks.js'), ...args, '--wait');
  const shown = await alice.cli('job', 'slices', job.id);
  expect(shown.text).toContain('      | given seven\n      | odd\n');
  expect(shown.text).toContain('Bob, answer, paid');
  expect(shown.text).not.toContain('Carol');
  const tried = await alice.cli('job', 'try', file('talks.js'), '--list', file('words.txt'));
  expect(tried.text).toContain('  | given one\n  | odd\n');
  const nobody = await alice.cli('job', 'run', file('talks.js'), ...args.slice(0, -1), 'Zoe');
  expect(nobody.stderr).toMatch(/Nobody whom you know or who is here is called “Zoe”/);
});

test('a job that was saved to a file is sent from it', async () => {
  const input = { kind: 'range', from: 0, to: 4, step: 1, perSlice: 2 } as const;
  const draft = {
    ...{ name: 'kept', module: textToBytes(square), entry: null, args: [], input },
    ...({ certainty: 'one', audience: null, notBeforeMs: null, deadline: null } as const),
    limits: { memoryBytes: 2 ** 26, wallMs: 60_000 },
  };
  writeFileSync(file('kept.chjob'), jobFileText({ draft, ceiling: 20_000n }));
  const { job, slices } = await alice.json('job run', file('kept.chjob'), '--wait');
  expect(job).toMatchObject({ name: 'kept', ceiling: '20000' });
  expect(slices.map(({ result }) => result)).toEqual([
    [0, 1],
    [4, 9],
  ]);
  const twice = await alice.cli('job', 'run', file('kept.chjob'), '--range', '0:9');
  expect(twice.stderr).toContain('A job file says what it runs and how: leave out --range.');
});

test('slices are tried here without anything being sent', async () => {
  const { text, code } = await alice.cli(
    'job',
    'try',
    file('square.js'),
    '--range',
    '0:10',
    '--slice',
    '7',
  );
  expect(code).toBe(0);
  expect(text).toMatch(
    /^Slice 7: .* of CPU time, .* units of work: \[49\]\n10 slices, each run twice/,
  );
});
