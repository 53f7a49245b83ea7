/**
 * What a program can do to its files by their paths. A path is relative to an open folder and cannot leave
 * it: `..` above it is refused. There are no links.
 */
import { type Fd, type Inode, wasi } from '@bjorn3/browser_wasi_shim';
import { fileLimits, OpenVirtualFolder, VirtualFile, VirtualFolder } from './virtual-files.ts';

type Errno = number;

interface Place {
  readonly folder: VirtualFolder;
  readonly name: string;
  readonly entry: Inode | undefined;
  /** The path ended with a slash: it means a folder. */
  readonly isFolderMeant: boolean;
}

/** How a path is asked to be opened, in the flags of WASI. */
export interface HowToOpen {
  readonly oflags: number;
  readonly rights: bigint;
  readonly fdflags: number;
}

export function openPath(
  from: Fd,
  path: string,
  { oflags, rights, fdflags }: HowToOpen,
): { readonly ret: Errno; readonly fd_obj: Fd | null } {
  if ((oflags & wasi.OFLAGS_CREAT) !== 0 && (oflags & wasi.OFLAGS_DIRECTORY) === 0) {
    const made = makeFile(from, path);
    if (made === wasi.ERRNO_EXIST && (oflags & wasi.OFLAGS_EXCL) !== 0)
      return { ret: made, fd_obj: null };
    if (made !== wasi.ERRNO_SUCCESS && made !== wasi.ERRNO_EXIST)
      return { ret: made, fd_obj: null };
  }
  const existing = oflags & ~(wasi.OFLAGS_CREAT | wasi.OFLAGS_EXCL);
  return from.path_open(0, path, existing, rights, 0n, fdflags);
}

function makeFile(from: Fd, path: string): Errno {
  const place = placeOf(from, path);
  if (typeof place === 'number') return place;
  if (place.entry !== undefined) return wasi.ERRNO_EXIST;
  if (place.isFolderMeant) return wasi.ERRNO_ISDIR;
  return make(place, (store, ino) => new VirtualFile(store, ino));
}

export function makeFolder(from: Fd, path: string): Errno {
  const place = placeOf(from, path);
  if (typeof place === 'number') return place;
  if (place.entry !== undefined) return wasi.ERRNO_EXIST;
  return make(place, (store, ino) => new VirtualFolder(store, ino));
}

function make(
  { folder, name }: Place,
  create: (store: VirtualFolder['store'], ino: bigint) => VirtualFile | VirtualFolder,
): Errno {
  const { store } = folder;
  if (store.entries >= fileLimits.entries) return wasi.ERRNO_NOSPC;
  if (name.length > fileLimits.nameLength) return wasi.ERRNO_NAMETOOLONG;
  folder.put(name, create(store, store.nextInode));
  store.nextInode += 1n;
  return wasi.ERRNO_SUCCESS;
}

export function removeFile(from: Fd, path: string): Errno {
  const place = placeOf(from, path);
  if (typeof place === 'number') return place;
  if (place.entry === undefined) return wasi.ERRNO_NOENT;
  if (!(place.entry instanceof VirtualFile)) return wasi.ERRNO_ISDIR;
  if (place.isFolderMeant) return wasi.ERRNO_NOTDIR;
  place.folder.drop(place.name);
  return wasi.ERRNO_SUCCESS;
}

export function removeFolder(from: Fd, path: string): Errno {
  const place = placeOf(from, path);
  if (typeof place === 'number') return place;
  if (place.entry === undefined) return wasi.ERRNO_NOENT;
  if (!(place.entry instanceof VirtualFolder)) return wasi.ERRNO_NOTDIR;
  if (place.entry.contents.size > 0) return wasi.ERRNO_NOTEMPTY;
  place.folder.drop(place.name);
  return wasi.ERRNO_SUCCESS;
}

/** As rename(2): what stands at the new place gives way if it is of the same kind, a folder if it is empty. */
export function rename(from: Fd, oldPath: string, to: Fd, newPath: string): Errno {
  const source = placeOf(from, oldPath);
  const target = placeOf(to, newPath);
  if (typeof source === 'number') return source;
  if (typeof target === 'number') return target;
  const { entry } = source;
  if (entry instanceof VirtualFile || entry instanceof VirtualFolder)
    return target.name.length > fileLimits.nameLength
      ? wasi.ERRNO_NAMETOOLONG
      : (whyNot(source, target, entry) ?? move(source, target, entry));
  return wasi.ERRNO_NOENT;
}

function whyNot(source: Place, target: Place, entry: VirtualFile | VirtualFolder): Errno | null {
  const isFolder = entry instanceof VirtualFolder;
  if (!isFolder && (source.isFolderMeant || target.isFolderMeant)) return wasi.ERRNO_NOTDIR;
  if (isFolder && isWithin(target.folder, entry)) return wasi.ERRNO_INVAL;
  if (target.entry === undefined || target.entry === entry) return null;
  if (isFolder && !(target.entry instanceof VirtualFolder)) return wasi.ERRNO_NOTDIR;
  if (!isFolder && target.entry instanceof VirtualFolder) return wasi.ERRNO_ISDIR;
  if (target.entry instanceof VirtualFolder && target.entry.contents.size > 0)
    return wasi.ERRNO_NOTEMPTY;
  return null;
}

function move(source: Place, target: Place, entry: VirtualFile | VirtualFolder): Errno {
  if (target.entry === entry) return wasi.ERRNO_SUCCESS;
  // It is named twice for a moment, so that its content is kept.
  target.folder.put(target.name, entry);
  source.folder.drop(source.name);
  if (entry instanceof VirtualFolder) entry.above = target.folder;
  return wasi.ERRNO_SUCCESS;
}

function isWithin(folder: VirtualFolder, other: VirtualFolder): boolean {
  for (let at: VirtualFolder | null = folder; at !== null; at = at.above)
    if (at === other) return true;
  return false;
}

/** Where a path leads, whether something is there or not; an error number when it leads nowhere. */
function placeOf(from: Fd, path: string): Place | Errno {
  if (!(from instanceof OpenVirtualFolder)) return wasi.ERRNO_NOTDIR;
  const names = namesIn(path);
  if (typeof names === 'number') return names;
  const name = names.at(-1);
  if (name === undefined) return wasi.ERRNO_INVAL;
  let { folder } = from;
  for (const part of names.slice(0, -1)) {
    const entry = folder.contents.get(part);
    if (entry === undefined) return wasi.ERRNO_NOENT;
    if (!(entry instanceof VirtualFolder)) return wasi.ERRNO_NOTDIR;
    folder = entry;
  }
  return { folder, name, entry: folder.contents.get(name), isFolderMeant: path.endsWith('/') };
}

/** The names of a path, without those that lead nowhere or back. */
function namesIn(path: string): readonly string[] | Errno {
  if (path.startsWith('/')) return wasi.ERRNO_NOTCAPABLE;
  if (path.includes('\0')) return wasi.ERRNO_INVAL;
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return wasi.ERRNO_NOTCAPABLE;
  }
  return names;
}
