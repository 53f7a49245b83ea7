/** The page is built with the program. In a fresh checkout it is built when it is first needed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { projectDir, rendererDir } from '../paths.ts';

const buildWithinMs = 120_000;

/** Makes sure that there is a page to serve; `say` is told when that takes a while. */
export function ensurePage(say: (sentence: string) => void): Result<null, Refusal<'no_page'>> {
  const page = join(rendererDir, 'index.html');
  if (existsSync(page)) return ok(null);
  const vite = join(projectDir, 'node_modules/vite/bin/vite.js');
  if (existsSync(vite)) {
    say('Building the page, once.');
    spawnSync(process.execPath, [vite, 'build', 'renderer', '--logLevel', 'error'], {
      cwd: projectDir,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: buildWithinMs,
    });
  }
  return existsSync(page)
    ? ok(null)
    : refuse('no_page', 'The page is missing: run `npm run build` in the project first.');
}
