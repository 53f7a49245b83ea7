/** What the engine of a process of jobs is told when it starts; never later, for that has crashed it. */
import { execFile } from 'node:child_process';
import { limits } from '../../../shared/domain/limits.ts';
import type { JobProcessKind } from './host.ts';

const pageBytes = 64 * 1024;

/**
 * WebAssembly has no on-stack replacement: one long call would stay in the slow tier, so only the optimising one is
 * used. Modules are compiled as a whole when they are prepared: a function that were compiled when it is first
 * called would be at the expense of the slice that calls it, Lua 0.8 s for a millisecond of work. The tool that
 * prepares modules for checkpoints is WebAssembly itself, of which it uses little: as a whole it takes 34 s of CPU
 * time, what is called of it 6 s, and less than one in the slow tier. So slices with checkpoints have a process of their own,
 * which has both tiers: a slice that is left and taken up calls its functions anew, and they are fast ones by then.
 * A thread collects its garbage itself, where that is measured and has the lowest priority; and it marks what lives in
 * one go. Step by step that takes as long as a thousand short slices, whose instances all count as alive until the next
 * time: a slice of no work took 190 µs of CPU time so, and takes 130.
 *
 * From source Node itself needs the slow tier: what turns TypeScript into JavaScript is WebAssembly, and would take
 * seconds in each thread.
 */
export function engineFlags(isBuilt: boolean, { compiles }: JobProcessKind): readonly string[] {
  const always = [
    `--wasm-max-mem-pages=${limits.memoryBytesMax / pageBytes}`,
    '--single-threaded-gc',
    '--no-incremental-marking',
  ];
  if (!isBuilt) return always;
  const isWhole = compiles === 'whole modules';
  const eagerly = isWhole ? ['--no-liftoff', '--no-wasm-lazy-compilation'] : [];
  return [...eagerly, ...always];
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
