/**
 * Where the files are that are no modules of this program: found the same way from source, from `out/`
 * and from inside a package, because all of them keep the layout of the project.
 */
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { once } from '../shared/base/once.ts';

const runsFromSource = import.meta.url.endsWith('.ts');
const root = new URL(runsFromSource ? '../' : '../../', import.meta.url);
const out = new URL('out/', root);
/** Looked at only where a thread or a process is started: most commands start none. */
const workersBuilt = once(() => !runsFromSource || areBuilt('workers', 'shared'));
const processesBuilt = once(() => !runsFromSource || (workersBuilt() && areBuilt('main')));

/** The folder that holds package.json. */
export const projectDir = fileURLToPath(root);

/** The entry of the worker threads: `.js` once built, `.ts` from sources that were changed since. */
export const workerUrl = (): URL => urlIn('workers', 'job-worker', workersBuilt());

/** The entry of the process that holds the worker threads. */
export const jobProcessUrl = (): URL => urlIn('workers', 'job-process', workersBuilt());

/** The entry of the threads that check signatures of records. */
export const verifyWorkerUrl = (): URL => urlIn('workers', 'verify-worker', workersBuilt());

/** The entry of the process of the shared record. */
export const recordProcessUrl = (): URL => urlIn('main', 'record-process', processesBuilt());

/** The entry of the process of the releases. */
export const releaseProcessUrl = (): URL => urlIn('main', 'release-process', processesBuilt());

/** All that the process of the jobs needs to read: folders end in a slash. */
export function jobProcessFiles(): readonly string[] {
  return [
    ...['workers/', 'shared/'].map((folder) => new URL(folder, workersBuilt() ? out : root)),
    new URL('package.json', root),
    new URL('node_modules/', root),
  ]
    .map((url) => fileURLToPath(url))
    .concat(packagesDir());
}

function urlIn(folder: 'main' | 'workers', name: string, isBuilt: boolean): URL {
  return isBuilt
    ? new URL(`out/${folder}/${name}.js`, root)
    : new URL(`${folder}/${name}.ts`, root);
}

/**
 * Turning TypeScript into what runs takes a thread longer than most slices do, and a process as long as the rest of its
 * start, so even a checkout prefers what was built, unless a source has been changed after it.
 */
function areBuilt(...folders: readonly string[]): boolean {
  return folders.every((folder) => {
    const built = statSync(new URL(`${folder}/tsconfig.tsbuildinfo`, out), {
      throwIfNoEntry: false,
    });
    if (built === undefined) return false;
    const sources = join(projectDir, folder);
    return readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .every((file) => statSync(join(sources, file)).mtimeMs < built.mtimeMs);
  });
}

/** The folder of the packages, which is not our own where we are a package ourselves. */
function packagesDir(): string {
  const one = createRequire(import.meta.url).resolve('piscina');
  const folder = join('node_modules', '/');
  return one.slice(0, one.lastIndexOf(folder) + folder.length);
}

/** The built page. */
export const rendererDir = fileURLToPath(new URL('renderer', out));

/** The built preload script of the window. */
export const preloadFile = fileURLToPath(new URL('main/desktop/preload.cjs', out));

/** The sample programs and the calibration kernel, as `.wasm` files. */
export const programsDir = fileURLToPath(new URL('workers/programs', root));

/** The work that rates a machine. */
export const calibrationFile = fileURLToPath(new URL('workers/programs/calibration.wasm', root));
