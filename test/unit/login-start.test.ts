/** Starting at login on Linux, with real files in a home of the test's own. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLinuxStart } from '../../main/adapters/login-start/linux-start.ts';
import type { LinuxStartParts } from '../../main/adapters/login-start/linux-start.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Everything that quoting could get wrong. */
const oddArgument = `a "quoted" \\ $HOME \`name\` 100% %U ' folder`;

interface Home {
  readonly path: string;
  readonly parts: LinuxStartParts;
}

function homeWith(
  what: { readonly desktop: boolean; readonly services: boolean },
  change: Partial<LinuxStartParts> = {},
): Home {
  const path = temporaryFolder();
  const run = join(path, 'run');
  fs.mkdirSync(join(run, 'systemd'), { recursive: true });
  if (what.services) fs.writeFileSync(join(run, 'systemd', 'private'), '');
  const parts: LinuxStartParts = {
    home: path,
    env: { XDG_RUNTIME_DIR: run, ...(what.desktop && { XDG_CURRENT_DESKTOP: 'GNOME' }) },
    dataFolder: join(path, 'data'),
    usualDataFolder: join(path, 'data'),
    command: { program: '/usr/bin/node', args: ['node', '--data', oddArgument] },
    ways: ['unit', 'entry'],
    ...change,
  };
  return { path, parts };
}

/** Files below the home, without those of the test itself. */
function filesIn({ path }: Home): readonly string[] {
  const config = join(path, '.config');
  if (!fs.existsSync(config)) return [];
  return fs
    .readdirSync(config, { recursive: true, encoding: 'utf8' })
    .filter((file) => !fs.lstatSync(join(config, file)).isDirectory())
    .sort();
}

test('nothing is written before a person says so', () => {
  const home = homeWith({ desktop: true, services: true });
  const start = createLinuxStart(home.parts);
  expect(start.read().state).toBe('off');
  expect(start.set(false).ok).toBe(true);
  expect(filesIn(home)).toEqual([]);
});

test('a desktop gets an entry, which is gone again when it is switched off', () => {
  const home = homeWith({ desktop: true, services: false });
  const start = createLinuxStart(home.parts);
  expect(start.set(true)).toEqual({ ok: true, value: null });
  expect(filesIn(home)).toEqual(['autostart/common-hours.desktop']);
  expect(start.read().state).toBe('on');
  expect(start.read().sentence).toContain('autostart/common-hours.desktop');
  expect(start.set(false).ok).toBe(true);
  expect({ state: start.read().state, files: filesIn(home) }).toEqual({ state: 'off', files: [] });
});

test('an entry that the desktop has switched off is off', () => {
  const home = homeWith({ desktop: true, services: false });
  const start = createLinuxStart(home.parts);
  start.set(true);
  const file = join(home.path, '.config/autostart/common-hours.desktop');
  const written = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, written.replace('enabled=true', 'enabled=false'));
  expect(start.read().state).toBe('off');
  fs.writeFileSync(file, `${written}Hidden=true\n`);
  expect(start.read().state).toBe('off');
});

test('the entry starts the very program with the very arguments', (context) => {
  const home = homeWith({ desktop: true, services: false });
  const told = join(home.path, 'told');
  const script = 'require("fs").writeFileSync(process.argv[1], process.argv[2])';
  const command = { program: process.execPath, args: ['-e', script, told, oddArgument] };
  createLinuxStart({ ...home.parts, command }).set(true);
  const file = join(home.path, '.config/autostart/common-hours.desktop');
  const launched = spawnSync('gio', ['launch', file], { timeout: 10_000 });
  if (launched.error !== undefined) context.skip('no program here launches entries');
  expect(launched.stderr.toString()).toBe('');
  return expect
    .poll(() => (fs.existsSync(told) ? fs.readFileSync(told, 'utf8') : null))
    .toBe(oddArgument);
});

