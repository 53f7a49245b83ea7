import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import { createCommunity, programs, runCommand } from '../support/nodes.ts';
import type { Answer, TestCommunity, TestNode } from '../support/nodes.ts';
import { functionImporting } from '../support/tiny-modules.ts';

let community: TestCommunity;
let alice: TestNode;

beforeAll(async () => {
  community = await createCommunity();
  alice = await community.start('Alice');
  fs.mkdirSync(join(community.folder, 'folder'));
  fs.writeFileSync(join(community.folder, 'empty'), '');
  fs.writeFileSync(join(community.folder, 'letter.txt'), 'Dear Bob');
  fs.writeFileSync(join(community.folder, 'large'), Buffer.alloc(limits.inputBytes + 1));
  fs.writeFileSync(join(community.folder, 'network.wasm'), functionImporting('env', 'connect'));
  fs.writeFileSync(join(community.folder, 'endless.js'), 'export default () => { for (;;); };');
});

afterAll(() => community.close());

const file = (name: string) => join(community.folder, name);
const primes = join(programs, 'prime-count.wasm');
/** One answer is enough where only one person lends; a ceiling that is given needs no trial. */
const alone = ['--copies', '1', '--ceiling', '0.1'];

/** One line, a sentence, on standard error alone, but for what was said while it was awaited; exit code not 0. */
function expectRefusal(answer: Answer, sentence: RegExp, exitCode = 1): void {
  const { code, text } = answer;
  const stderr = answer.stderr.replaceAll(/^.* is (looked at|tried) on this computer .*\n/gm, '');
  expect(stderr).toMatch(/^[^\n]+[.?]\n$/);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/undefined|Error:|\bat .*:\d+:\d+|<=/);
  expect(text).toBe('');
  expect(code).toBe(exitCode);
}

type Case = readonly [name: string, args: () => readonly string[], sentence: RegExp];

const jobs: readonly Case[] = [
  ['a file that is no WebAssembly', () => [file('letter.txt')], /not a WebAssembly module.*Choose/],
  ['an empty file', () => [file('empty')], /empty\. Choose a \.wasm file/],
  ['a file that is not there', () => [file('none')], /none cannot be read: there is no such file/],
  ['a folder', () => [file('folder')], /folder cannot be read: it is a folder/],
  ['a module over the limit', () => [file('large')], /module is larger than 8 MiB/],
  ['a module that wants what jobs have not', () => [file('network.wasm')], /env\.connect/],
  ['an unknown entry', () => [primes, '--entry', 'nope'], /no entry “nope”\. It has _start/],
  ['input over the limit', () => [primes, '--input', file('large')], /input is larger than 8 MiB/],
  ['input that is not there', () => [primes, '--input', file('none')], /input .* cannot be read/],
  ['a ceiling of nothing', () => [primes, '--ceiling', '0'], /Choose a ceiling between/],
  [
    'a ceiling that is no number',
    () => [primes, '--ceiling', 'x'],
    /“x” is no number of CPU-hours/,
  ],
  ['a ceiling beyond reason', () => [primes, '--ceiling', '5000'], /Choose a ceiling between/],
  ['too many arguments', () => [primes, ...many(33)], /33 arguments .* Put more into the input/],
  [
    'a function that never returns',
    () => [file('endless.js'), '--range', '0:3', '--per-slice', '1', '--time', '2s'],
    /^Nothing is sent: .* slice 0 failed\. The slice was not done within its time, 2 s .*\. Raise/,
  ],
  ['too long an argument', () => [primes, '--arg', 'x'.repeat(4097)], /4097 bytes together/],
];

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => ['--arg', String(index)]).flat();
}

test.each(jobs)('%s is refused before a job is made of it', async (_, args, sentence) => {
  expectRefusal(await alice.cli('job', 'run', ...args()), sentence);
});

test('input that never ends is refused at the limit', async () => {
  const input = Buffer.alloc(limits.inputBytes + 65_536);
  const answer = await alice.cliWithInput(input, 'job', 'run', primes, '--input', '-');
  expectRefusal(answer, /input is larger than 8 MiB/);
});

