import { execFile, fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openDataFolder } from '../../main/adapters/data-folder.ts';
import { projectDir } from '../../main/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const main = join(projectDir, 'out/main/desktop/main.js');
const register = pathToFileURL(join(projectDir, 'test/support/electron-register.mjs')).href;
/** Nobody listens there, so no test speaks to the public network. */
const nowhere = ['--bootstrap', '127.0.0.1:1'];

/** The built program under plain Node, on the double; it ends with the test. */
function launch(args: readonly string[]) {
  const child = fork(main, [...nowhere, ...args], {
    execArgv: ['--import', register],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = new Promise<number | null>((done) => child.once('close', done));
  const ready = new Promise<void>((done) =>
    child.on('message', (message) => {
      if (message === 'ready') done();
    }),
  );
  return { child, exited, ready, said: () => said };
}

function windows(child: ChildProcess): Promise<number> {
  return new Promise((done) => {
    const listen = (message: unknown) => {
      if (typeof message !== 'object' || message === null || !('windows' in message)) return;
      child.off('message', listen);
      done(Number(message.windows));
    };
    child.on('message', listen);
    child.send('windows');
  });
}

test('a second start shows the window of the first and ends with 0', async () => {
  const data = temporaryFolder();
  const first = launch(['--data', data]);
  await first.ready;
  first.child.send('close windows');
  await expect.poll(() => windows(first.child)).toBe(0);
  expect(await launch(['--data', data]).exited).toBe(0);
  await expect.poll(() => windows(first.child)).toBe(1);
  first.child.send('quit');
  expect(await first.exited, first.said()).toBe(0);
});

test('two programs with two data folders do not disturb each other', async () => {
  const [left, right] = [
    launch(['--data', temporaryFolder()]),
    launch(['--data', temporaryFolder()]),
  ];
  await Promise.all([left.ready, right.ready]);
  left.child.send('quit');
  right.child.send('quit');
  expect(await Promise.all([left.exited, right.exited])).toEqual([0, 0]);
});

test('the command line speaks with the node of the desktop', async () => {
  const data = temporaryFolder();
  const { child, ready, exited } = launch(['--data', data, '--name', 'alice']);
  await ready;
  const command = join(projectDir, 'main/headless/bin.mjs');
  const printed = await new Promise<string>((done) => {
    execFile(
      process.execPath,
      [command, 'status', '--data', data, '--json'],
      (error, stdout, stderr) => {
        done(error === null ? stdout : stderr);
      },
    );
  });
  expect(printed).toContain('alice');
  expect(printed).toContain('desktop');
  child.send('quit');
  expect(await exited).toBe(0);
});

test('a polite kill ends the node in order', async () => {
  const data = temporaryFolder();
  const { child, ready, exited } = launch(['--data', data]);
  await ready;
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(existsSync(join(data, 'lock.pid'))).toBe(false);
});

test('a data folder that another node uses is said, with exit code 1', async () => {
  const data = temporaryFolder();
  const holder = openDataFolder(data);
  const { exited, said } = launch(['--data', data]);
  expect(await exited).toBe(1);
  expect(said()).toMatch(/Common Hours did not start: .*already|in use|uses/);
  if (holder.ok) holder.value.close();
});

test('an argument without its value is said, with exit code 1', async () => {
  const { exited, said } = launch(['--data']);
  expect(await exited).toBe(1);
  expect(said()).toContain('Say what --data is');
});
