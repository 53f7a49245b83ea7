import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openDataFolder } from '../../main/adapters/data-folder.ts';
import { keyPath } from '../../main/adapters/key-file.ts';
import { openKeys, readIdentity } from '../../main/adapters/keys.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { runCommand } from '../support/nodes.ts';
import type { Answer } from '../support/nodes.ts';

const passphrase = 'correct horse battery\n';
let folder: string;
/** Where Alice is at home, and her recovery file. */
let home: string;
let file: string;
let exported: Answer;

const within = (name: string) => join(folder, name);

function identity(input: string, ...args: readonly string[]): Promise<Answer> {
  return runCommand(['identity', ...args], input);
}

function memberIn(dataFolder: string): string | null {
  const kept = readIdentity(dataFolder);
  return kept.ok && kept.value !== null ? bytesToHex(kept.value.member) : null;
}

beforeAll(async () => {
  folder = fs.mkdtempSync(join(tmpdir(), 'common-hours-'));
  home = within('home');
  file = within('alice.recovery');
  expect(openKeys(home).ok).toBe(true);
  fs.writeFileSync(join(home, 'settings.json'), '{"name":"Alice"}');
  exported = await identity(passphrase, 'export', file, '--data', home, '--json');
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** One line, a sentence, on standard error alone; exit code 1. */
function expectRefusal({ code, text, stderr }: Answer, sentence: RegExp): void {
  expect(stderr).toMatch(/^[^\n]+\.\n$/);
  expect(stderr).toMatch(sentence);
  expect({ code, text }).toEqual({ code: 1, text: '' });
}

test('the identity is shown, and its secret is not', async () => {
  const shown = await identity('', 'show', '--data', home, '--json');
  expect(JSON.parse(shown.text)).toEqual({
    member: memberIn(home),
    device: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    file: keyPath(home, 'identity'),
  });
  const secret = fs.readFileSync(keyPath(home, 'identity'), 'utf8').split(' ')[3] ?? '';
  expect(shown.text).not.toContain(secret);
});

test('a member moves to a new machine, with the name and another device', async () => {
  expect(JSON.parse(exported.text)).toEqual({ file, member: memberIn(home), communities: 0 });
  if (process.platform !== 'win32') expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  const away = within('away');
  const restored = await identity(passphrase, 'restore', file, '--data', away, '--json');
  expect(restored.stderr).toBe('');
  expect(JSON.parse(restored.text)).toMatchObject({
    member: memberIn(home),
    name: 'Alice',
    keptAside: null,
  });
  const [here, there] = [openKeys(home), openKeys(away)];
  expect(there.ok && bytesToHex(there.value.member)).toBe(memberIn(home));
  expect(there.ok && there.value.device.publicKey).not.toEqual(
    here.ok && here.value.device.publicKey,
  );
  expect(JSON.parse(fs.readFileSync(join(away, 'settings.json'), 'utf8'))).toMatchObject({
    name: 'Alice',
  });
});

test('another identity is replaced only when that is said, and kept aside', async () => {
  const bobs = within('bob');
  openKeys(bobs);
  const bob = memberIn(bobs);
  const refused = await identity(passphrase, 'restore', file, '--data', bobs);
  expectRefusal(refused, /There is an identity in .*bob already: .* with --replace/);
  expect(memberIn(bobs)).toBe(bob);
  const replaced = await identity(passphrase, 'restore', file, '--data', bobs, '--replace');
  expect(replaced.text).toMatch(
    /^You are Alice, the member [0-9a-f]{64}, .*\n.* before is .*identity\.key\.old-1\.\n$/,
  );
  expect(memberIn(bobs)).toBe(memberIn(home));
});

test('no identity is restored under a running node', async () => {
  const bobs = openDataFolder(within('running'));
  if (!bobs.ok) expect.unreachable(bobs.error.detail);
  onTestFinished(() => bobs.value.close());
  openKeys(bobs.value.path);
  const before = memberIn(bobs.value.path);
  const refused = await identity(
    passphrase,
    'restore',
    file,
    '--data',
    bobs.value.path,
    '--replace',
  );
  expectRefusal(refused, /Another node is already using .*running/);
  expect(memberIn(bobs.value.path)).toBe(before);
});

const wrong: readonly (readonly [string, string, () => readonly string[], RegExp])[] = [
  ['a wrong passphrase', 'correct house\n', () => ['restore', file], /does not open this recovery/],
  ['no passphrase', '', () => ['restore', file], /No passphrase came from standard input/],
  ['no file', passphrase, () => ['restore', within('none')], /none cannot be read: there is no/],
  ['another file', passphrase, () => ['restore', keyPath(home, 'identity')], /is no recovery file/],
  ['both from one stream', passphrase, () => ['restore', '-'], /say with --passphrase-file where/],
  ['nothing to export', passphrase, () => ['export', within('new')], /There is no identity in/],
];

test.each(wrong)(
  '%s is refused in one sentence, and changes nothing',
  async (_, input, args, said) => {
    const nowhere = fs.mkdtempSync(within('nowhere-'));
    expectRefusal(await identity(input, ...args(), '--data', nowhere), said);
    expect(memberIn(nowhere)).toBeNull();
  },
);

test('a recovery file is never written over another file, nor under a short passphrase', async () => {
  const before = fs.readFileSync(file, 'utf8');
  expectRefusal(await identity(passphrase, 'export', file, '--data', home), /already: choose/);
  expect(fs.readFileSync(file, 'utf8')).toBe(before);
  const short = await identity('1234567\n', 'export', within('short'), '--data', home);
  expectRefusal(short, /fewer than 8 characters/);
  expect(fs.existsSync(within('short'))).toBe(false);
});

test('a recovery file comes through standard input, with its passphrase in a file', async () => {
  fs.writeFileSync(within('passphrase'), passphrase);
  const args = [
    'restore',
    '-',
    '--passphrase-file',
    within('passphrase'),
    '--data',
    within('piped'),
  ];
  const restored = await identity(fs.readFileSync(file, 'utf8'), ...args);
  expect(restored.stderr).toBe('');
  expect(memberIn(within('piped'))).toBe(memberIn(home));
});
