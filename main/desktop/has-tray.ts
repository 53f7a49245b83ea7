/** Whether this desktop shows tray icons at all. Without one, a closed window could not be found again. */
import { execFile } from 'node:child_process';

const bus = 'org.freedesktop.DBus';
const busPath = '/org/freedesktop/DBus';
const watcher = 'org.kde.StatusNotifierWatcher';
const waitMs = 2_000;

/** Three programs that can ask the session bus the same question; a desktop has at least one. */
const questions: readonly (readonly [string, readonly string[]])[] = [
  [
    'gdbus',
    [
      ...['call', '--session', '--dest', bus, '--object-path', busPath],
      ...['--method', `${bus}.NameHasOwner`, watcher],
    ],
  ],
  [
    'dbus-send',
    [
      ...['--session', '--print-reply', `--dest=${bus}`, busPath],
      ...[`${bus}.NameHasOwner`, `string:${watcher}`],
    ],
  ],
  ['busctl', ['--user', 'call', bus, busPath, bus, 'NameHasOwner', 's', watcher]],
];

/** What a program printed, or null if it could not be run. */
export type Ask = (program: string, args: readonly string[]) => Promise<string | null>;

/** Only Linux desktops may have no tray. Where nobody can say, there is none. */
export async function hasTray(platform: string, ask: Ask = run): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const [program, args] of questions) {
    const answer = await ask(program, args);
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return false;
}

/** The tray of a desktop comes up with it, and what is started at login may be there before. */
const trayWithinMs = 30_000;
const askAgainMs = 1_000;

/** The same, for whoever starts in the background: asks until there is a tray, or until none is to be expected. */
export async function awaitTray(
  platform: string,
  ask: Ask = run,
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < trayWithinMs; waitedMs += askAgainMs) {
    if (await hasTray(platform, ask)) return true;
    await wait(askAgainMs);
  }
  return false;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const run: Ask = (program, args) =>
  new Promise((done) => {
    execFile(program, [...args], { timeout: waitMs }, (error, printed) => {
      done(error === null ? printed : null);
    });
  });
