import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { present, until } from '../../main/headless/connect.ts';
import { assert } from '../../shared/base/assert.ts';
import { commandedHere } from '../support/command-here.ts';
import type { CommandJson } from '../support/command-json.ts';
import { createCommunity, programs, runCommand } from '../support/nodes.ts';
import type { TestCommunity, TestNode } from '../support/nodes.ts';
import { valueOf } from '../support/record-processes.ts';

let community: TestCommunity;
/** Each start of a command takes half a second of a core: the commands of these two run in this process. */
let alice: TestNode;
let bob: TestNode;
/** The same two, at whose nodes commands are processes, as they are for people. */
let asker: TestNode;
let lender: TestNode;

beforeAll(async () => {
  community = await createCommunity();
  const nodes = await Promise.all([community.start('Alice'), community.start('Bob', 'on')]);
  [asker, lender] = nodes;
  [alice, bob] = nodes.map(commandedHere) as [TestNode, TestNode];
  await community.meet();
});

afterAll(() => community.close());

const primeCount = join(programs, 'prime-count.wasm');
/** One answer is enough where only one person lends; a ceiling that is given needs no trial. */
const alone = ['--copies', '1', '--ceiling', '0.1'];
const primes = ['job', 'run', primeCount, '--arg', '0', '--arg', '100000', ...alone];
const plain = { code: 0, stderr: '' };

test('a job that is waited for prints its result and its receipt', async () => {
  const { job, slices, bill } = await asker.json('job run', ...primes.slice(2), '--wait');
  expect(job).toMatchObject({ state: 'done', slices: { total: 1, done: 1 }, used: bill.used });
  expect(slices).toMatchObject([{ index: 0, state: 'done', result: 9592, media: 'text' }]);
  expect(bill.receipts).toMatchObject([{ with: { name: 'Bob' }, microCpuHours: bill.used }]);
  const [receipt] = bill.receipts;
  // Beside the answer there may be what checked it: any may be, by chance.
  const answers = slices[0]?.answers.filter(({ purpose }) => purpose === 'answer');
  expect(answers).toMatchObject([
    { person: { name: 'Bob' }, state: 'paid', cost: bill.used, receipt: receipt?.receipt },
  ]);
  expect(receipt?.cpuMicroseconds).toBeGreaterThan(0);
});

test('a job in JavaScript is run like any other', async () => {
  const tour = join(programs, 'source/shortest-tour.js');
  const points = JSON.stringify({
    points: [...Array(9).keys()].map((at) => [at, at % 2]),
    steps: 99,
  });
  const sent = await alice.cliWithInput(
    points,
    'job',
    'run',
    tour,
    '--input',
    '-',
    '--wait',
    '--json',
    ...alone,
  );
  expect(sent.code, sent.stderr).toBe(0);
  const { job, slices } = JSON.parse(sent.text) as CommandJson['job run'];
  expect(job).toMatchObject({ kind: 'javascript', entry: 'run', state: 'done' });
  expect(slices[0]?.result).toMatchObject({ order: expect.any(Array) as unknown });
});

test('the same receipt, signed by both, stands in the hours of both', async () => {
  const args = [primeCount, '--arg', '0', '--arg', '300000', '--wait', ...alone];
  const { bill, job } = await asker.json('job run', ...args);
  const receipt = bill.receipts[0]?.receipt ?? '';
  const hoursOf = async (node: TestNode) => {
    await expect.poll(async () => (await node.cli('hours')).text).toContain(receipt.slice(-4));
    const hours = await node.json('hours');
    const entry = hours.entries.find((each) => each.receipt === receipt);
    assert(entry !== undefined, `${node.name} has the receipt`);
    return { total: hours.total, entry };
  };
  const [hers, his] = await Promise.all([hoursOf(alice), hoursOf(bob)]);
  expect(hers.entry).toMatchObject({ direction: 'used', job: job.id, microCpuHours: bill.used });
  const { keptAtMs, with: consumer, device, direction, ...same } = his.entry;
  expect({ direction, name: consumer.name }).toEqual({ direction: 'given', name: 'Alice' });
  expect(hers.entry).toMatchObject(same);
  expect(hers.entry.device).not.toBe(device);
  expect(Math.abs(keptAtMs - hers.entry.keptAtMs)).toBeLessThan(60_000);
  expect(hers.entry.supplierSignature).toMatch(/^[0-9a-f]{128}$/);
  expect(hers.entry.consumerSignature).toMatch(/^[0-9a-f]{128}$/);
  expect(BigInt(hers.total.used)).toBe(BigInt(his.total.given));
  expect(BigInt(hers.total.difference) + BigInt(his.total.difference)).toBe(0n);
});

test('for people the result alone is on standard output, and how it went beside it', async () => {
  const done = await asker.cli(...primes, '--wait');
  expect(done.code).toBe(0);
  expect(done.text).toBe('9592\n');
  expect(done.stderr).toMatch(
    /^Done: 1 slice, .* CPU-h of at most 0\.1 CPU-h, .* signed by both\.$/m,
  );
});

