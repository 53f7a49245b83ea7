import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { defaultDataFolder, openDataFolder } from '../../main/adapters/data-folder.ts';
import type { DataFolder, DataFolderRefusal } from '../../main/adapters/data-folder.ts';
import type { Result } from '../../shared/base/result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const holder = fileURLToPath(new URL('../support/folder-holder.ts', import.meta.url));

/** A process that has tried to take the folder, and what it says came of it. */
async function takeElsewhere(folder: string) {
  const child = spawn(process.execPath, [holder, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => endOf(child));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, answer: JSON.parse(line) as Result<unknown, DataFolderRefusal> };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function take(folder: string): DataFolder {
  const opened = openDataFolder(folder);
  if (!opened.ok) expect.fail(opened.error.detail);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

function detailOf(folder: string): string {
  const opened = openDataFolder(folder);
  if (opened.ok) opened.value.close();
  return opened.ok ? 'it was opened' : `${opened.error.name}: ${opened.error.detail}`;
}

test('a data folder is made with those above it, for its owner only', () => {
  const path = join(temporaryFolder(), 'deep', 'below');
  expect(take(path).path).toBe(path);
  if (process.platform !== 'win32') expect(fs.statSync(path).mode & 0o777).toBe(0o700);
});

test('a folder that somebody chose keeps its mode and what is in it', () => {
  const path = temporaryFolder();
  fs.chmodSync(path, 0o755);
  fs.writeFileSync(join(path, 'letter.txt'), 'dear');
  take(path).close();
  if (process.platform !== 'win32') expect(fs.statSync(path).mode & 0o777).toBe(0o755);
  expect(fs.readdirSync(path).sort()).toEqual(['letter.txt', 'lock.db']);
});

test('a second node in another process is refused, and is told which process has the folder', async () => {
  const path = temporaryFolder();
  const folder = take(path);
  const { answer } = await takeElsewhere(path);
  expect(answer).toEqual({
    ok: false,
    error: {
      name: 'data_folder_in_use',
      detail:
        `Another node is already using ${path} (process ${process.pid}). ` +
        'Stop it, or choose another folder with --data.',
    },
  });
  folder.close();
  expect((await takeElsewhere(path)).answer).toEqual({ ok: true });
});

test('a second node in the same process is refused, and the first keeps the folder', async () => {
  const path = temporaryFolder();
  take(path);
  expect(detailOf(path)).toContain('data_folder_in_use');
  const { answer } = await takeElsewhere(path);
  expect(answer.ok ? null : answer.error.name).toBe('data_folder_in_use');
});

test('the folder of a node that was killed can be taken at once', async () => {
  const path = temporaryFolder();
  const { child, answer } = await takeElsewhere(path);
  expect(answer).toEqual({ ok: true });
  expect(detailOf(path)).toContain(`(process ${child.pid})`);
  await endOf(child);
  expect(fs.existsSync(join(path, 'lock.pid')), 'it had no time to tidy up').toBe(true);
  take(path);
});

test('a folder that cannot be written is refused with the reason and what to do', () => {
  const file = join(temporaryFolder(), 'letter.txt');
  fs.writeFileSync(file, 'dear');
  const unwritable = (path: string, reason: string) =>
    `data_folder_unwritable: The data folder ${path} cannot be written: ${reason}. ` +
    'Choose another folder with --data.';
  expect(detailOf(file)).toBe(unwritable(file, 'it is a file, not a folder'));
  const below = join(file, 'below');
  expect(detailOf(below)).toBe(unwritable(below, 'a part of the path is a file'));
  const long = join(temporaryFolder(), 'x'.repeat(300));
  expect(detailOf(long)).toBe(unwritable(long, 'the name is too long'));
  expect(fs.readFileSync(file, 'utf8')).toBe('dear');
  if (process.platform === 'linux') {
    expect(detailOf('/proc/none/below')).toContain('data_folder_unwritable');
  }
});

test.skipIf(process.platform === 'win32')('a folder without the right to write is refused', () => {
  const path = temporaryFolder();
  fs.chmodSync(path, 0o555);
  asNobody();
  expect(detailOf(path)).toContain('you have no right to write there');
});

/** Root may write everywhere, so it stops being root until the test has ended. */
function asNobody(): void {
  if (process.geteuid?.() !== 0) return;
  process.seteuid?.(65_534);
  onTestFinished(() => process.seteuid?.(0));
}

test('a lock file that is something else is named as what it is', () => {
  const path = temporaryFolder();
  fs.writeFileSync(join(path, 'lock.db'), 'not a database '.repeat(100));
  expect(detailOf(path)).toContain('data_folder_unwritable');
  fs.rmSync(join(path, 'lock.db'));
  fs.mkdirSync(join(path, 'lock.db'));
  expect(detailOf(path)).toContain('data_folder_unwritable');
});

test('the data of a person lies in a folder of its own', () => {
  expect(defaultDataFolder()).toContain('common-hours');
});
