import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './plant.ts';

const foreign = /^(node_modules|out|dist|\.git)$/;
const binary = /\.(wasm|png|ico|icns|woff2|tsbuildinfo)$/;

const files = filesUnder(root);

function filesUnder(dir: string): readonly string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter(({ name }) => !foreign.test(name))
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) return filesUnder(path);
      return entry.isFile() && !binary.test(path) ? [path] : [];
    });
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The files that contain what must not be there. */
function filesWith(offence: RegExp): readonly string[] {
  return files.filter((path) => offence.test(readFileSync(path, 'utf8')));
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

test('there are files to look at', () => {
  expect(files).toContain(join(root, '.npmrc'));
  expect(files).toContain(join(root, 'shared/base/result.ts'));
  expect(files).toContain(join(root, 'test/architecture/files.test.ts'));
});

test('no file names a host that packages come from', () => {
  expect(filesWith(/\bregistry\.(npmjs|yarnpkg)\./)).toEqual([]);
  const host = new URL(process.env.npm_config_registry ?? 'file:').hostname;
  const isLoopback = /^(localhost|[\d.]*|\[.*\])$/.test(host); // which our own files may well name
  expect(isLoopback ? [] : filesWith(new RegExp(literally(host)))).toEqual([]);
});

test('no file names a folder of one machine', () => {
  expect(filesWith(/(?<![\w.])\/(home|Users)\/\w|[A-Z]:\\Users\\/)).toEqual([]);
  expect(filesWith(new RegExp(`${literally(root)}|${literally(homedir())}/`))).toEqual([]);
});

test('no file names a fixed place for temporary files', () => {
  expect(filesWith(/['"`]\/tmp\b/)).toEqual([]);
});

test('every version in package.json is exact', () => {
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the lockfile locks by content and names no place', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    readonly packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  const locked = Object.entries(packages).filter(([path]) => path !== '');
  expect(locked.filter(([, entry]) => 'resolved' in entry)).toEqual([]);
  expect(locked.filter(([, { integrity, inBundle }]) => !integrity && !inBundle)).toEqual([]);
});

test('npm is told to keep places out of the lockfile and to be brief', () => {
  expect(read('.npmrc').trim().split('\n').sort()).toEqual([
    'audit=false',
    'fund=false',
    'loglevel=error',
    'omit-lockfile-registry-resolved=true',
  ]);
});
