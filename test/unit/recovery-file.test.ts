import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { keyPath } from '../../main/adapters/key-file.ts';
import { openKeys } from '../../main/adapters/keys.ts';
import type { NodeKeys } from '../../main/adapters/keys.ts';
import { exportIdentity, restoreIdentity } from '../../main/adapters/recovery.ts';
import type { Luggage, RestoredIdentity } from '../../main/adapters/recovery.ts';
import { parseRecovery, recoveryLimits, standardCost } from '../../main/adapters/recovery-file.ts';
import type { ScryptCost } from '../../main/adapters/recovery-file.ts';
import { base64ToBytes, bytesToBase64, bytesToHex, textToBytes } from '../../shared/base/bytes.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The least that a file may ask for: tests need no costly guesses. */
const cheap: ScryptCost = { logN: 14, r: 8, p: 1 };
const passphrase = 'correct horse battery';
const luggage: Luggage = {
  name: 'Zoë 合',
  attachments: [
    { name: 'choir', bytes: madeBytes(200, 'genesis of the choir') },
    { name: 'empty', bytes: new Uint8Array() },
  ],
};

function keysIn(folder: string): NodeKeys {
  const keys = openKeys(folder);
  if (!keys.ok) expect.unreachable(keys.error.detail);
  return keys.value;
}

async function exported(folder: string, given = luggage, words = passphrase): Promise<string> {
  const text = await exportIdentity(folder, words, given, cheap);
  if (!text.ok) expect.unreachable(text.error.detail);
  return text.value;
}

async function restored(
  folder: string,
  text: string,
  options: { readonly replace?: boolean } = {},
): Promise<RestoredIdentity> {
  const identity = await restoreIdentity(folder, text, passphrase, options);
  if (!identity.ok) expect.unreachable(identity.error.detail);
  return identity.value;
}

async function refusalOf(folder: string, text: string, words = passphrase): Promise<string> {
  const identity = await restoreIdentity(folder, text, words);
  return identity.ok ? 'restored' : identity.error.name;
}

/** One member for all tests, whose key and recovery file no test changes. */
const home = fs.mkdtempSync(join(tmpdir(), 'common-hours-'));
let keys: NodeKeys;
let text: string;

beforeAll(async () => {
  keys = keysIn(home);
  text = await exported(home);
});

afterAll(() => fs.rmSync(home, { recursive: true }));

test('a member comes back on a new machine, with its name and communities and a fresh device', async () => {
  const away = temporaryFolder();
  const { name, attachments, keptAside, keys: there } = await restored(away, text);
  expect({ name, attachments, keptAside }).toEqual({ ...luggage, keptAside: null });
  expect(there.member).toEqual(keys.member);
  expect(there.device.publicKey).not.toEqual(keys.device.publicKey);
  const opened = keysIn(away);
  expect(opened.member).toEqual(keys.member);
  expect(opened.device.publicKey).toEqual(there.device.publicKey);
  const message = textToBytes('an hour');
  expect(cryptography.verify(message, opened.sign(message), keys.member)).toBe(true);
});

test('a file tells nothing of the member, and is another each time', async () => {
  const seedLine = fs.readFileSync(keyPath(home, 'identity'), 'utf8');
  const seed = seedLine.split(' ')[3] ?? '';
  const body = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64url').toString('hex');
  for (const secret of [seed, bytesToHex(keys.member)]) {
    expect(secret).toHaveLength(64);
    expect(body).not.toContain(secret);
  }
  expect(await exported(home)).not.toBe(text);
});

test('a passphrase is the same however its accents are composed', async () => {
  const away = temporaryFolder();
  const accented = await exported(home, luggage, 'café au lait'.normalize('NFD'));
  expect(await refusalOf(away, accented, 'café au lait'.normalize('NFC'))).toBe('restored');
});

test('a wrong passphrase is refused and changes nothing', async () => {
  const away = temporaryFolder();
  for (const words of ['', 'Correct horse battery', `${passphrase} `]) {
    expect(await refusalOf(away, text, words)).toBe('wrong_passphrase');
  }
  expect(fs.readdirSync(away)).toEqual([]);
});

const kept: readonly (readonly [string, (text: string) => string])[] = [
  ['line ends of Windows', (text) => text.replaceAll('\n', '\r\n')],
  ['a mark of the byte order', (text) => `\u{FEFF}${text}`],
  ['empty lines and blanks', (text) => `\n${text.replaceAll('\n', '  \n\n')}`],
  ['no line end', (text) => text.trimEnd()],
];

test.each(kept)('a file with %s is still whole', async (_, change) => {
  const away = temporaryFolder();
  expect(await refusalOf(away, change(text))).toBe('restored');
});

/** Changes the bytes of the body, and makes the checksum fit again. */
function withBody(text: string, change: (body: Uint8Array) => Uint8Array): string {
  const body = change(base64ToBytes(text.split('\n').slice(1, -2).join('')));
  const domain = textToBytes('common-hours/recovery-check/v1');
  const check = bytesToHex(cryptography.hash(domain, body).subarray(0, 8));
  return `common-hours recovery 1\n${bytesToBase64(body)}\ncheck ${check}\n`;
}

const asks = (logN: number, r: number, p: number) => (text: string) =>
  withBody(text, (body) => new Uint8Array([logN, r, p, ...body.subarray(3)]));

