import { afterAll, beforeAll, expect, test } from 'vitest';
import { plant, type Planted } from './plant.ts';

/** Names that a part of the product must not know: the compiler is told so by `lib` and `types`. */
const unknown: readonly (readonly [name: string, path: string])[] = [
  ['process', 'shared/base/process.ts'],
  ['Buffer', 'shared/base/buffer.ts'],
  ['setTimeout', 'shared/base/timer.ts'],
  ['console', 'shared/base/console.ts'],
  ['performance', 'shared/base/performance.ts'],
  ['crypto', 'shared/base/crypto.ts'],
  ['fetch', 'shared/base/fetch.ts'],
  ['window', 'shared/base/window.ts'],
  ['document', 'shared/base/document.ts'],
  ['window', 'workers/window.ts'],
  ['document', 'main/engine/document.ts'],
  ['process', 'renderer/process.ts'],
  ['Buffer', 'renderer/buffer.ts'],
];

let planted: Planted;
let printed: string;

beforeAll(() => {
  const offenders = unknown.map(([name, path]) => [path, `export const x: unknown = ${name};\n`]);
  planted = plant({
    ...(Object.fromEntries(offenders) as Record<string, string>),
    'main/adapters/innocent.ts': 'export const home = () => process.env.HOME;\n',
    'renderer/innocent.ts': 'export const title = () => document.title;\n',
    'shared/base/enum.ts': 'export enum Colour {\n  Red,\n}\n',
    'shared/base/index.ts': 'export const first = (all: string[]): string => all[0];\n',
  });
  printed = ['shared', 'workers', 'main', 'renderer']
    .map((part) => planted.run('typescript/bin/tsc', '-p', part, '--noEmit'))
    .join('\n');
});

afterAll(() => planted.remove());

/** What the compiler says about a file. */
function saidOf(path: string): string {
  return printed
    .split('\n')
    .filter((line) => line.startsWith(`${path}(`))
    .join('\n');
}

test.each(unknown)('%s is an unknown name in %s', (name, path) => {
  expect(saidOf(path)).toMatch(new RegExp(`Cannot find name '${name}'`));
});

test('each half knows its own world', () => {
  expect(saidOf('main/adapters/innocent.ts')).toBe('');
  expect(saidOf('renderer/innocent.ts')).toBe('');
});

test('an enum is refused, because Node runs the sources as they are', () => {
  expect(saidOf('shared/base/enum.ts')).toContain('erasableSyntaxOnly');
});

test('an element of an array may be missing', () => {
  expect(saidOf('shared/base/index.ts')).toContain("'string | undefined'");
});