test('where systemd looks after the person’s services there is a unit, switched on by a link', () => {
  const home = homeWith({ desktop: true, services: true });
  const start = createLinuxStart(home.parts);
  expect(start.set(true).ok).toBe(true);
  const unit = join(home.path, '.config/systemd/user/common-hours.service');
  expect(filesIn(home)).toEqual([
    'systemd/user/common-hours.service',
    'systemd/user/default.target.wants/common-hours.service',
  ]);
  const wants = join(home.path, '.config/systemd/user/default.target.wants');
  expect(fs.readlinkSync(join(wants, 'common-hours.service'))).toBe(unit);
  expect(fs.readFileSync(unit, 'utf8')).toContain(
    String.raw`ExecStart="/usr/bin/node" "node" "--data" "a \"quoted\" \\ $$HOME ` +
      '`name` 100%% %%U \' folder"\n',
  );
  expect(start.read().state).toBe('on');
  expect(start.set(false).ok).toBe(true);
  expect(filesIn(home)).toEqual([]);
});

test('systemd finds nothing wrong with the unit', (context) => {
  const command = { program: process.execPath, args: ['--data', oddArgument] };
  const home = homeWith({ desktop: false, services: true }, { command });
  createLinuxStart(home.parts).set(true);
  const unit = join(home.path, '.config/systemd/user/common-hours.service');
  const verified = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', unit], {
    timeout: 20_000,
    env: { ...process.env, XDG_RUNTIME_DIR: join(home.path, 'run') },
  });
  if (verified.error !== undefined) context.skip('systemd is not installed here');
  expect(verified.stderr.toString()).not.toContain('common-hours.service');
});

test('without a desktop and without services it is impossible, and says so', () => {
  const home = homeWith({ desktop: false, services: false });
  const start = createLinuxStart(home.parts);
  const { state, sentence } = start.read();
  expect(state).toBe('impossible');
  expect(start.set(true)).toEqual({ ok: false, error: { name: 'not_possible', detail: sentence } });
  expect(start.set(false).ok).toBe(true);
  expect(filesIn(home)).toEqual([]);
});

test('what was switched on in one way is switched off in any', () => {
  const home = homeWith({ desktop: true, services: false });
  createLinuxStart(home.parts).set(true);
  const later = createLinuxStart({ ...home.parts, env: {} });
  expect(later.read().state).toBe('on');
  expect(later.set(false).ok).toBe(true);
  expect(later.read().state).toBe('impossible');
});

test('the node of another data folder has an entry of its own', () => {
  const home = homeWith({ desktop: true, services: false });
  const usual = createLinuxStart(home.parts);
  const other = createLinuxStart({ ...home.parts, dataFolder: join(home.path, 'other') });
  other.set(true);
  expect([usual.read().state, other.read().state]).toEqual(['off', 'on']);
  usual.set(true);
  other.set(false);
  expect([usual.read().state, other.read().state]).toEqual(['on', 'off']);
});

test('a masked unit is replaced, and not written through', () => {
  const home = homeWith({ desktop: false, services: true });
  const units = join(home.path, '.config/systemd/user');
  const elsewhere = join(home.path, 'elsewhere');
  fs.mkdirSync(units, { recursive: true });
  fs.writeFileSync(elsewhere, 'not ours');
  fs.symlinkSync(elsewhere, join(units, 'common-hours.service'));
  expect(createLinuxStart(home.parts).set(true).ok).toBe(true);
  expect(fs.readFileSync(elsewhere, 'utf8')).toBe('not ours');
});

test('a folder that cannot be written is one sentence', () => {
  const home = homeWith({ desktop: true, services: false });
  fs.writeFileSync(join(home.path, '.config'), 'a file where the folder should be');
  const set = createLinuxStart(home.parts).set(true);
  expect(set).toMatchObject({ ok: false, error: { name: 'cannot_be_written' } });
});

test('a path with a line break is refused before anything is written', () => {
  const command = { program: '/usr/bin/node', args: ['two\nlines'] };
  const home = homeWith({ desktop: true, services: true }, { command });
  expect(createLinuxStart(home.parts).set(true)).toMatchObject({ error: { name: 'not_possible' } });
  expect(filesIn(home)).toEqual([]);
});
