import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright';
import { describe } from 'vitest';
import { electronArguments, findElectronDir } from '../../main/desktop/electron-program.ts';
import { projectDir } from '../../main/paths.ts';
import { shellMustWork } from '../support/shell.ts';

const dir = findElectronDir() ?? '';
const note = join(dir, 'path.txt');
const program = existsSync(note) ? join(dir, 'dist', readFileSync(note, 'utf8')) : '';
const { DISPLAY, WAYLAND_DISPLAY } = process.env;

/** Why these tests cannot run here, or null. */
function missing(): string | null {
  if (program === '' || !existsSync(program)) return "skipped: Electron's program is not installed";
  const isLinux = process.platform === 'linux';
  return isLinux && !DISPLAY && !WAYLAND_DISPLAY ? 'skipped: there is no display' : null;
}

const why = missing();
describe.skipIf(why)(`the desktop on Electron itself${why === null ? '' : ` (${why})`}`, () => {
  shellMustWork(async () => {
    const data = mkdtempSync(join(tmpdir(), 'common-hours-electron-'));
    const given = ['--data', data, '--bootstrap', '127.0.0.1:1', '--lend', 'off'];
    const userId = process.getuid?.() ?? null;
    const app = await _electron.launch({
      executablePath: program,
      args: [...electronArguments(projectDir, given, process.platform, userId)],
    });
    return {
      firstWindow: () => app.firstWindow(),
      evaluate: (run, argument) => app.evaluate(run as never, argument) as never,
      async close() {
        await app.close();
        rmSync(data, { recursive: true, force: true });
      },
    };
  });
});
