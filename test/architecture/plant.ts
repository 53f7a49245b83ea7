import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

const configuration = [
  'package.json',
  'tsconfig.json',
  'eslint.config.js',
  '.dependency-cruiser.mjs',
  ...['shared', 'workers', 'main', 'renderer', 'test'].map((part) => `${part}/tsconfig.json`),
];

/** A project of its own, with our configuration and none of our code. */
export interface Planted {
  readonly dir: string;
  /** Runs a program of node_modules in it; the answer is what it printed, whatever it found. */
  run(program: string, ...args: readonly string[]): string;
  remove(): void;
}

/** Lays the offending files, by path, into a folder of their own, never into the working tree. */
export function plant(files: Readonly<Record<string, string>>): Planted {
  const dir = mkdtempSync(join(tmpdir(), 'common-hours-planted-'));
  for (const path of configuration) cpSync(join(root, path), join(dir, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'junction');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return {
    dir,
    run: (program, ...args) => {
      const command = [join(dir, 'node_modules', program), ...args];
      const { stdout, stderr, error } = spawnSync(process.execPath, command, {
        cwd: dir,
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      });
      if (error) throw error;
      return stdout || stderr;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
