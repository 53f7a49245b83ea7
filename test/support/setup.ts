import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { prepareChromium } from './chromium.ts';
import { rateMachine } from './rate-machine.ts';

const built = new Set(['integration', 'architecture', 'shell', 'e2e']);
const browsed = new Set(['shell', 'e2e']);
const rated = new Set(['integration', 'e2e']);
const cache = join(import.meta.dirname, '../../node_modules/.cache');

/**
 * Once per run: builds the product, rates the machine and unpacks the browser, if a selected project needs them.
 * TEST_BUILT=1 tests what already lies in out/. One at a time per checkout, because both write to
 * folders that two runs share.
 */
export default async function setup({ vitest }: TestProject): Promise<(() => void) | undefined> {
  const selected = vitest.projects.map(({ name }) => name);
  if (!selected.some((name) => built.has(name))) return;
  const release = await takeLock(join(cache, 'test-setup.lock'));
  try {
    if (!process.env.TEST_BUILT) build();
    if (selected.some((name) => browsed.has(name))) {
      const path = await prepareChromium();
      if (path) process.env.TEST_CHROMIUM = path;
    }
    return selected.some((name) => rated.has(name)) ? await rateMachine() : undefined;
  } finally {
    release();
  }
}

function build(): void {
  // the page that people get: the runner's own NODE_ENV would make it React's development build
  const env = { ...process.env, NODE_ENV: 'production' };
  // through a shell, because npm is a .cmd file on Windows
  const { status } = spawnSync('npm run --silent build', { stdio: 'inherit', shell: true, env });
  if (status !== 0) throw new Error('npm run build failed (its output is above)');
}

/** Waits until no living process holds the file, for at most three minutes, and takes it. */
async function takeLock(path: string): Promise<() => void> {
  mkdirSync(cache, { recursive: true });
  for (const end = Date.now() + 180_000; ; await wait(200)) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (Date.now() > end) throw error;
      if (!isAlive(readOwner(path))) rmSync(path, { force: true });
    }
  }
}

function readOwner(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8')) || process.pid; // empty: about to be written
  } catch {
    return process.pid; // gone again: the next turn finds out
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
