import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { keyPath } from '../../main/adapters/key-file.ts';
import { openKeys } from '../../main/adapters/keys.ts';
import type { NodeKeys } from '../../main/adapters/keys.ts';
import { textToBytes } from '../../shared/base/bytes.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'common-hours-keys-'));
  file = keyPath(folder, 'identity');
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const posix = process.platform !== 'win32';

function open(at = folder): NodeKeys {
  const keys = openKeys(at);
  if (!keys.ok) expect.unreachable(keys.error.detail);
  return keys.value;
}

function refusal(at = folder): { readonly name: string; readonly detail: string } {
  const keys = openKeys(at);
  if (keys.ok) expect.unreachable('the keys were opened');
  return keys.error;
}

test('the first start makes an identity and every later start finds the same', () => {
  const first = open();
  const second = open();
  expect(second.member).toEqual(first.member);
  expect(second.transportSeed).toEqual(first.transportSeed);
  expect(fs.readdirSync(folder).sort()).toEqual(['device.key', 'identity.key']);
});

test('two folders are two members', () => {
  const other = open(join(folder, 'a', 'folder', 'that', 'is', 'not', 'there', 'yet'));
  expect(other.member).not.toEqual(open().member);
});

test('what the member key signs is verified by its public half, and by no other', () => {
  const [alice, bob] = [open(), open(join(folder, 'bob'))];
  const message = textToBytes('an hour');
  expect(cryptography.verify(message, alice.sign(message), alice.member)).toBe(true);
  expect(cryptography.verify(message, alice.sign(message), bob.member)).toBe(false);
});

const keptText = (path: string) => fs.readFileSync(path, 'utf8');

test('the transport seed tells neither the member key nor any seed', () => {
  const { member, transportSeed } = open();
  const kept = keptText(file) + keptText(keyPath(folder, 'device'));
  expect(transportSeed.byteLength).toBe(32);
  expect(transportSeed).not.toEqual(member);
  expect(kept).not.toContain(Buffer.from(transportSeed).toString('hex'));
});

test.runIf(posix)('only the owner may read the file, and a looser mode is tightened', () => {
  open();
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  fs.chmodSync(file, 0o644);
  open();
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
});

const harm: readonly (readonly [string, (text: string) => string])[] = [
  ['empty', () => ''],
  ['cut short', (text) => text.slice(0, -1)],
  ['longer than it was', (text) => `${text}\n`],
  ['a megabyte long', (text) => text + 'x'.repeat(1_000_000)],
  ['of another version', (text) => text.replace('identity 1', 'identity 2')],
  ['changed in one digit', (text) => text.replace(/[0-9a-f]{64}/, (hex) => flipped(hex))],
  ['not text', () => '\u0000\u0001\u0002'],
];

function flipped(hex: string): string {
  return (hex.startsWith('0') ? '1' : '0') + hex.slice(1);
}

test.each(harm)('a file that is %s is refused in one sentence and left alone', (_, change) => {
  open();
  const changed = change(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, changed);
  const { name, detail } = refusal();
  expect(name).toBe('identity_damaged');
  expect(detail).toContain(file);
  expect(detail.split('\n')).toHaveLength(1);
  expect(fs.readFileSync(file, 'utf8')).toBe(changed);
  expect(fs.readdirSync(folder).sort()).toEqual(['device.key', 'identity.key']);
});

test('a folder in the place of the file is refused', () => {
  fs.mkdirSync(file);
  expect(refusal().name).toMatch(/^identity_(damaged|unreadable)$/);
});

test('a data folder that cannot be written is refused', () => {
  const at = join(folder, 'file');
  fs.writeFileSync(at, 'not a folder');
  for (const impossible of [at, join(at, 'below')]) {
    const { name, detail } = refusal(impossible);
    expect(name).toBe('data_folder_unwritable');
    expect(detail).toContain(impossible);
  }
});
