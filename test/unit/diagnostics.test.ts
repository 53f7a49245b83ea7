/** What is told to find a fault says how the node is, and not whose it is. */
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSettings } from '../../main/adapters/settings.ts';
import { readDiagnostics } from '../../main/diagnostics.ts';
import { firstTerms } from '../../shared/lending/presets.ts';
import { hexOf } from '../support/sample-views.ts';
import { riverside } from '../support/sample-communities.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const quiet = { info: () => undefined, warn: () => undefined };
const clock = { now: () => 1_700_000_000_000 };

function diagnosticsIn(path: string) {
  const settings = openSettings(path, quiet);
  return {
    settings,
    async read(): Promise<{ readonly text: string; readonly told: Told }> {
      const text = await readDiagnostics({
        ...{ path, version: '0.1.0', host: 'headless', settings, clock },
        record: {
          state: () => ({ phase: 'down', reason: 'Alva’s disk is full.', againAtMs: 1, ends: 2 }),
        },
        communities: () =>
          Promise.resolve({ device: null, communities: [riverside()], joining: [], unusable: [] }),
      });
      return { text, told: JSON.parse(text) as Told };
    },
  };
}

interface Told {
  readonly version: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly record: { readonly phase: string; readonly reason: string };
  readonly logs: Readonly<Record<string, readonly string[]>>;
}

test('settings are told without names, keys and lists of people or programs', async () => {
  const { settings, read } = diagnosticsIn(temporaryFolder());
  const terms = firstTerms({ cores: 8, memoryBytes: 2 ** 34, diskFreeBytes: null }, null);
  const [friend, foe] = [hexOf('friend'), hexOf('foe')];
  settings.set({
    ...{ name: 'Alva', community: 'allotment-gate', lending: true },
    place: { id: hexOf('place'), name: 'Riverside workshop', startsAtMs: 1, epochMs: 2 },
    terms: {
      ...{ ...terms, chosen: [friend], blocked: [foe] },
      notWhile: { programs: ['diary'], fullScreen: true },
    },
  });
  const { text, told } = await read();
  for (const secret of ['Alva', 'allotment', 'Riverside', 'diary', friend, foe, hexOf('place')]) {
    expect(text).not.toContain(secret);
  }
  expect(told).toMatchObject({
    version: '0.1.0',
    settings: {
      ...{ place: 'community', lending: true },
      terms: { chosen: 1, blocked: 1, notWhile: { programs: 1, fullScreen: true } },
    },
    record: { phase: 'down', reason: '[name]’s disk is full.', communities: [{ members: 6 }] },
  });
});

test('the last lines of a log are told, without what says who somebody is or where', async () => {
  const path = temporaryFolder();
  const line = `Warning: Alva (${hexOf('key')}) at 10.1.2.3 wrote ${join(homedir(), 'notes')}, see commonhours://join/abc.`;
  const many = Array.from({ length: 5_000 }, (_, index) => `Sentence ${index}.`);
  writeFileSync(join(path, 'node.log'), `${[...many, line].join('\n')}\n`);
  const { settings, read } = diagnosticsIn(path);
  settings.set({ name: 'Alva' });
  const { logs } = (await read()).told;
  expect(logs['node.log']).toHaveLength(100);
  expect(logs['node.log']?.slice(-2)).toEqual([
    'Sentence 4999.',
    `Warning: [name] ([key]) at [address] wrote ${join('~', 'notes')}, see [link]`,
  ]);
  expect(logs['record.log']).toEqual([]);
});

test.each([
  ['from 10.1.2.3:49737.', 'from [address]:49737.'],
  ['from [2001:db8::8a2e:370:7334]:49737', 'from [[address]]:49737'],
  ['from fe80::1: gone', 'from [address]: gone'],
  ['from ::ffff:10.1.2.3.', 'from [address].'],
  ['at 20:57:19 a face: 12 of 34', 'at 20:57:19 a face: 12 of 34'],
])('an address is left out of what is told: %s', async (line, told) => {
  const path = temporaryFolder();
  writeFileSync(join(path, 'node.log'), `${line}\n`);
  const { read } = diagnosticsIn(path);
  expect((await read()).told.logs['node.log']).toEqual([told]);
});