test('nothing of what was refused is kept as a job', async () => {
  expect(await alice.json('job list')).toEqual({ jobs: [], total: 0 });
});

const others: readonly Case[] = [
  ['a duration without a unit', () => ['pause', '90'], /“90” is no duration: write 15m, 1h or 2d/],
  ['a duration beyond a month', () => ['pause', '99d'], /“99d” is no duration/],
  ['neither on nor off', () => ['lend', 'maybe'], /“maybe” is neither on nor off/],
  ['no core at all', () => ['lend', 'on', '--cores', '0'], /Choose between 1 and \d+ cores/],
  ['half a core', () => ['lend', 'on', '--cores', '0.5'], /must be a whole number/],
  ['nothing of a core', () => ['lend', 'on', '--share', '0%'], /Choose between 5% and 100%/],
  ['a share between steps', () => ['lend', 'on', '--share', '52%'], /in steps of 5%/],
  ['more than a core', () => ['lend', 'on', '--share', '105%'], /Choose between 5% and 100%/],
  ['a share that is none', () => ['lend', 'on', '--share', 'half'], /“half” is no share: write a/],
  [
    'a time that is no duration',
    () => ['cause', 'list', '--due-before', 'soon'],
    /“soon” is no duration for --due-before: write 30s/,
  ],
  [
    'an estimate that is none',
    () => ['task', 'estimate', 'feed', 'much'],
    /“much” is no answer: write 1 2 3 5 8 13/,
  ],
  [
    'a way to check in that is none',
    () => ['task', 'check-in', 'feed', 'fine'],
    /“fine” is none: write on-track/,
  ],
  [
    'hours that are none',
    () => ['task', 'deliver', 'feed', '--took', 'long'],
    /“long” are no hours: write such as 4 or 4\.5/,
  ],
  ['a job that is not there', () => ['job', 'show', 'feed'], /There is no job “feed” here/],
  ['a result of no job', () => ['job', 'result', 'feed'], /There is no job “feed” here/],
  ['an end to no job', () => ['job', 'cancel', 'feed'], /There is no job “feed” here/],
  ['forgetting no job', () => ['job', 'remove', 'feed'], /There is no job “feed” here/],
];

test.each(others)('%s is refused with what to do', async (_, args, sentence) => {
  expectRefusal(await alice.cli(...args()), sentence);
});

test('with --json the refusal has a name that a program can read', async () => {
  const { code, stderr, text } = await alice.cli('job', 'show', 'feed', '--json');
  expect(JSON.parse(stderr)).toEqual({
    error: { name: 'unknown_job', detail: 'There is no job “feed” here.' },
  });
  expect({ code, text }).toEqual({ code: 1, text: '' });
});

const misuses: readonly Case[] = [
  [
    'an unknown command',
    () => ['lned'],
    /^Unknown command 'lned' \(Did you mean lend\?\)\. See --help/,
  ],
  ['an unknown option', () => ['status', '--loud'], /^Unknown option '--loud'.* See --help/],
  ['a missing file', () => ['job', 'run'], /^Missing required argument 'file'\. See --help/],
  ['a choice that is none', () => ['node', '--lend', 'so'], /Allowed choices are on, off/],
];

test.each(misuses)('%s is a misuse, and ends with code 2', async (_, args, sentence) => {
  expectRefusal(await runCommand(args()), sentence, 2);
});

test('a misuse with --json can be read by a program, too', async () => {
  const { code, text, stderr } = await runCommand(['status', '--loud', '--json']);
  const detail = "Unknown option '--loud'. See --help.";
  expect({ code, text }).toEqual({ code: 2, text: '' });
  expect(JSON.parse(stderr)).toEqual({ error: { name: 'misuse', detail } });
});

const nodes: readonly Case[] = [
  [
    'a community code with a slash',
    () => ['--community', 'a/b'],
    /no community code: use up to 64/,
  ],
  ['an empty community code', () => ['--community', ' '], /no community code/],
  [
    'an address without a port',
    () => ['--bootstrap', 'home'],
    /“home” is no address: write HOST:PORT/,
  ],
  ['a port that no address has', () => ['--bootstrap', 'home:99999'], /is no address/],
  ['a port of the page that is no port', () => ['--http', '99999'], /99999 is no port/],
  ['a port that is no number', () => ['--http', 'eighty'], /port must be a whole number/],
  ['too long a name', () => ['--name', 'x'.repeat(41)], /name is too long: at most 40 characters/],
];

