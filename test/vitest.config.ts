import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Jobs are run in the tests' own thread too, which has less stack than the threads of the product: as much as there is. */
const execArgv = process.platform === 'win32' ? [] : ['--stack-size=7000'];

/** What only computes runs first, on all cores; what starts processes and looks at clocks comes after it, alone. */
const computes = new Set(['unit', 'property', 'contract', 'simulation', 'architecture']);

/** A project for each folder of tests; the limits are generous because a busy machine is no bug. */
const project = (name: string, testTimeout: number) => ({
  name,
  include: [`test/${name}/**/*.test.ts`],
  sequence: { groupOrder: computes.has(name) ? 0 : 1 },
  maxWorkers: computes.has(name) ? availableParallelism() : 1,
  testTimeout,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } },
});

export default defineConfig({
  root: at('..'),
  test: {
    pool: 'forks', // native addons and worker threads want a process of their own
    reporters: ['default', at('./support/tally.ts')],
    globalSetup: [at('./support/setup.ts')],
    projects: [
      { test: { ...project('unit', 20_000), execArgv } },
      { test: project('property', 60_000) },
      { test: project('simulation', 120_000) },
      { test: project('contract', 20_000) },
      { test: project('integration', 60_000) },
      { test: project('architecture', 60_000) },
      {
        // the shell runs the real main process on a double of Electron, whose windows are pages
        resolve: { alias: { electron: at('./support/electron.ts') } },
        test: { ...project('shell', 60_000), server: { deps: { inline: ['electron-store'] } } },
      },
      { test: project('e2e', 60_000) },
    ],
  },
});
