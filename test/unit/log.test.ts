import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '../../main/adapters/log.ts';
import type { LogOptions } from '../../main/adapters/log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const clock = { now: () => 1_700_000_000_000 };
const time = '2023-11-14T22:13:20.000Z';

function openIn(file: string | null, options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = openLog({ file, clock, echo: (line) => lines.push(line), ...options });
  onTestFinished(() => log.close());
  return { log, lines };
}

test('a sentence goes with its time to the file and to whoever watches', () => {
  const file = join(temporaryFolder(), 'node.log');
  const { log, lines } = openIn(file);
  log.info('Started.');
  log.warn('The network is away.', 'no route');
  expect(lines).toEqual([
    `${time} Started.\n`,
    `${time} Warning: The network is away. (no route)\n`,
  ]);
  expect(fs.readFileSync(file, 'utf8')).toBe(lines.join(''));
  if (process.platform !== 'win32') expect(fs.statSync(file).mode & 0o777).toBe(0o600);
});

test('a full file is put aside once, and both together stay below twice the limit', () => {
  const file = join(temporaryFolder(), 'node.log');
  const { log } = openIn(file, { bytesMax: 1_000 });
  for (let number = 0; number < 200; number += 1) log.info(`Sentence ${number}.`);
  expect(fs.statSync(file).size).toBeLessThanOrEqual(1_000);
  expect(fs.statSync(`${file}.old`).size).toBeLessThanOrEqual(1_000);
  const kept = fs.readFileSync(`${file}.old`, 'utf8') + fs.readFileSync(file, 'utf8');
  expect(kept.endsWith(`${time} Sentence 198.\n${time} Sentence 199.\n`)).toBe(true);
  expect(fs.readdirSync(join(file, '..')).sort()).toEqual(['node.log', 'node.log.old']);
});

test('a log goes on where it ended', () => {
  const file = join(temporaryFolder(), 'node.log');
  for (const sentence of ['One.', 'Two.']) {
    const { log } = openIn(file);
    log.info(sentence);
    log.close();
  }
  expect(fs.readFileSync(file, 'utf8')).toBe(`${time} One.\n${time} Two.\n`);
});

test('words of a peer cannot add a line, colour a terminal or fill the disk', () => {
  const { log, lines } = openIn(null);
  log.info(`Peer \u001b[31mred\u202E\n${time} Started.`);
  log.info('x'.repeat(1_000_000));
  expect(lines[0]).toBe(`${time} Peer ?[31mred? ${time} Started.\n`);
  expect(lines[1]?.length).toBeLessThan(2_100);
});

test('an access token is blotted out', () => {
  const { log, lines } = openIn(null);
  log.info('Open http://127.0.0.1:8080/#token=kriZ-9_aaa now.');
  expect(lines[0]).toBe(`${time} Open http://127.0.0.1:8080/#token=… now.\n`);
});

test('a cause of any kind is told in the same line', () => {
  const { log, lines } = openIn(null);
  const ring: Record<string, unknown> = {};
  ring['self'] = ring;
  for (const cause of [new Error('broken'), { code: 3 }, ring, Symbol('s'), null]) {
    log.warn('It failed.', cause);
  }
  expect(lines.map((line) => line.split('\n').length)).toEqual([2, 2, 2, 2, 2]);
  expect(lines[0]).toContain('It failed. (Error: broken at ');
  expect(lines[1]).toContain('({"code":3})');
});

test('a log whose file cannot be written still speaks', () => {
  const { log, lines } = openIn(join(temporaryFolder(), 'missing', 'node.log'));
  log.info('Still here.');
  expect(lines).toEqual([`${time} Still here.\n`]);
});