const harm: readonly (readonly [string, (text: string) => string, string])[] = [
  ['empty', () => '', 'recovery_file_damaged'],
  ['a letter', () => 'Dear Bob\n', 'recovery_file_damaged'],
  ['cut', (text) => text.slice(0, text.length / 2), 'recovery_file_damaged'],
  ['without a line', (text) => text.replace(/\n.{76}\n/, '\n'), 'recovery_file_damaged'],
  ['without a checksum', (text) => text.replace(/check .*/, ''), 'recovery_file_damaged'],
  ['changed in a letter', (text) => changedAt(text, 100), 'recovery_file_damaged'],
  ['changed in its checksum', (text) => changedAt(text, text.length - 3), 'recovery_file_damaged'],
  ['endless', (text) => text + 'x'.repeat(recoveryLimits.fileBytes), 'recovery_file_damaged'],
  ['without contents', (text) => withBody(text, (b) => b.slice(0, 40)), 'recovery_file_damaged'],
  ['of version 2', (text) => text.replace('recovery 1', 'recovery 2'), 'recovery_file_newer'],
  ['of version 0', (text) => text.replace('recovery 1', 'recovery 0'), 'recovery_file_damaged'],
  ['asking for 512 MiB', asks(19, 8, 1), 'recovery_file_too_costly'],
  ['asking for wide blocks', asks(17, 255, 1), 'recovery_file_too_costly'],
  ['asking for many rounds', asks(17, 8, 255), 'recovery_file_too_costly'],
  ['asking for no rounds', asks(17, 8, 0), 'recovery_file_too_costly'],
  ['asking for more than a number holds', asks(255, 8, 1), 'recovery_file_too_costly'],
  ['asking for less than was sealed with', asks(14, 4, 1), 'wrong_passphrase'],
  [
    'forged',
    (text) => withBody(text, (body) => body.with(60, 1 ^ (body[60] ?? 0))),
    'wrong_passphrase',
  ],
];

function changedAt(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
}

test.each(harm)('a file that is %s is refused in one sentence', async (_, change, name) => {
  const away = temporaryFolder();
  const identity = await restoreIdentity(away, change(text), passphrase);
  if (identity.ok) expect.unreachable('it was restored');
  expect(identity.error.name).toBe(name);
  expect(identity.error.detail).toMatch(/^[A-Z][^\n]{20,160}\.$/);
  expect(fs.readdirSync(away)).toEqual([]);
});

test('the most that a file may ask for is computed in reason', async () => {
  const away = temporaryFolder();
  // Processor time: what else the machine does meanwhile is not counted.
  const before = process.cpuUsage();
  expect(await refusalOf(away, asks(18, 8, 1)(text))).toBe('wrong_passphrase');
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(10);
});

test('an identity is not replaced unless that was said, and then kept aside', async () => {
  const other = temporaryFolder();
  const former = keysIn(other);
  expect(await refusalOf(other, text)).toBe('identity_exists');
  expect(keysIn(other).member).toEqual(former.member);
  const { keptAside } = await restored(other, text, { replace: true });
  expect(keysIn(other).member).toEqual(keys.member);
  const again = join(temporaryFolder(), 'identity.key');
  fs.copyFileSync(keptAside ?? '', again);
  expect(keysIn(join(again, '..')).member).toEqual(former.member);
});

test('a damaged identity is something that is there, and can be replaced', async () => {
  const broken = temporaryFolder();
  fs.writeFileSync(keyPath(broken, 'identity'), 'damaged');
  expect(await refusalOf(broken, text)).toBe('identity_exists');
  const { keptAside } = await restored(broken, text, { replace: true });
  expect(fs.readFileSync(keptAside ?? '', 'utf8')).toBe('damaged');
  expect(keysIn(broken).member).toEqual(keys.member);
});

test('a folder that cannot be written is refused', async () => {
  const away = temporaryFolder();
  const below = join(away, 'file');
  fs.writeFileSync(below, '');
  expect(await refusalOf(join(below, 'folder'), text)).toBe('data_folder_unwritable');
});

const unfit: readonly (readonly [string, string, Luggage, string])[] = [
  ['seven characters', '1234567', luggage, 'passphrase_unfit'],
  ['seven characters of two units', '🔑'.repeat(7), luggage, 'passphrase_unfit'],
  ['a passphrase without end', 'x'.repeat(1025), luggage, 'passphrase_unfit'],
  [
    'more than a mebibyte',
    passphrase,
    { name: null, attachments: [{ name: 'a', bytes: new Uint8Array(2 ** 20) }] },
    'recovery_file_too_large',
  ],
];

test.each(unfit)('%s is refused before anything is written', async (_, words, given, name) => {
  const refused = await exportIdentity(home, words, given, cheap);
  expect(refused.ok ? 'written' : refused.error.name).toBe(name);
});

test('a mebibyte of communities goes into one file', async () => {
  const away = temporaryFolder();
  const attachments = [{ name: 'big', bytes: new Uint8Array(randomBytes(2 ** 20 - 3)) }];
  const big = await exported(home, { name: null, attachments });
  expect(big.length).toBeLessThan(recoveryLimits.fileBytes);
  const identity = await restored(away, big);
  expect(identity.name).toBeNull();
  expect(identity.attachments).toEqual(attachments);
});

test('where there is no identity, none is exported and none is made', async () => {
  const folder = temporaryFolder();
  const refused = await exportIdentity(folder, passphrase, luggage, cheap);
  expect(refused.ok ? 'written' : refused.error.name).toBe('identity_missing');
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('a guess costs 128 MiB unless a test says otherwise', async () => {
  const written = await exportIdentity(home, passphrase, luggage);
  const parsed = parseRecovery(written.ok ? written.value : '');
  expect(parsed.ok ? parsed.value.head : null).toMatchObject(standardCost);
});
