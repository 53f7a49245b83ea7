/** How a node without a window starts at login: by this very command, with what it was started with. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultDataFolder } from '../adapters/data-folder.ts';
import { createLinuxStart } from '../adapters/login-start/linux-start.ts';
import { noLoginStart } from '../adapters/login-start/login-start.ts';
import type { LoginStart } from '../adapters/login-start/login-start.ts';
import { projectDir } from '../paths.ts';

/** Of the command `node`, as they were given. */
interface StartOptions {
  readonly data: string;
  readonly bootstrap: readonly string[];
  readonly http: string;
}

/** What is remembered in the settings (name, place, lending) is not said again. */
export function headlessLoginStart(options: StartOptions): LoginStart {
  if (process.platform !== 'linux') {
    return noLoginStart(
      'Without its window Common Hours starts at login on Linux only: add the command common-hours node to what your system starts.',
    );
  }
  const usualDataFolder = defaultDataFolder();
  const dataFolder = resolve(options.data);
  const args = [
    join(projectDir, 'main/headless/bin.mjs'),
    'node',
    ...(dataFolder === resolve(usualDataFolder) ? [] : ['--data', dataFolder]),
    ...options.bootstrap.flatMap((address) => ['--bootstrap', address]),
    ...(options.http === '0' ? [] : ['--http', options.http]),
  ];
  return createLinuxStart({
    ...{ home: homedir(), env: process.env, dataFolder, usualDataFolder },
    command: { program: process.execPath, args },
    ways: ['unit', 'entry'],
  });
}
