import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { root } from './plant.ts';

let dir = '';

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The last line and the exit code of a run of these tests, with our tally. */
function run(files: Readonly<Record<string, string>>, setup = '') {
  const { lines, status } = linesOf(files, setup);
  return { last: lines.at(-1), status };
}

function linesOf(files: Readonly<Record<string, string>>, setup = '') {
  // below the project, because vitest is found from there
  dir = mkdtempSync(join(root, 'node_modules/.cache/tally-'));
  const tally = JSON.stringify(join(root, 'test/support/tally.ts'));
  writeFileSync(join(dir, 'setup.mjs'), `export default function () { ${setup} }`);
  writeFileSync(
    join(dir, 'vitest.config.mjs'),
    `export default { test: { reporters: ['default', ${tally}], globalSetup: './setup.mjs' } };`,
  );
  for (const [name, text] of Object.entries(files)) {
    const imports = "import { beforeAll, describe, test } from 'vitest';\n";
    writeFileSync(join(dir, `${name}.test.js`), imports + text);
  }
  const program = join(root, 'node_modules/vitest/vitest.mjs');
  const { stdout, status } = spawnSync(process.execPath, [program, 'run'], {
    cwd: dir,
    encoding: 'utf8',
  });
  return { lines: stdout.trimEnd().split('\n'), status };
}

const good = "test('good', () => {});\n";
const bad = "test('bad', () => { null.x; });\n";
const left = "test.skip('left out', () => {});\n";

test('a run that is all right ends with its count and nothing about skipping', () => {
  expect(run({ a: good, b: good })).toEqual({ last: '2 passed, 0 failed', status: 0 });
});

test('failures and what was skipped are counted', () => {
  expect(run({ a: good + bad, b: left })).toEqual({
    last: '1 passed, 1 failed, 1 skipped',
    status: 1,
  });
});

test('a file that does not load and a hook that fails count as failures', () => {
  const hook = `describe('d', () => { beforeAll(() => { null.x; }); ${good} });`;
  expect(run({ a: 'null.x;', b: hook })).toEqual({
    last: '0 passed, 2 failed, 1 skipped',
    status: 1,
  });
});

test('a set-up that fails counts as a failure', () => {
  expect(run({ a: good }, 'null.x;')).toEqual({ last: '0 passed, 1 failed', status: 1 });
});

test('a test that passes only when it is run again is named', () => {
  const once = "let runs = 0; test('chance', { retry: 1 }, () => { if (runs++ === 0) null.x; });\n";
  const { lines, status } = linesOf({ a: good + once });
  expect(lines.slice(-2)).toEqual([
    'Passed only when it was run again: a.test.js > chance',
    '2 passed, 0 failed',
  ]);
  expect(status).toBe(0);
});
