/**
 * Where Electron's program is, for the starter, which runs under plain Node. It must not import
 * 'electron' itself: outside Electron that would download the program, or throw.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface StartFacts {
  readonly argv: readonly string[];
  readonly platform: string;
  readonly env: Env;
  /** The folder of the package `electron`, or null where it is not installed. */
  readonly electronDir: string | null;
  /** Downloads the program into that folder; it may fail silently. */
  readonly fetch: (electronDir: string) => void;
}

export type NoWindow = Refusal<'asked' | 'no_display' | 'not_installed' | 'not_fetched'>;

/** How long a download may take. */
const fetchWaitMs = 180_000;

/** The program to start, or why there can be no window, as the words for a bracket. */
export function findElectron(facts: StartFacts): Result<string, NoWindow> {
  const { argv, platform, env, electronDir } = facts;
  if (argv.includes('--headless')) return refuse('asked', 'asked for with --headless');
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return refuse('no_display', 'there is no display');
  }
  if (electronDir === null) return refuse('not_installed', 'Electron is not installed');
  const found = programIn(electronDir, env);
  if (found !== null) return ok(found);
  facts.fetch(electronDir);
  const fetched = programIn(electronDir, env);
  if (fetched !== null) return ok(fetched);
  return refuse('not_fetched', 'Electron’s program could not be downloaded');
}

/** The package says in `path.txt` where in its folder `dist` the program of this system is. */
function programIn(electronDir: string, env: Env): string | null {
  const note = join(electronDir, 'path.txt');
  const name = existsSync(note) ? readFileSync(note, 'utf8').trim() : 'electron';
  const program = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronDir, 'dist'), name);
  return existsSync(program) ? program : null;
}

/** The folder of the installed package. */
export function findElectronDir(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** Runs the package's own installer, once, in silence: what went wrong is said by what is missing. */
export function fetchElectron(electronDir: string): void {
  console.log('Fetching Electron, once.');
  const installer = join(electronDir, 'install.js');
  spawnSync(process.execPath, [installer], { stdio: 'ignore', timeout: fetchWaitMs });
}

/**
 * What Electron is started with: the folder of package.json and what the person gave. Chromium cannot
 * seal its processes off for root on Linux, and refuses to start there unless it is told not to.
 */
export function electronArguments(
  dir: string,
  args: readonly string[],
  platform: string,
  userId: number | null,
): readonly string[] {
  return [...(platform === 'linux' && userId === 0 ? ['--no-sandbox'] : []), dir, ...args];
}

/**
 * Runs the program to its end and answers its exit code, or null if Electron itself did not come up:
 * it says `ready` over the channel as soon as it has.
 */
export async function runElectron(
  program: string,
  args: readonly string[],
): Promise<number | null> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env; // the terminals of some editors set it
  const child = spawn(program, [...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env,
  });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, pass);
  let isReady = false;
  child.on('message', (message) => {
    isReady ||= message === 'ready';
  });
  const code = await new Promise<number | null>((done) => {
    child.on('error', () => {
      done(null);
    });
    // the channel may end after the process, and with it the last message
    const disconnected = new Promise<void>((ended) => child.on('disconnect', ended));
    child.on('exit', (exitCode) => void disconnected.then(() => done(exitCode ?? 1)));
  });
  for (const signal of signals) process.off(signal, pass);
  return isReady || code === 0 ? code : null;
}