test('a job that is not waited for can be followed, fetched and forgotten', async () => {
  const sent = await alice.cli(...primes, '--name', 'Primes');
  expect(sent).toMatchObject(plain);
  const [, id = ''] =
    /^Sent as job ([0-9a-f]{64})\. .*job show [0-9a-f]{12}\n$/.exec(sent.text) ?? [];
  expect(id).not.toBe('');
  await expect.poll(async () => (await alice.json('job show', id)).job.state).toBe('done');
  const begin = id.slice(0, 10);
  const shown = await alice.cli('job', 'show', begin);
  expect(shown.text).toMatch(
    /^Primes: Done\.\nJob [0-9a-f]{64}\nSlices: 1 done; .*\nUsed .* CPU-h, ceiling 0\.1 CPU-h\n {2}Bob: 1 answer, .*\n$/,
  );
  expect((await alice.cli('job', 'list')).text).toMatch(
    new RegExp(`^${begin}.*Done +Primes: Done\\.$`, 'm'),
  );
  expect((await alice.json('job list')).jobs[0]).toMatchObject({ id });
  expect((await alice.cli('job', 'result', begin)).text).toBe('9592\n');

  const file = join(community.folder, 'primes.txt');
  expect((await alice.cli('job', 'result', id, '--output', file)).text).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe('9592\n');
  const asJson = await alice.json('job result', id);
  expect(asJson.slices[0]?.result).toBe(9592);
  const receipt = asJson.bill.receipts[0]?.receipt ?? 'none';

  expect((await alice.cli('job', 'remove', id)).text).toBe(
    'Removed. Its receipts stay in your statement.\n',
  );
  expect((await alice.cli('job', 'show', id)).code).toBe(1);
  expect((await alice.cli('hours', '--json')).text).toContain(receipt);
});

test('a job that runs can be cancelled, and costs nothing at either end', async () => {
  const before = (await alice.json('hours')).total;
  const long = [
    'job',
    'run',
    join(programs, 'monte-carlo.wasm'),
    '--input',
    '-',
    '--json',
    ...alone,
  ];
  expect(await alice.cliWithInput('{"samples":100000000000}', ...long)).toMatchObject(plain);
  const job = (await alice.json('job list')).jobs[0]?.id ?? '';
  await expect.poll(async () => (await alice.json('job show', job)).job.state).toBe('running');
  expect(await alice.cli('job', 'remove', job)).toMatchObject({
    code: 1,
    stderr: 'The job has not ended. Cancel it first.\n',
  });
  expect((await alice.cli('job', 'cancel', job)).text).toBe(
    'Cancelled. What was not delivered is not charged.\n',
  );
  await expect
    .poll(async () => {
      const { lending } = await bob.json('status');
      return { running: lending.running.length, ended: lending.ended[0] };
    })
    .toMatchObject({
      running: 0,
      ended: { job, outcome: 'stopped', detail: 'Its owner took it back.' },
    });
  expect((await alice.json('hours')).total).toEqual(before);
  expect((await alice.cli('job', 'cancel', job)).stderr).toBe('The job has ended already.\n');
});

test('a function takes its input from a file or from standard input', async () => {
  const settings = JSON.stringify({
    width: 48,
    height: 32,
    x: -0.5,
    y: 0,
    zoom: 1,
    iterations: 60,
  });
  const picture = join(community.folder, 'picture.png');
  const done = await alice.cliWithInput(
    settings,
    ...['job', 'run', join(programs, 'mandelbrot.wasm'), '--entry', 'run', '--input', '-'],
    ...['--output', picture, '--wait', ...alone],
  );
  expect(done.code).toBe(0);
  expect(done.text).toMatch(/^The result is in .*picture\.png, .*\.\n$/);
  const png = readFileSync(picture);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([48, 32]);

  const raw = await alice.cliWithInput(
    settings,
    ...['job', 'run', join(programs, 'mandelbrot.wasm'), '--input', '-', '--wait', ...alone],
  );
  expect(raw.stdout.equals(png)).toBe(true);
});

