import * as fs from 'node:fs';
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { draftSeed, keyPath, placeSeed } from '../../main/adapters/key-file.ts';
import { openKeys, placeIdentity, readIdentity } from '../../main/adapters/keys.ts';
import type { NodeKeys } from '../../main/adapters/keys.ts';
import { textToBytes } from '../../shared/base/bytes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function open(folder: string, onSetAside?: (sentence: string) => void): NodeKeys {
  const keys = openKeys(folder, onSetAside === undefined ? {} : { onSetAside });
  if (!keys.ok) expect.unreachable(keys.error.detail);
  return keys.value;
}

function renewed(keys: NodeKeys): NodeKeys {
  const fresh = keys.renewDevice();
  if (!fresh.ok) expect.unreachable(fresh.error.detail);
  return fresh.value;
}

const message = textToBytes('record 1');

/** A folder with the member of `folder` and no device yet, as on a second machine. */
function secondMachine(folder: string): string {
  const other = temporaryFolder();
  fs.copyFileSync(keyPath(folder, 'identity'), keyPath(other, 'identity'));
  return other;
}

test('a device has a key of its own, which every later start finds again', () => {
  const folder = temporaryFolder();
  const { member, device } = open(folder);
  expect(device.publicKey).not.toEqual(member);
  expect(open(folder).device.publicKey).toEqual(device.publicKey);
  expect(cryptography.verify(message, device.sign(message), device.publicKey)).toBe(true);
  expect(cryptography.verify(message, device.sign(message), member)).toBe(false);
});

test('two machines of one member differ in their device and in their place on the network', () => {
  const folder = temporaryFolder();
  const [here, there] = [open(folder), open(secondMachine(folder))];
  expect(there.member).toEqual(here.member);
  expect(there.device.publicKey).not.toEqual(here.device.publicKey);
  expect(there.transportSeed).not.toEqual(here.transportSeed);
});

test('a renewed device is on the disk before it is used, and the old file is kept aside', () => {
  const folder = temporaryFolder();
  const first = open(folder);
  const firstFile = fs.readFileSync(keyPath(folder, 'device'), 'utf8');
  const second = renewed(first);
  const third = renewed(second);
  expect(open(folder).device.publicKey).toEqual(third.device.publicKey);
  expect(third.member).toEqual(first.member);
  expect(third.device.publicKey).not.toEqual(second.device.publicKey);
  expect(fs.readFileSync(`${keyPath(folder, 'device')}.old-1`, 'utf8')).toBe(firstFile);
  expect(fs.readdirSync(folder).sort()).toEqual([
    'device.key',
    'device.key.old-1',
    'device.key.old-2',
    'identity.key',
  ]);
});

test('a device that cannot be kept is not renewed', () => {
  const folder = temporaryFolder();
  const keys = open(folder);
  fs.rmSync(folder, { recursive: true });
  fs.writeFileSync(folder, 'a file where the folder was');
  const fresh = keys.renewDevice();
  expect(fresh.ok ? 'renewed' : fresh.error.name).toBe('data_folder_unwritable');
});

const harm: readonly (readonly [string, (text: string) => string])[] = [
  ['empty', () => ''],
  ['cut short', (text) => text.slice(0, -2)],
  ['changed in one digit', (text) => text.replace(/ ([0-9a-f])/, ' f$1').replace(/.\n$/, '\n')],
  ['the identity’s', (text) => text.replace('device', 'identity')],
  ['a megabyte long', (text) => text + 'x'.repeat(1_000_000)],
];

test.each(harm)('a device key that is %s is put aside and replaced, and said so', (_, change) => {
  const folder = temporaryFolder();
  const before = open(folder);
  const path = keyPath(folder, 'device');
  const changed = change(fs.readFileSync(path, 'utf8'));
  fs.writeFileSync(path, changed);
  const said: string[] = [];
  const after = open(folder, (sentence) => void said.push(sentence));
  expect(after.member).toEqual(before.member);
  expect(after.device.publicKey).not.toEqual(before.device.publicKey);
  expect(fs.readFileSync(`${path}.old-1`, 'utf8')).toBe(changed);
  expect(said).toEqual([expect.stringMatching(/device was damaged: it was put aside/)]);
  expect(open(folder).device.publicKey).toEqual(after.device.publicKey);
});

test.runIf(process.platform !== 'win32')('only the owner may read a device key, old or new', () => {
  const folder = temporaryFolder();
  const keys = open(folder);
  fs.chmodSync(keyPath(folder, 'device'), 0o644);
  renewed(keys);
  for (const name of fs.readdirSync(folder)) {
    expect(fs.statSync(`${folder}/${name}`).mode & 0o777).toBe(0o600);
  }
});

test('a draft that a power cut left behind changes nothing and is in nobody’s way', () => {
  const folder = temporaryFolder();
  const before = open(folder);
  for (const kind of ['identity', 'device'] as const) {
    draftSeed(folder, kind, new Uint8Array(32).fill(7));
  }
  expect(open(folder).member).toEqual(before.member);
  expect(open(folder).device.publicKey).toEqual(before.device.publicKey);
  expect(renewed(before).member).toEqual(before.member);
});

test('reading an identity makes none', () => {
  const folder = temporaryFolder();
  expect(readIdentity(folder)).toEqual({ ok: true, value: null });
  expect(fs.readdirSync(folder)).toEqual([]);
  const keys = open(folder);
  expect(readIdentity(folder)).toMatchObject({
    ok: true,
    value: { member: keys.member, device: keys.device.publicKey },
  });
});

test('another identity comes with a fresh device, and the former keys are kept aside', () => {
  const folder = temporaryFolder();
  const former = open(folder);
  const formerFile = fs.readFileSync(keyPath(folder, 'identity'), 'utf8');
  const placed = placeIdentity(folder, new Uint8Array(32).fill(7));
  if (!placed.ok) expect.unreachable(placed.error.detail);
  const { keys, keptAside } = placed.value;
  expect(keys.member).not.toEqual(former.member);
  expect(keys.device.publicKey).not.toEqual(former.device.publicKey);
  expect(open(folder).member).toEqual(keys.member);
  expect(open(folder).device.publicKey).toEqual(keys.device.publicKey);
  expect(keptAside).toBe(`${keyPath(folder, 'identity')}.old-1`);
  expect(fs.readFileSync(`${keyPath(folder, 'identity')}.old-1`, 'utf8')).toBe(formerFile);
});

test('cut off between its two steps, a change of identity leaves the former member with a fresh device', () => {
  const folder = temporaryFolder();
  const former = open(folder);
  const seed = new Uint8Array(32).fill(7);
  draftSeed(folder, 'device', new Uint8Array(32).fill(8));
  draftSeed(folder, 'identity', seed);
  placeSeed(folder, 'device');
  const after = open(folder);
  expect(after.member).toEqual(former.member);
  expect(after.device.publicKey).not.toEqual(former.device.publicKey);
  const again = placeIdentity(folder, seed);
  expect(again.ok && open(folder).member).toEqual(again.ok && again.value.keys.member);
  expect(open(folder).member).not.toEqual(former.member);
});
