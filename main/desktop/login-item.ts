/**
 * How the desktop starts at login: by the system's own list of login items where Electron can write it, by an
 * autostart entry on Linux. It starts in the background then, without the window.
 */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { App } from 'electron';
import { ok, refuse } from '../../shared/base/result.ts';
import { createLinuxStart } from '../adapters/login-start/linux-start.ts';
import { noLoginStart } from '../adapters/login-start/login-start.ts';
import type { LoginStart } from '../adapters/login-start/login-start.ts';
import { electronArguments } from './electron-program.ts';

export type LoginItems = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings' | 'isPackaged'>;

export interface LoginItemParts {
  readonly app: LoginItems;
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The program that runs now. */
  readonly program: string;
  /** The folder of package.json, which an Electron that is not packaged is given. */
  readonly projectDir: string;
  readonly userId: number | null;
  readonly dataFolder: string;
  readonly usualDataFolder: string;
  /** What this start was given beside the data folder, and the next one needs too. */
  readonly args: readonly string[];
  readonly home?: string;
}

export function createLoginItem(parts: LoginItemParts): LoginStart {
  const { app, platform, env, dataFolder, usualDataFolder } = parts;
  const isUsual = resolve(dataFolder) === resolve(usualDataFolder);
  const given = ['--hidden', ...(isUsual ? [] : ['--data', resolve(dataFolder)]), ...parts.args];
  if (platform === 'linux') {
    const args = app.isPackaged
      ? given
      : electronArguments(parts.projectDir, given, platform, parts.userId);
    return createLinuxStart({
      ...{ home: parts.home ?? homedir(), env, dataFolder, usualDataFolder },
      // an AppImage runs from a place that is gone when it ends
      command: { program: env.APPIMAGE ?? parts.program, args },
      ways: ['entry'],
    });
  }
  if (!app.isPackaged) return noLoginStart(notPackaged);
  if (platform === 'win32') return itemOf(app, { path: parts.program, args: [...given] });
  return isUsual && parts.args.length === 0 ? itemOf(app, {}) : noLoginStart(notWithArguments);
}

function itemOf(
  app: LoginItems,
  item: { readonly path?: string; readonly args?: string[] },
): LoginStart {
  return {
    read() {
      const { openAtLogin, executableWillLaunchAtLogin, status } = app.getLoginItemSettings(item);
      if (status === 'requires-approval') return { state: 'off', sentence: notApproved };
      // Windows has a switch of its own beside the list
      const isOn = openAtLogin && executableWillLaunchAtLogin !== false;
      return isOn
        ? { state: 'on', sentence: 'It is among the programs that your system starts at login.' }
        : { state: 'off', sentence: 'It would be among the programs that your system starts.' };
    },
    set(on) {
      app.setLoginItemSettings({ ...item, openAtLogin: on });
      const { openAtLogin } = app.getLoginItemSettings(item);
      return openAtLogin === on ? ok(null) : refuse('cannot_be_written', notTaken);
    },
  };
}

const notPackaged =
  'This Common Hours runs from its source files: on this system only an installed one can start at login.';
const notWithArguments =
  'This Common Hours was started with arguments of its own, which a login item of this system cannot hold.';
const notApproved =
  'Your system waits for your approval: allow Common Hours among the login items of its settings.';
const notTaken =
  'The system did not take the change: look at its own settings for programs that start at login.';
