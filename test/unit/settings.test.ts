import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSettings } from '../../main/adapters/settings.ts';
import { firstTerms } from '../../shared/lending/presets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const machine = { cores: 4, memoryBytes: 8e9, diskFreeBytes: null };
const first = {
  name: null,
  community: null,
  place: null,
  lending: false,
  coresLent: null,
  terms: null,
  shareMilli: 1_000,
  pausedUntilMs: null,
  recoverySavedAtMs: null,
  rating: null,
};
const chosen = {
  name: 'alice',
  community: 'our street',
  place: null,
  lending: true,
  coresLent: 2,
  terms: { ...firstTerms(machine, 2), onlyPluggedIn: true },
  shareMilli: 450,
  pausedUntilMs: 0,
  recoverySavedAtMs: 1_700_000_000_000,
  rating: {
    milli: 1_250,
    spreadMilli: 7,
    atMs: 1_700_000_000_000,
    processor: 'A processor',
    measure: 'mix 2, meter 1',
  },
};

/** Settings of the folder and the sentences that opening and using them logs. */
function openIn(folder: string) {
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (sentence: string) => void warnings.push(sentence) };
  return { settings: openSettings(folder, log), warnings };
}

test('a new node has the first settings, and keeps what is chosen', () => {
  const folder = temporaryFolder();
  const { settings, warnings } = openIn(folder);
  expect(settings.get()).toEqual(first);
  settings.set({ name: 'alice', lending: true });
  settings.set({ ...chosen });
  expect(settings.get()).toEqual(chosen);
  expect(openIn(folder).settings.get()).toEqual(chosen);
  expect(warnings).toEqual([]);
});

test('the settings file is for its owner only', () => {
  const folder = temporaryFolder();
  openIn(folder).settings.set(chosen);
  const { mode } = fs.statSync(join(folder, 'settings.json'));
  if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
});

test.each([
  ['cut', '{"name":"ali'],
  ['empty', ''],
  ['no settings', '[]'],
  ['a string', '"lend"'],
  ['of wrong types', '{"lending":"yes"}'],
  ['out of range', '{"coresLent":0}'],
  ['of a share of nothing', '{"shareMilli":0}'],
  ['of terms of another shape', '{"terms":{"cores":2}}'],
  ['of endless size', `{"name":"${'x'.repeat(100_000)}"}`],
  ['not text', '\0\xff\0'],
])('a settings file that is %s is put aside with one sentence', (_, text) => {
  const folder = temporaryFolder();
  const file = join(folder, 'settings.json');
  fs.writeFileSync(file, text);
  const { settings, warnings } = openIn(folder);
  const aside = join(folder, 'settings.damaged-1.json');
  expect(warnings).toEqual([
    `The settings ${file} could not be read, so the first ones are used. It was put aside as ${aside}.`,
  ]);
  expect(fs.readFileSync(aside, 'utf8')).toBe(text);
  expect(settings.get()).toEqual(first);
  settings.set({ name: 'bob' });
  const again = openIn(folder);
  expect(again.settings.get()).toEqual({ ...first, name: 'bob' });
  expect(again.warnings).toEqual([]);
});

test('each damaged file keeps a name of its own', () => {
  const folder = temporaryFolder();
  for (const text of ['one', 'two']) {
    fs.writeFileSync(join(folder, 'settings.json'), text);
    openIn(folder);
  }
  expect(fs.readFileSync(join(folder, 'settings.damaged-1.json'), 'utf8')).toBe('one');
  expect(fs.readFileSync(join(folder, 'settings.damaged-2.json'), 'utf8')).toBe('two');
});

test('a folder in the place of the settings file is put aside as well', () => {
  const folder = temporaryFolder();
  fs.mkdirSync(join(folder, 'settings.json'));
  const { settings, warnings } = openIn(folder);
  expect(warnings).toHaveLength(1);
  settings.set({ lending: true });
  expect(openIn(folder).settings.get()).toEqual({ ...first, lending: true });
});

test('what a newer version wrote stays in the file', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'settings.json');
  fs.writeFileSync(file, '{"name":"carol","theme":"dark"}');
  const { settings } = openIn(folder);
  expect(settings.get()).toEqual({ ...first, name: 'carol' });
  settings.set({ name: 'caroline' });
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({
    name: 'caroline',
    theme: 'dark',
  });
});

test('what stands already is not written again', () => {
  const folder = temporaryFolder();
  openIn(folder).settings.set(chosen);
  const { settings } = openIn(folder);
  fs.rmSync(join(folder, 'settings.json'));
  settings.set({ ...chosen });
  expect(fs.existsSync(join(folder, 'settings.json'))).toBe(false);
});

test('settings that cannot be written hold in memory, and one sentence says so', () => {
  const folder = join(temporaryFolder(), 'letter.txt');
  fs.writeFileSync(folder, 'dear');
  const { settings, warnings } = openIn(folder);
  settings.set({ name: 'dave' });
  expect(settings.get()).toEqual({ ...first, name: 'dave' });
  expect(warnings.length).toBeGreaterThan(0);
});

test('outside Electron its package is never loaded', () => {
  const settings = fileURLToPath(new URL('../../main/adapters/settings.ts', import.meta.url));
  const script = `
    const { openSettings } = await import(${JSON.stringify(settings)});
    const quiet = { info() {}, warn() { process.exitCode = 1; } };
    openSettings(process.argv[1], quiet).set({ name: 'erin' });
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(${JSON.stringify(settings)}).cache);
    console.log(loaded.filter((path) => /node_modules.electron.index/.test(path)).length);
  `;
  const folder = temporaryFolder();
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script, folder],
    { encoding: 'utf8' },
  );
  expect({ stdout, status }).toEqual({ stdout: '0\n', status: 0 });
  expect(fs.readFileSync(join(folder, 'settings.json'), 'utf8')).toContain('erin');
});
