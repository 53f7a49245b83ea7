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

const base = 'Jobs run in a process of their own, without your files and keys';

/** In the order of their strength. */
export const wallTools = ['bwrap', 'unshare'] as const;

/** The strongest wall that works here, of these tools, for a program that reads no more than these files. */
export async function findWall(
  readable: readonly string[],
  tools: readonly (typeof wallTools)[number][] = wallTools,
): Promise<Wall> {
  if (process.platform !== 'linux') {
    return { isolation: 'process', sentence: `${base}, by the rules of Node.`, before: [] };
  }
  const [bwrap, unshare] = wallTools.map((name) => (tools.includes(name) ? toolAt(name) : null));
  if (typeof bwrap === 'string') {
    const before = bubblewrap(bwrap, readable);
    const sentence =
      'Jobs run in a process of their own that has no network and sees no files but the program’s ' +
      'own, by bubblewrap.';
    if (await works(before)) return { isolation: 'namespaces', sentence, before };
  }
  const advice =
    typeof bwrap !== 'string'
      ? 'Install bubblewrap (bwrap) and the system itself will see to that'
      : 'bubblewrap is installed, but this system does not let it separate processes; allow user ' +
        'namespaces and the system itself will see to that';
  if (typeof unshare === 'string') {
    const before = [unshare, ...unshareFlags, '--'];
    const sentence = `${base}, and without network, by unshare. ${advice} for files too.`;
    if (await works(before)) return { isolation: 'namespaces', sentence, before };
  }
  const sentence = `${base}, by the rules of Node. ${advice}, and close the network to them.`;
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
