import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { DearestFirst } from './support/dearest-first.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Jobs are run in the tests' own thread too, which has less stack than the threads of the product: as much as there is. */
const execArgv = process.platform === 'win32' ? [] : ['--stack-size=7000'];

/** What measures times runs alone, after everything else. */
const alone = ['throttle', 'pause', 'slice-runner', 'job-process'].map(
  (name) => `test/integration/${name}.test.ts`,
);

const cores = availableParallelism();
/**
 * A shared machine may stand still for seconds in the middle of what real processes, networks and pages do. One that
 * nobody watches runs such a test once more, and the tally names it; what only computes has no such excuse.
 */
const again = process.env['CI'] ? 1 : 0;
/**
 * What only computes runs first, on all cores, and file after file in the same processes, as to start one takes longer than
 * most of them do; then what waits for processes and networks, two more at once because each
 * leaves its core idle much of the time; then the pages, two more at once because they wait for their browsers.
 */
const turns = {
  computes: { order: 0, maxWorkers: cores, retry: 0, isolate: false },
  waits: { order: 1, maxWorkers: cores + 2, retry: again, isolate: true },
  pages: { order: 2, maxWorkers: cores + 2, retry: again, isolate: true },
  alone: { order: 3, maxWorkers: 1, retry: again, isolate: true },
} as const;

/** Jobs that yield to everything else would wait for each other's nodes here (job-process/session-weight.ts). */
const weight = { COMMON_HOURS_JOB_WEIGHT: 'usual' };
/** Hundreds of processes of the product are started, and most of a start is reading its sources: once is enough. */
const env = { ...weight, NODE_COMPILE_CACHE: at('../node_modules/.cache/compiled') };

/**
 * A project for each folder of tests. The limits are for what never ends: a machine that has ten other things to do is
 * no bug, and no test waits longer than it has to.
 */
const project = (name: string, testTimeout: number, turn: keyof typeof turns) => ({
  name,
  include: [`test/${name}/**/*.test.ts`],
  sequence: { groupOrder: turns[turn].order },
  maxWorkers: turns[turn].maxWorkers,
  retry: turns[turn].retry,
  isolate: turns[turn].isolate,
  env: weight,
  testTimeout,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
});

export default defineConfig({
  root: at('..'),
  test: {
    pool: 'forks', // native addons and worker threads want a process of their own
    reporters: ['default', at('./support/tally.ts')],
    globalSetup: [at('./support/setup.ts')],
    sequence: { sequencer: DearestFirst },
    projects: [
      { test: { ...project('unit', 60_000, 'computes'), execArgv } },
      { test: project('property', 300_000, 'computes') },
      { test: project('simulation', 300_000, 'computes') },
      { test: project('contract', 60_000, 'computes') },
      { test: { ...project('integration', 240_000, 'waits'), exclude: alone, env } },
      { test: { ...project('integration-alone', 240_000, 'alone'), include: alone, env } },
      { test: project('architecture', 180_000, 'computes') },
      {
        // the shell runs the real main process on a double of Electron, whose windows are pages
        resolve: { alias: { electron: at('./support/electron.ts') } },
        test: {
          ...project('shell', 180_000, 'pages'),
          env,
          server: { deps: { inline: ['electron-store'] } },
        },
      },
      { test: { ...project('e2e', 240_000, 'pages'), env } },
    ],
  },
});
