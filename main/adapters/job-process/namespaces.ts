/**
 * The wall that Linux has: namespaces, through a tool that is installed. bubblewrap takes everything from a process
 * but the files that it is given, and its network; `unshare` of util-linux takes at least the network and the sight of
 * other processes. Whether either works here, nobody knows before it was tried: many systems forbid it.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { WallView } from '../../../shared/api/contract.ts';

export interface Wall extends Omit<WallView, 'crashes'> {
  /** What stands before the command that is to be walled in. */
  readonly before: readonly string[];
}

/** Found by path, so that nothing in the person's own folders is taken for it. */
const toolFolders = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin'];
const tryForMs = 5_000;

const base = 'Jobs run in a process of their own';
/** What Node itself refuses a program, it refuses to JavaScript; a fault in the engine would be beyond that. */
const fault = 'A fault in the engine could still let a job reach';

/** In the order of their strength. */
export const wallTools = ['bwrap', 'unshare'] as const;

/** The strongest wall that works here, of these tools, for a program that reads no more than these files. */
export async function findWall(
  readable: readonly string[],
  tools: readonly (typeof wallTools)[number][] = wallTools,
): Promise<Wall> {
  if (process.platform !== 'linux') {
    const sentence = `${base}. ${fault} your files and the network: this system has no tool against that.`;
    return { isolation: 'process', sentence, before: [] };
  }
  const [bwrap, unshare] = wallTools.map((name) => (tools.includes(name) ? toolAt(name) : null));
  if (typeof bwrap === 'string') {
    const before = bubblewrap(bwrap, readable);
    const sentence = `${base}, to which bubblewrap shows no network and no files of yours.`;
    if (await works(before)) return { isolation: 'namespaces', sentence, before };
  }
  const advice =
    typeof bwrap !== 'string'
      ? 'install bubblewrap (bwrap) to prevent that.'
      : 'bubblewrap would prevent that, once this system allows user namespaces.';
  if (typeof unshare === 'string') {
    const before = [unshare, ...unshareFlags, '--'];
    const sentence = `${base} without network, by unshare. ${fault} your files: ${advice}`;
    if (await works(before)) return { isolation: 'namespaces', sentence, before };
  }
  const sentence = `${base}. ${fault} your files and the network: ${advice}`;
  return { isolation: 'process', sentence, before: [] };
}

const unshareFlags = [
  ...['--map-current-user', '--net', '--ipc', '--uts', '--pid', '--fork'],
  ...['--kill-child=SIGKILL', '--mount-proc'],
];

/** Files are bound where they are; a folder that is not there is left out. */
function bubblewrap(tool: string, readable: readonly string[]): readonly string[] {
  const system = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/nix/store', '/gnu/store'];
  const libraries = ['/etc/ld.so.cache', process.execPath];
  return [
    ...[tool, '--unshare-all', '--die-with-parent', '--cap-drop', 'ALL', '--clearenv'],
    ...[...system, ...libraries, ...readable].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--remount-ro', '/', '--'],
  ];
}

function toolAt(name: string): string | null {
  const paths = toolFolders.map((folder) => `${folder}/${name}`);
  return paths.find((path) => existsSync(path)) ?? null;
}

function works(before: readonly string[]): Promise<boolean> {
  const [tool = '', ...rest] = [...before, process.execPath, '--version'];
  return new Promise((resolve) => {
    execFile(tool, rest, { timeout: tryForMs, env: {}, cwd: '/' }, (error) => {
      resolve(error === null);
    });
  });
}
