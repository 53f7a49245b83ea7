import { afterAll, beforeAll, expect, test } from 'vitest';
import { plant, type Planted } from './plant.ts';

const lines = (count: number) => '// a line\n'.repeat(count);
const longFunction = `export function long(): void {\n${'  void 0;\n'.repeat(70)}}\n`;

/** One offence for each house rule: what is forbidden, the rule that says so, where, and the offender. */
const offences: readonly (readonly [what: string, rule: string, path: string, text: string])[] = [
  [
    'a promise that nobody waits for',
    '@typescript-eslint/no-floating-promises',
    'main/adapters/floating.ts',
    'export function go(): void {\n  Promise.resolve(1);\n}\n',
  ],
  ['any', '@typescript-eslint/no-explicit-any', 'workers/any.ts', 'export type Thing = any;\n'],
  [
    'the claim that something is there',
    '@typescript-eslint/no-non-null-assertion',
    'workers/claim.ts',
    'export const first = (all: readonly string[]): string => all[0]!;\n',
  ],
  [
    'an effect that forgets what it reads',
    'react-hooks/exhaustive-deps',
    'renderer/features/effect.tsx',
    "import { useEffect } from 'react';\nexport function Page({ go }: { readonly go: () => void }) {\n  useEffect(() => go(), []);\n  return null;\n}\n",
  ],
  [
    'a type imported as a value',
    '@typescript-eslint/consistent-type-imports',
    'main/adapters/type-import.ts',
    "import { Server } from 'node:net';\nexport type S = Server;\n",
  ],
  [
    'a case that is not handled',
    '@typescript-eslint/switch-exhaustiveness-check',
    'shared/jobs/cases.ts',
    "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 0;\n}\n",
  ],
  [
    'the clock in shared',
    'no-restricted-globals',
    'shared/economy/clock.ts',
    'export const now = () => Date.now();\n',
  ],
  [
    'a Date in shared',
    'no-restricted-globals',
    'shared/domain/date.ts',
    'export const then = new Date(0);\n',
  ],
  [
    'chance in shared',
    'no-restricted-properties',
    'shared/stake/chance.ts',
    'export const roll = () => Math.random();\n',
  ],
  [
    'a float in the ledger',
    'no-restricted-syntax',
    'shared/ledger/float.ts',
    'export const x = 0.5;\n',
  ],
  [
    'a float in the economy',
    'no-restricted-syntax',
    'shared/economy/float.ts',
    'export const x = 1_0.5e3;\n',
  ],
  [
    'a tiny float in the stakes',
    'no-restricted-syntax',
    'shared/stake/float.ts',
    'export const x = 5e-7;\n',
  ],
  [
    'async in the ledger',
    'no-restricted-syntax',
    'shared/ledger/async.ts',
    'export async function f(): Promise<number> {\n  return 1;\n}\n',
  ],
  [
    'an async arrow in the economy',
    'no-restricted-syntax',
    'shared/economy/arrow.ts',
    'export const f = async () => 1;\n',
  ],
  [
    'a promise in the stakes',
    'no-restricted-syntax',
    'shared/stake/promise.ts',
    'export const f = () => Promise.resolve(1);\n',
  ],
  [
    'the clock in the engine',
    'no-restricted-syntax',
    'main/engine/clock.ts',
    'export const now = () => Date.now();\n',
  ],
  [
    'the present moment in the engine',
    'no-restricted-syntax',
    'main/engine/moment.ts',
    'export const now = () => new Date();\n',
  ],
  [
    'a timer in the engine',
    'no-restricted-globals',
    'main/engine/timer.ts',
    'export const f = () => setTimeout(() => {}, 1);\n',
  ],
  [
    'the environment in the engine',
    'no-restricted-globals',
    'main/engine/environment.ts',
    'export const home = () => process.env.HOME;\n',
  ],
  [
    'throw in the ledger',
    'no-restricted-syntax',
    'shared/ledger/throw.ts',
    "export function f(): never {\n  throw new Error('no');\n}\n",
  ],
  [
    'throw in an adapter',
    'no-restricted-syntax',
    'main/adapters/throw.ts',
    "export function f(): never {\n  throw new Error('no');\n}\n",
  ],
  ['a default export', 'no-restricted-syntax', 'main/adapters/default.ts', 'export default 1;\n'],
  [
    'a default export in a test',
    'no-restricted-syntax',
    'test/support/default.ts',
    'export default 1;\n',
  ],
  ['a file of 301 lines', 'max-lines', 'shared/domain/long.ts', lines(301)],
  ['a function of 72 lines', 'house/function-length', 'renderer/ui/long.ts', longFunction],
  ['FIXME', 'house/comments', 'main/links/fixme.ts', '// FIXME later\nexport const x = 1;\n'],
  [
    'TODO without an issue',
    'house/comments',
    'main/links/todo.ts',
    '// TODO: later\nexport const x = 1;\n',
  ],
  [
    'an exception without a reason',
    'house/comments',
    'main/links/reason.ts',
    '// eslint-disable-next-line no-restricted-syntax\nexport default 1;\n',
  ],
  [
    'a whole file excepted',
    'house/comments',
    'main/links/whole.ts',
    '/* eslint-disable no-restricted-syntax */\nexport default 1;\n',
  ],
  [
    'an exception that nothing needs',
    'unused directive',
    'main/links/unused.ts',
    '// eslint-disable-next-line max-lines -- for no reason\nexport const x = 1;\n',
  ],
  [
    'a hook in a condition',
    'react-hooks/rules-of-hooks',
    'renderer/features/hook.tsx',
    "import { useState } from 'react';\nexport function Page({ on }: { readonly on: boolean }) {\n  if (on) useState(0);\n  return null;\n}\n",
  ],
];

