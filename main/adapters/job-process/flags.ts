/** What the engine of a process of jobs is told when it starts; never later, for that has crashed it. */
import { execFile } from 'node:child_process';
import { limits } from '../../../shared/domain/limits.ts';

const pageBytes = 64 * 1024;

/**
 * WebAssembly has no on-stack replacement: one long call would stay in the slow tier, so only the optimising one is
 * used. Functions are compiled when they are first called, in the thread of the slice that calls them: all at once
 * would take seconds for a large program, of which it seldom calls a tenth. From source Node itself needs the
 * slow tier: what turns TypeScript into JavaScript is WebAssembly, and would take seconds in each thread.
 */
export function engineFlags(isBuilt: boolean): readonly string[] {
  const memory = `--wasm-max-mem-pages=${limits.memoryBytesMax / pageBytes}`;
  return isBuilt ? ['--no-liftoff', memory] : [memory];
}

/** Without it the meter costs three times as much; later engines do this by themselves and may not know the word. */
export const hintFlag = '--experimental-wasm-branch-hinting';

/** Whether this Node starts with these flags. */
export function startsWith(flags: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { timeout: 10_000, env: {} };
    execFile(process.execPath, [...flags, '--version'], options, (error) => {
      resolve(error === null);
    });
  });
}

/**
 * Node's own permissions: no file may be written, none but these be read, no program started, no addon loaded. They
 * hold for JavaScript only; but whoever has escaped from WebAssembly into JavaScript meets them.
 */
export function permissionFlags(readable: readonly string[]): readonly string[] {
  return [
    '--permission',
    '--allow-worker',
    '--no-addons',
    '--disable-warning=PERM0006', // that threads could lift it with flags of their own, which ours have not
    ...readable.map((path) => `--allow-fs-read=${path}`),
  ];
}
