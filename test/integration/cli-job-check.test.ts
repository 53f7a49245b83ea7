/** `job check`, as an author runs it: without a node, from the command line to the sandbox. Some 25 s on an idle machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { launcher, programs, runCommand } from '../support/nodes.ts';
import { endlessFunction, functionImporting } from '../support/tiny-modules.ts';

const folder = mkdtempSync(join(tmpdir(), 'common-hours-check-'));
const patience = 60_000;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const check = (...args: readonly string[]) => runCommand(['job', 'check', ...args]);

interface Checked {
  readonly report: { readonly kind: string; readonly entries: string[]; meteredBytes?: number };
  readonly trial: Readonly<Record<string, number | string>> | null;
}

const samples: readonly (readonly [string, string, string])[] = [
  ['prime-count.wasm', 'command', '_start'],
  ['word-count.wasm', 'command', '_start'],
  ['mandelbrot.wasm', 'function', 'run'],
  ['monte-carlo.wasm', 'function', 'run'],
  ['source/shortest-tour.js', 'javascript', 'run'],
];

test.each(samples)(
  'the sample %s runs as a job',
  async (name, kind, entry) => {
    const { code, text, stderr } = await check(join(programs, name), '--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ report: { kind, entries: [entry] }, trial: null });
  },
  patience,
);

test(
  'a sample input shows the result, the work, and what it costs',
  async () => {
    const input = written('text', 'one two two');
    const given = [join(programs, 'word-count.wasm'), '--input', input, '--arg', '1'];
    const said = await check(...given);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.text).toMatch(/^word-count\.wasm runs as a job\.\n/);
    expect(said.text).toMatch(/Result +13 bytes: 2 two\n/);
    expect(said.text).toMatch(/KB with the meter in it\n/);
    expect(said.text).toMatch(/Work +[\d,]+ units.*\n.*CPU time.*rated .* ± .* just now\n.*Rate/);
    expect(said.text).toMatch(/Cost +about .* CPU-h on the reference core; a ceiling of .* CPU-h/);
    const { trial } = JSON.parse((await check(...given, '--json')).text) as Checked;
    const work = /Work +([\d,]+) units/.exec(said.text)?.[1] ?? '';
    expect(trial).toMatchObject({ workCount: Number(work.replaceAll(',', '')) });
    expect(trial?.['workCount']).toBeGreaterThan(1000);
  },
  patience,
);

test(
  'JavaScript may call itself as deeply as the guide says',
  async () => {
    const deep = written(
      'deep.js',
      'const deep = (n) => { try { return deep(n + 1) } catch { return n } }; export default deep',
    );
    const { code, text } = await check(deep, '--input', written('zero', '0'), '--json');
    expect(code).toBe(0);
    const { trial } = JSON.parse(text) as Checked;
    expect(trial).toMatchObject({ resultBytes: 4 });
  },
  patience,
);

const refusals: readonly (readonly [string, string, string | Uint8Array, RegExp])[] = [
  [
    'another language',
    'job.js',
    'export default (n: number) => n',
    /job\.js, line 1, column 18: It cannot/,
  ],
  [
    'a module that wants what jobs have not',
    'a.wasm',
    functionImporting('env', 'connect'),
    /env\.c/,
  ],
  ['a letter', 'letter.txt', 'Dear Bob', /not a WebAssembly module.*or JavaScript with a default/],
];

test.each(refusals)(
  'refused with a sentence: %s',
  async (_, name, content, sentence) => {
    const { code, text, stderr } = await check(written(name, content));
    expect(code).toBe(1);
    expect(text).toBe('');
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toMatch(sentence);
  },
  patience,
);

test(
  'a sample run that fails says where, and what it had used',
  async () => {
    const failing = written(
      'failing.js',
      'export default () => {\n  throw new Error("no points")\n}',
    );
    const { code, stderr } = await check(failing, '--input', written('none', ''));
    expect(code).toBe(1);
    expect(stderr).toMatch(/no points \(line 2, .*It had used .* and [\d,]+ units of work\.\n$/);
  },
  patience,
);

test(
  'Ctrl-C ends a sample run that has no end',
  async () => {
    const endless = written('endless.wasm', endlessFunction);
    const input = written('nothing', '');
    const args = [launcher, 'job', 'check', endless, '--input', input];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data'); // the report, before the run begins
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  },
  patience,
);
