import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Jobs are run in the tests' own thread too, which has less stack than the threads of the product: as much as there is. */
const execArgv = process.platform === 'win32' ? [] : ['--stack-size=7000'];

/** What measures times or fills the machine runs alone, after everything else. */
const alone = [
  'throttle',
  'pause',
  'slice-runner',
  'job-process',
  'job-process-killed',
  'kernels',
].map((name) => `test/integration/${name}.test.ts`);

/** What only computes runs first, on all cores; then what waits for processes and networks, as many at once. */
const order = { computes: 0, waits: 1, alone: 2 } as const;

/** A project for each folder of tests; the limits are generous because a busy machine is no bug. */
const project = (name: string, testTimeout: number, turn: keyof typeof order) => ({
  name,
  include: [`test/${name}/**/*.test.ts`],
  sequence: { groupOrder: order[turn] },
  maxWorkers: turn === 'alone' ? 1 : availableParallelism(),
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
      { test: { ...project('unit', 20_000, 'computes'), execArgv } },
      { test: project('property', 60_000, 'computes') },
      { test: project('simulation', 120_000, 'computes') },
      { test: project('contract', 20_000, 'computes') },
      { test: { ...project('integration', 60_000, 'waits'), exclude: alone } },
      { test: { ...project('integration-alone', 60_000, 'alone'), include: alone } },
      { test: project('architecture', 60_000, 'computes') },
      {
        // the shell runs the real main process on a double of Electron, whose windows are pages
        resolve: { alias: { electron: at('./support/electron.ts') } },
        test: {
          ...project('shell', 60_000, 'alone'),
          server: { deps: { inline: ['electron-store'] } },
        },
      },
      { test: project('e2e', 60_000, 'alone') },
    ],
  },
});
