/**
 * Where the files are that are no modules of this program: found the same way from source, from `out/`
 * and from inside a package, because all of them keep the layout of the project.
 */
import { fileURLToPath } from 'node:url';

const runsFromSource = import.meta.url.endsWith('.ts');
const root = new URL(runsFromSource ? '../' : '../../', import.meta.url);
const out = new URL('out/', root);

/** The folder that holds package.json. */
export const projectDir = fileURLToPath(root);

/** The entry of the worker threads: `.ts` from source, `.js` once built. */
export const workerUrl = new URL(
  runsFromSource ? 'workers/job-worker.ts' : 'out/workers/job-worker.js',
  root,
);

/** The built page. */
export const rendererDir = fileURLToPath(new URL('renderer', out));

/** The built preload script of the window. */
export const preloadFile = fileURLToPath(new URL('main/desktop/preload.cjs', out));

/** The sample programs and the calibration kernel, as `.wasm` files. */
export const programsDir = fileURLToPath(new URL('workers/programs', root));

/** The work that rates a machine. */
export const calibrationFile = fileURLToPath(new URL('workers/programs/calibration.wasm', root));
