/**
 * Starting at login on Linux, by files in the person's own home: a unit of systemd's where the person has such
 * services, or an autostart entry where there is a desktop. Nothing is run to write them, and nothing outside
 * the home is touched; both take effect with the next login.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { ok, refuse } from '../../../shared/base/result.ts';
import { autostartEntry, isEntryOn } from './autostart-entry.ts';
import { noLoginStart } from './login-start.ts';
import type { LoginCommand, LoginStart } from './login-start.ts';
import { userUnit, wantedBy } from './user-unit.ts';

type Way = 'unit' | 'entry';

export interface LinuxStartParts {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Two nodes with two folders are started apart: each has a file of its own. */
  readonly dataFolder: string;
  /** The folder whose node carries the plain name. */
  readonly usualDataFolder: string;
  readonly command: LoginCommand;
  /** Of those that are there the first is used, and any of them switched off. */
  readonly ways: readonly Way[];
}

const entryBytesMax = 64 * 1024;

export function createLinuxStart(parts: LinuxStartParts): LoginStart {
  const { command, ways } = parts;
  const files = filesOf(parts);
  const way = ways.find((each) => isThere(each, parts));
  if (![command.program, ...command.args].every(isWritable)) {
    return noLoginStart('A path of this program has a character that no login entry can hold.');
  }

  function on(): Way | null {
    if (linkExists(files.wanted)) return 'unit';
    const entry = readText(files.entry);
    return entry !== null && isEntryOn(entry) ? 'entry' : null;
  }

  return {
    read() {
      const present = on();
      if (present !== null) return { state: 'on', sentence: onSentences[present](files) };
      return way === undefined
        ? { state: 'impossible', sentence: noWaySentence }
        : { state: 'off', sentence: offSentences[way] };
    },
    set(wanted) {
      if (wanted && way === undefined) return refuse('not_possible', noWaySentence);
      try {
        for (const file of [files.wanted, files.unit, files.entry])
          fs.rmSync(file, { force: true });
        if (wanted && way === 'entry') writeWhole(files.entry, autostartEntry(command));
        if (wanted && way === 'unit') {
          writeWhole(files.unit, userUnit(command));
          fs.mkdirSync(dirname(files.wanted), { recursive: true });
          fs.symlinkSync(files.unit, files.wanted);
        }
        return ok(null);
      } catch (cause) {
        return refuse('cannot_be_written', unwritableSentence(dirname(files.entry), cause));
      }
    },
  };
}

interface Files {
  readonly entry: string;
  readonly unit: string;
  /** The link that switches the unit on. */
  readonly wanted: string;
}

function filesOf({ home, env, dataFolder, usualDataFolder }: LinuxStartParts): Files {
  const given = env.XDG_CONFIG_HOME ?? '';
  const configuration = isAbsolute(given) ? given : join(home, '.config');
  const units = join(configuration, 'systemd', 'user');
  const folder = resolve(dataFolder);
  const isUsual = folder === resolve(usualDataFolder);
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const name = isUsual ? 'common-hours' : `common-hours-${mark}`;
  return {
    entry: join(configuration, 'autostart', `${name}.desktop`),
    unit: join(units, `${name}.service`),
    wanted: join(units, `${wantedBy}.wants`, `${name}.service`),
  };
}

/** systemd keeps a socket for each person whose services it looks after; a desktop says its name. */
function isThere(way: Way, { env }: LinuxStartParts): boolean {
  if (way === 'unit') {
    const { XDG_RUNTIME_DIR: folder } = env;
    return folder !== undefined && fs.existsSync(join(folder, 'systemd', 'private'));
  }
  return [env.XDG_CURRENT_DESKTOP, env.DESKTOP_SESSION, env.WAYLAND_DISPLAY, env.DISPLAY].some(
    (each) => each !== undefined && each !== '',
  );
}

/** Neither kind of file has a way to write a line break or another control character. */
function isWritable(argument: string): boolean {
  return !/\p{Cc}/u.test(argument);
}

/** Beside and renamed: whole or not there, and never through a link to somewhere else. */
function writeWhole(file: string, text: string): void {
  fs.mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  fs.rmSync(draft, { force: true });
  fs.writeFileSync(draft, text, { flag: 'wx' });
  fs.renameSync(draft, file);
}

function readText(file: string): string | null {
  try {
    return fs.statSync(file).size > entryBytesMax ? null : fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function linkExists(file: string): boolean {
  return fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

const onSentences = {
  unit: ({ unit }: Files) => `systemd starts it in the background when you log in, by ${unit}.`,
  entry: ({ entry }: Files) => `Your desktop starts it in the background at login, by ${entry}.`,
} as const;

const offSentences = {
  unit: 'It would be a service of systemd’s, in your own account.',
  entry: 'It would be an entry among the programs that your desktop starts at login.',
} as const;

const noWaySentence =
  'Neither a desktop nor systemd’s services for you were found here: start it with whatever starts your other services.';

function unwritableSentence(folder: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  return `The entry for the login cannot be written in ${folder} (${code}): allow it, and try again.`;
}
