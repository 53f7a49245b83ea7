/** `start-at-login` at a node of the command line, in a home of its own. About 5 s. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import { launcher, runCommand } from '../support/nodes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const isLinux = process.platform === 'linux';

/** A node that thinks that it is on a desktop, without services of systemd's. */
async function startNode(): Promise<{ readonly data: string; readonly home: string }> {
  const home = temporaryFolder();
  const data = join(home, 'my data');
  const { XDG_CONFIG_HOME: _, XDG_RUNTIME_DIR: __, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [launcher, 'node', '--data', data, '--bootstrap', '127.0.0.1:9', '--json'],
    {
      env: { ...env, HOME: home, XDG_CURRENT_DESKTOP: 'GNOME' },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  });
  assert(child.stdout !== null, 'its output is piped');
  await once(child.stdout, 'data');
  return { data, home };
}

test.runIf(isLinux)(
  'a node is started at login from the moment when its person says so',
  async () => {
    const { data, home } = await startNode();
    const ask = async (...words: readonly string[]) =>
      JSON.parse(
        (await runCommand(['start-at-login', ...words, '--data', data, '--json'])).text,
      ) as {
        readonly state: string;
        readonly sentence: string;
      };
    const folder = join(home, '.config/autostart');
    expect((await ask()).state).toBe('off');
    expect(fs.existsSync(folder)).toBe(false);

    const on = await ask('on');
    const [file = ''] = fs.readdirSync(folder);
    expect(file).toMatch(/^common-hours-[0-9a-f]{8}\.desktop$/);
    expect(on).toMatchObject({ state: 'on' });
    expect(on.sentence).toContain(file);
    const entry = fs.readFileSync(join(folder, file), 'utf8');
    // what it was started with, so that it is the same node that starts
    const words = [
      process.execPath,
      launcher,
      'node',
      '--data',
      data,
      '--bootstrap',
      '127.0.0.1:9',
    ];
    expect(entry).toContain(`Exec=${words.map((each) => `"${each}"`).join(' ')}\n`);

    expect((await ask('off')).state).toBe('off');
    expect(fs.readdirSync(folder)).toEqual([]);
    const wrong = await runCommand(['start-at-login', 'perhaps', '--data', data]);
    expect(wrong).toMatchObject({ code: 1, stderr: '“perhaps” is neither on nor off.\n' });
  },
);
