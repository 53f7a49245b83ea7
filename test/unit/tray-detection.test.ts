import { expect, test } from 'vitest';
import { awaitTray, hasTray } from '../../main/desktop/has-tray.ts';

const answers = (known: Readonly<Record<string, string>>) => (program: string) =>
  Promise.resolve(known[program] ?? null);

test('Windows and macOS have a tray, and nobody is asked', async () => {
  const nobody = () => Promise.reject(new Error('asked'));
  expect(await hasTray('win32', nobody)).toBe(true);
  expect(await hasTray('darwin', nobody)).toBe(true);
});

test.each([
  ['gdbus', '(true,)\n', true],
  ['gdbus', '(false,)\n', false],
  ['dbus-send', 'method return time=1 sender=x -> destination=:1.2\n   boolean true\n', true],
  ['busctl', 'b false\n', false],
])('on Linux the session bus knows: %s says %j', async (program, printed, is) => {
  expect(await hasTray('linux', answers({ [program]: printed }))).toBe(is);
});

test('on Linux there is no tray where nobody can say', async () => {
  expect(await hasTray('linux', answers({}))).toBe(false);
});

test('who starts in the background waits for a tray that comes later, and not for ever', async () => {
  const waits: number[] = [];
  const wait = (ms: number) => Promise.resolve(void waits.push(ms));
  const later = () => Promise.resolve(waits.length < 3 ? '(false,)' : '(true,)');
  expect(await awaitTray('linux', later, wait)).toBe(true);
  expect(waits).toEqual([1_000, 1_000, 1_000]);
  waits.length = 0;
  expect(await awaitTray('linux', answers({}), wait)).toBe(false);
  expect(waits).toHaveLength(30);
  waits.length = 0;
  expect(await awaitTray('win32', answers({}), wait)).toBe(true);
  expect(waits).toEqual([]);
});