test('status says for people and for machines how a node stands', async () => {
  // What was run for the test before may be on its way out still.
  await expect
    .poll(async () => (await bob.cli('status')).text)
    .toMatch(/^Ready to lend\. Nothing to do right now\. 1 other person is here\.\n/);
  const said = await bob.cli('status');
  expect(said).toMatchObject(plain);
  expect(said.text).toContain(`You are Bob (`);
  expect(said.text).toContain(
    `in the community “${community.code}”: 1 other person here, none lending.`,
  );
  expect(said.text).toMatch(/\nThe page is at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
  const json = await bob.json('status');
  expect(json).toMatchObject({
    me: { name: 'Bob' },
    host: 'headless',
    community: { kind: 'group', name: community.code },
    connection: { state: 'online', people: 1 },
    lending: { on: true, pausedUntilMs: null },
    pid: bob.pid(),
  });
});

test('people says who is here', async () => {
  expect((await alice.cli('people')).text).toMatch(/^Bob \(.{9}\) lends, \d+ cores? free\n$/);
  expect((await bob.cli('people')).text).toMatch(/^Alice \(.{9}\) does not lend now\n$/);
  const { present, refused } = await bob.json('people');
  expect(present).toMatchObject([{ person: { name: 'Alice' }, lending: false }]);
  expect(refused).toEqual([]);
});

test('lending is paused for an hour, resumed, switched off and on again', async () => {
  const lending = async () => (await lender.json('status')).lending;
  const title = async () => (await lender.cli('status')).text;
  const earlier = Date.now();
  expect(await lender.cli('pause', '1h')).toMatchObject({
    ...plain,
    text: 'Lending is paused for 1h.\n',
  });
  expect((await lending()).pausedUntilMs).toBeGreaterThan(earlier + 3_590_000);
  expect(await title()).toMatch(/^Paused until /);
  expect(await lender.json('resume')).toEqual({ done: true });
  expect((await lending()).pausedUntilMs).toBeNull();
  expect(await lender.json('pause')).toEqual({ done: true });
  expect(await title()).toMatch(/^Paused until you resume/);
  expect((await lender.cli('resume')).text).toBe('Lending is no longer paused.\n');
  expect((await lender.cli('lend', 'off')).text).toBe('Lending is off.\n');
  expect((await lending()).on).toBe(false);
  expect(await title()).toMatch(/^Lending is off\. /);
  expect(await lender.cli('pause')).toMatchObject({
    code: 1,
    stderr: 'Lending is off: there is nothing to pause.\n',
  });
  expect(await lender.cli('resume')).toMatchObject({
    code: 1,
    stderr: 'Lending is off. Start it with: common-hours lend on\n',
  });
  expect(await lender.json('lend', 'on', '--cores', '1')).toEqual({ done: true });
  expect(await lending()).toMatchObject({ on: true, cores: { limit: 1 } });
  expect((await lender.cli('lend', 'on', '--share', '50%')).text).toBe(
    'Lending is on. Jobs may use 50% of each core.\n',
  );
  expect(await lending()).toMatchObject({ shareMilli: 500 });
  expect(await lender.json('lend', 'on', '--share', '100%')).toEqual({ done: true });
});

test('a pause that finishes the work in hand takes nothing new, and loses nothing', async () => {
  const work = ['job', 'run', primeCount, '--arg', '0', '--arg', '40000000', ...alone];
  const { length: endedBefore } = (await lender.json('status')).lending.ended;
  // By a link that is open already: the job ends in less time than some commands take to start on a busy machine.
  const { client, close } = await lender.connect();
  const inHand = until(client.lending.state, ({ running }) => running[0] ?? null);
  const sent = alice.cli(...work, '--name', 'In hand');
  expect((await inHand).ok).toBe(true);
  expect(await client.lending.pauseWhenFinished({ minutes: null })).toMatchObject({ ok: true });
  const { ended, running } = valueOf(await present(client.lending.state));
  expect({ ended: ended.length, running: running.length }).toEqual({
    ended: endedBefore,
    running: 1,
  });
  close();
  await sent;
  const job = (await alice.json('job list')).jobs[0]?.id ?? '';
  await expect.poll(async () => (await alice.json('job show', job)).job.state).toBe('done');
  expect((await lender.cli('status')).text).toMatch(/^Paused until you resume/);
  expect((await lender.cli('resume')).code).toBe(0);
  expect((await lender.cli('pause', '--finish')).text).toBe(
    'Lending is paused until you resume it. Work in hand for others is finished.\n',
  );
  expect((await lender.cli('resume')).code).toBe(0);
});

test('hours says in words what the receipts say', async () => {
  const said = await bob.cli('hours');
  expect(said).toMatchObject(plain);
  expect(said.text).toMatch(/^Given .* − used .* = .* CPU-h, in \d+ receipts\.\n {2}Alice: given /);
  expect(said.text).toMatch(/ gave .* to Alice \(.* × .*, receipt .{9}\)$/m);
  const { receipts } = await bob.json('hours');
  expect((await bob.json('hours', '--all')).entries).toHaveLength(receipts);
});

test('help and the version are said without a node', async () => {
  expect((await runCommand(['--version'])).text).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await runCommand(['job', 'run', '--help'])).text).toContain('--ceiling <cpu-hours>');
});

test('somebody who is alone is told how others come', async () => {
  const other = await createCommunity();
  try {
    const dora = await other.start('Dora');
    expect((await dora.cli('people')).text).toBe(
      `Nobody else is here. Whoever starts common-hours node --community "${other.code}" appears here.\n`,
    );
  } finally {
    await other.close();
  }
});

test('a node that is asked to end takes its leave and ends with code 0', async () => {
  const carol = await community.start('Carol');
  await expect.poll(async () => (await bob.cli('people')).text).toContain('Carol');
  expect(await carol.stop()).toBe(0);
  await expect.poll(async () => (await bob.cli('people')).text).not.toContain('Carol');
  expect((await carol.cli('status')).stderr).toBe(
    `No node is running on ${carol.dataFolder}: start one with \`common-hours node --data ${carol.dataFolder}\`.\n`,
  );
});
