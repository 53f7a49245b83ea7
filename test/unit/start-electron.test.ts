import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  electronArguments,
  findElectron,
  runElectron,
} from '../../main/desktop/electron-program.ts';
import type { StartFacts } from '../../main/desktop/electron-program.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

function install(): void {
  mkdirSync(join(dir, 'dist'));
  writeFileSync(join(dir, 'dist/electron'), '');
  writeFileSync(join(dir, 'path.txt'), 'electron');
}

function find(facts: Partial<StartFacts>) {
  return findElectron({
    argv: [],
    platform: 'linux',
    env: { DISPLAY: ':0' },
    electronDir: dir,
    fetch: () => {},
    ...facts,
  });
}

test('the window is started where Electron is', () => {
  install();
  expect(find({})).toEqual({ ok: true, value: join(dir, 'dist/electron') });
  expect(find({ env: { WAYLAND_DISPLAY: 'wayland-0' } })).toMatchObject({ ok: true });
  expect(find({ platform: 'win32', env: {} })).toMatchObject({ ok: true });
});

test('whoever asks for no window gets none', () => {
  install();
  expect(find({ argv: ['--headless'] })).toMatchObject({ error: { name: 'asked' } });
});

test('without a display there is no window, and nothing is downloaded', () => {
  const fetch = () => expect.unreachable('downloaded');
  expect(find({ env: {}, fetch })).toMatchObject({ error: { name: 'no_display' } });
});

test('a missing program is downloaded once', () => {
  expect(find({ fetch: install })).toMatchObject({ ok: true });
});

test('a program that cannot be downloaded is no reason to stop', () => {
  expect(find({})).toMatchObject({ error: { name: 'not_fetched' } });
  expect(find({ electronDir: null })).toMatchObject({ error: { name: 'not_installed' } });
});

/** Stands for Electron's program: a Node that runs the file it is given. */
function program(source: string): string {
  const file = join(dir, 'program.mjs');
  writeFileSync(file, source);
  return file;
}

test('a program that says it is ready decides the exit code', async () => {
  const file = program(
    "if (process.argv[2] !== '--data') process.exit(9);" +
      "process.send('ready', () => process.exit(3));",
  );
  expect(await runElectron(process.execPath, [file, '--data', 'x'])).toBe(3);
});

test('a second instance, which ends at once with 0, is no failure', async () => {
  expect(await runElectron(process.execPath, [program('process.exit(0)')])).toBe(0);
});

test('a program that ends before it is ready did not come up', async () => {
  expect(await runElectron(process.execPath, [program('process.exit(127)')])).toBe(null);
  expect(await runElectron(join(dir, 'missing'), [])).toBe(null);
});

test('only root on Linux runs Chromium unsealed', () => {
  expect(electronArguments('/p', ['--lend', 'on'], 'linux', 1000)).toEqual(['/p', '--lend', 'on']);
  expect(electronArguments('/p', [], 'linux', 0)).toEqual(['--no-sandbox', '/p']);
  expect(electronArguments('/p', [], 'darwin', 0)).toEqual(['/p']);
  expect(electronArguments('/p', [], 'win32', null)).toEqual(['/p']);
});