test.each(nodes)('a node does not start with %s', async (_, args, sentence) => {
  const dataFolder = file(`node-${randomBytes(4).toString('hex')}`);
  expectRefusal(await start(dataFolder, ...args()), sentence);
});

function start(dataFolder: string, ...args: readonly string[]): Promise<Answer> {
  return runCommand(['node', '--bootstrap', community.bootstrap, '--data', dataFolder, ...args]);
}

test('a node does not take a port that is taken, nor anybody’s place in the data folder', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dataFolder = file('busy-port');
  expectRefusal(await start(dataFolder, '--http', String(port)), /Port \d+ is taken by another/);
  server.close();
  expectRefusal(await runCommand(['status', '--data', dataFolder]), /No node is running on/);
});

test('a node does not start in a folder that it cannot write', async () => {
  const sentence = /cannot be written: .*Choose another folder with --data/;
  expectRefusal(await start(file('letter.txt')), sentence);
  expectRefusal(await start(join(file('letter.txt'), 'data')), sentence);
});

test('a second node does not start on the same data folder, and the first goes on', async () => {
  const sentence = new RegExp(
    `Another node is already using .* \\(process ${String(alice.pid())}\\)`,
  );
  expectRefusal(await start(alice.dataFolder), sentence);
  expect((await alice.cli('status')).code).toBe(0);
});

test('where no node runs, every command says so', async () => {
  for (const args of [['status'], ['hours'], ['job', 'list'], ['resume'], ['job', 'run', primes]]) {
    const answer = await runCommand([...args, '--data', file('nobody')]);
    expectRefusal(
      answer,
      /^No node is running on .*nobody: start one with `common-hours node --data .*nobody`\.$/m,
    );
  }
});

test('a result that cannot be written stays with its job', async () => {
  const bob = await community.start('Bob', 'on');
  await community.meet();
  const args = ['job', 'run', primes, '--arg', '0', '--arg', '100', '--wait', ...alone];
  const answer = await alice.cli(...args, '--output', join(file('letter.txt'), 'primes'));
  expect(answer.stderr).toMatch(/primes cannot be written: .* The result stays with the job\.\n$/);
  expect(answer.code).toBe(1);
  const [job] = (await alice.json('job list')).jobs;
  expect((await alice.cli('job', 'result', job?.id ?? '')).text).toBe('25\n');
  expect(await bob.stop()).toBe(0);
});

test('a command whose node ends says so in a sentence', async () => {
  const waiting = alice.cli('job', 'run', join(programs, 'monte-carlo.wasm'), '--wait', ...alone);
  await expect.poll(async () => (await alice.json('job list')).jobs[0]?.state).toBe('waiting');
  await alice.kill();
  const { code, stderr } = await waiting;
  await alice.start();
  expect(stderr).toMatch(/(^|\n)The node ended before it answered\. Start it again: [^\n]+\.\n$/);
  expect(code).toBe(1);
  expect((await alice.json('job list')).jobs[0]?.state).toBe('waiting');
});

test.each(['identity.key', 'record'])(
  'a damaged %s is named and left alone, and nothing is lost when it is mended',
  async (begin) => {
    const before = await alice.json('hours');
    expect(before.receipts).toBe(1);
    await alice.stop();
    const name = fs.readdirSync(alice.dataFolder).find((each) => each.startsWith(begin)) ?? '';
    const path = join(alice.dataFolder, name);
    const sound = fs.readFileSync(path);
    const damaged = Buffer.from(sound);
    for (let at = Math.floor(damaged.length / 2); at < damaged.length; at += 7) {
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x55, at);
    }
    fs.writeFileSync(path, damaged);
    expectRefusal(await start(alice.dataFolder, '--community', community.code), /damaged/);
    expect(fs.readFileSync(path).equals(damaged)).toBe(true);
    fs.writeFileSync(path, sound);
    await alice.start();
    expect(await alice.json('hours')).toEqual(before);
  },
);
