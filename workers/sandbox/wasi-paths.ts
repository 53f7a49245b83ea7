/** What a program can do with folders and paths. Lengths of paths are looked at before anything is read. */
import { type Fd, wasi } from '@bjorn3/browser_wasi_shim';
import { hostCharges } from './host-charges.ts';
import { fileLimits, OpenVirtualFolder } from './virtual-files.ts';
import { makeFolder, openPath, removeFile, removeFolder, rename } from './virtual-paths.ts';
import type { HostFunctions, WasiSurroundings } from './wasi-surroundings.ts';
import { readPath } from './wasi-memory.ts';

const direntBytes = 24;

export function pathFunctions(around: WasiSurroundings): HostFunctions {
  const { memory, library, run } = around;
  const withPath = (fd: number, start: number, length: number, act: OnPath): number => {
    const from = library.fds[fd];
    if (from === undefined) return wasi.ERRNO_BADF;
    const path = readPath(memory, start, length);
    if (path === null) return wasi.ERRNO_NAMETOOLONG;
    run.count.charge(hostCharges.path);
    return act(from, path);
  };
  return {
    ...openFunctions(around, withPath),
    path_create_directory: (fd: number, start: number, length: number) =>
      withPath(fd, start, length, makeFolder),
    path_unlink_file: (fd: number, start: number, length: number) =>
      withPath(fd, start, length, removeFile),
    path_remove_directory: (fd: number, start: number, length: number) =>
      withPath(fd, start, length, removeFolder),
    path_filestat_get(fd: number, flags: number, start: number, length: number, answer: number) {
      return withPath(fd, start, length, (from, path) => {
        const { ret, filestat } = from.path_filestat_get(flags, path);
        filestat?.write_bytes(memory.view(), answer >>> 0);
        return ret;
      });
    },
    path_rename(
      fd: number,
      start: number,
      length: number,
      newFd: number,
      to: number,
      toLength: number,
    ) {
      return withPath(fd, start, length, (from, path) =>
        withPath(newFd, to, toLength, (target, newPath) => rename(from, path, target, newPath)),
      );
    },
    path_link: () => wasi.ERRNO_NOTSUP,
    path_symlink: () => wasi.ERRNO_NOTSUP,
    path_readlink: () => wasi.ERRNO_INVAL,
    path_filestat_set_times: () => wasi.ERRNO_SUCCESS,
    fd_filestat_set_times: () => wasi.ERRNO_SUCCESS,
    fd_readdir(fd: number, start: number, length: number, cookie: bigint, used: number) {
      const folder = library.fds[fd];
      if (folder instanceof OpenVirtualFolder) {
        const entries = folder.folder.contents.size + 2;
        const read = Math.min(entries, Math.ceil((length >>> 0) / direntBytes));
        run.count.charge(hostCharges.entry * entries * read);
      }
      return around.libraryFunctions.fd_readdir?.(fd, start, length, cookie, used);
    },
  };
}

type OnPath = (from: Fd, path: string) => number;
type WithPath = (fd: number, start: number, length: number, act: OnPath) => number;

function openFunctions({ memory, library }: WasiSurroundings, withPath: WithPath): HostFunctions {
  return {
    path_open(
      fd: number,
      _lookup: number,
      start: number,
      length: number,
      oflags: number,
      rights: bigint,
      _inheriting: bigint,
      fdflags: number,
      answer: number,
    ) {
      return withPath(fd, start, length, (from, path) => {
        const descriptor = freeDescriptor(library.fds);
        if (descriptor === null) return wasi.ERRNO_MFILE;
        const { ret, fd_obj: opened } = openPath(from, path, { oflags, rights, fdflags });
        if (opened === null) return ret;
        library.fds[descriptor] = opened;
        memory.view().setUint32(answer >>> 0, descriptor, true);
        return ret;
      });
    },
    fd_fdstat_set_flags: () => wasi.ERRNO_SUCCESS,
  };
}

/** The lowest number that is free, as POSIX has it. */
function freeDescriptor(all: readonly (Fd | undefined)[]): number | null {
  const free = all.findIndex((one) => one === undefined);
  const descriptor = free === -1 ? all.length : free;
  return descriptor < fileLimits.descriptors ? descriptor : null;
}