/** What looks alike and is allowed. */
const innocent: Readonly<Record<string, string>> = {
  'shared/ledger/innocent.ts': 'export const x = 1_000n * BigInt(0x10) + BigInt(5e3);\n',
  'shared/base/assert.ts': "export function f(): never {\n  throw new Error('no');\n}\n",
  'shared/api/innocent.ts': 'export const later = async () => Promise.resolve(1);\n',
  'main/adapters/innocent.ts':
    '// TODO(#12): read it from the port\nexport const now = () => Date.now();\n',
  'main/links/innocent.ts':
    '// eslint-disable-next-line no-restricted-syntax -- a tool wants it so\nexport default 1;\n',
  'main/engine/innocent.ts': 'export const year = (ms: number) => new Date(ms).getUTCFullYear();\n',
  'workers/job-worker.ts': 'export default function run(): number {\n  return 1;\n}\n',
  'test/unit/innocent.ts': "export function f(): never {\n  throw new Error('no');\n}\n",
};

interface FileReport {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

let planted: Planted;
let reports: readonly FileReport[];

beforeAll(() => {
  const offenders = offences.map(([, , path, text]) => [path, text] as const);
  planted = plant({ ...innocent, ...Object.fromEntries(offenders) });
  reports = JSON.parse(
    planted.run('eslint/bin/eslint.js', '.', '--format', 'json'),
  ) as FileReport[];
});

afterAll(() => planted.remove());

function brokenBy(path: string): readonly string[] {
  const report = reports.find(({ filePath }) =>
    filePath.replaceAll('\\', '/').endsWith(`/${path}`),
  );
  return (report?.messages ?? [{ ruleId: 'not linted', message: '' }]).map(({ ruleId, message }) =>
    message.startsWith('Unused eslint-disable') ? 'unused directive' : (ruleId ?? message),
  );
}

test.each(offences)('%s is caught by %s', (_what, rule, path) => {
  expect(brokenBy(path)).toContain(rule);
});

test.each(Object.keys(innocent))('%s is left alone', (path) => {
  expect(brokenBy(path)).toEqual([]);
});
