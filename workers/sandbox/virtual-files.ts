/**
 * The files of a program: in memory, gone with the slice, and counted against the job's own memory.
 *
 * The library's folders are used as they are; its files are not, because each write would copy the whole file.
 * What a program can see of a file is made here and the same everywhere: numbers of inodes begin anew
 * in each slice, names are kept in the order in which they were made, and there are no times.
 */
import { Directory, Fd, Inode, OpenDirectory, wasi } from '@bjorn3/browser_wasi_shim';
import type { MemoryBudget } from './memory-budget.ts';

export const fileLimits = {
  /** Files and folders. */
  entries: 1_024,
  nameLength: 255,
  /** Bytes of a path. */
  pathBytes: 4_096,
  descriptors: 256,
} as const;

const allRights = 0x1fff_ffffn;
const blockBytes = 4_096;

/** What one slice's files share. */
export interface FileStore {
  readonly budget: Pick<MemoryBudget, 'hold'>;
  nextInode: bigint;
  entries: number;
}

export function createFileStore(budget: Pick<MemoryBudget, 'hold'>): FileStore {
  return { budget, nextInode: 1n, entries: 0 };
}

/** A file; `isReadOnly` ones hold what the host gave and cost the job nothing. */
export class VirtualFile extends Inode {
  readonly store: FileStore;
  readonly isReadOnly: boolean;
  /** Names and open descriptors; without any, its memory is given back. */
  uses = 0;
  #bytes: Uint8Array;
  #length: number;

  constructor(store: FileStore, ino: bigint, given: Uint8Array | null = null) {
    super();
    this.ino = ino;
    this.store = store;
    this.isReadOnly = given !== null;
    this.#bytes = given ?? new Uint8Array(0);
    this.#length = this.#bytes.length;
  }

  content(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Bytes that are held for it; what may be taken later depends on them, so a checkpoint keeps them. */
  capacity(): number {
    return this.isReadOnly ? 0 : this.#bytes.length;
  }

  /** As it was when a checkpoint was made; false when that cannot have been. */
  restore(content: Uint8Array, capacity: number): boolean {
    const isLikely = capacity >= content.length && capacity % blockBytes === 0;
    if (!isLikely || !this.store.budget.hold(capacity)) return false;
    this.#bytes = new Uint8Array(capacity);
    this.#bytes.set(content);
    this.#length = content.length;
    return true;
  }

  /** Makes room up to `length`, without changing what is there; false when the job has no memory for it. */
  #reserve(length: number): boolean {
    if (length <= this.#bytes.length) return true;
    const ample = roundUp(Math.max(length, Math.floor(this.#bytes.length * 1.5)));
    const size = [ample, roundUp(length)].find((bytes) =>
      this.store.budget.hold(bytes - this.#bytes.length),
    );
    if (size === undefined) return false;
    const larger = new Uint8Array(size);
    larger.set(this.content());
    this.#bytes = larger;
    return true;
  }

  resize(length: number): number {
    if (this.isReadOnly) return wasi.ERRNO_BADF;
    if (!this.#reserve(length)) return wasi.ERRNO_NOSPC;
    if (length < this.#length) this.#bytes.fill(0, length, this.#length);
    this.#length = length;
    return wasi.ERRNO_SUCCESS;
  }

  write(data: Uint8Array, at: number): { readonly ret: number; readonly nwritten: number } {
    if (this.isReadOnly) return { ret: wasi.ERRNO_BADF, nwritten: 0 };
    const end = at + data.length;
    if (!this.#reserve(end)) return { ret: wasi.ERRNO_NOSPC, nwritten: 0 };
    this.#bytes.set(data, at);
    this.#length = Math.max(this.#length, end);
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.length };
  }

  release(): void {
    this.uses -= 1;
    if (this.uses > 0 || this.isReadOnly) return;
    this.store.budget.hold(-this.#bytes.length);
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
  }

  override path_open(oflags: number, rights: bigint, flags: number) {
    const mayWrite = (rights & BigInt(wasi.RIGHTS_FD_WRITE)) !== 0n;
    const isCut = (oflags & wasi.OFLAGS_TRUNC) !== 0;
    if (this.isReadOnly && (mayWrite || isCut)) return { ret: wasi.ERRNO_ACCES, fd_obj: null };
    if (isCut) this.resize(0);
    const isAppending = (flags & wasi.FDFLAGS_APPEND) !== 0;
    return { ret: wasi.ERRNO_SUCCESS, fd_obj: new OpenVirtualFile(this, isAppending) };
  }

  override stat() {
    return new wasi.Filestat(this.ino, wasi.FILETYPE_REGULAR_FILE, BigInt(this.#length));
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes;
}

/** Positions are kept below this, so that sums of them are exact. */
const positionMax = 2n ** 48n;

export class OpenVirtualFile extends Fd {
  readonly file: VirtualFile;
  readonly isAppending: boolean;
  position = 0;

  constructor(file: VirtualFile, isAppending: boolean) {
    super();
    this.file = file;
    this.isAppending = isAppending;
    file.uses += 1;
  }
  override fd_close() {
    this.file.release();
    return wasi.ERRNO_SUCCESS;
  }
  override fd_fdstat_get() {
    const flags = this.isAppending ? wasi.FDFLAGS_APPEND : 0;
    return fdstatOf(wasi.FILETYPE_REGULAR_FILE, flags);
  }
  override fd_filestat_get() {
    return { ret: wasi.ERRNO_SUCCESS, filestat: this.file.stat() };
  }
  override fd_filestat_set_size(size: bigint) {
    return BigInt.asUintN(64, size) >= positionMax
      ? wasi.ERRNO_FBIG
      : this.file.resize(Number(size));
  }
  override fd_allocate(offset: bigint, length: bigint) {
    const end = BigInt.asUintN(64, offset) + BigInt.asUintN(64, length);
    if (end >= positionMax) return wasi.ERRNO_FBIG;
    return this.file.resize(Math.max(Number(end), this.file.content().length));
  }
  override fd_read(size: number) {
    const data = this.file.content().subarray(this.position, this.position + size);
    this.position += data.length;
    return { ret: wasi.ERRNO_SUCCESS, data };
  }
  override fd_pread(size: number, offset: bigint) {
    const at = BigInt.asUintN(64, offset);
    if (at >= positionMax) return { ret: wasi.ERRNO_SUCCESS, data: new Uint8Array(0) };
    const data = this.file.content().subarray(Number(at), Number(at) + size);
    return { ret: wasi.ERRNO_SUCCESS, data };
  }
  override fd_write(data: Uint8Array) {
    if (this.isAppending) this.position = this.file.content().length;
    const written = this.file.write(data, this.position);
    this.position += written.nwritten;
    return written;
  }
  override fd_pwrite(data: Uint8Array, offset: bigint) {
    const at = BigInt.asUintN(64, offset);
    if (at >= positionMax) return { ret: wasi.ERRNO_FBIG, nwritten: 0 };
    return this.file.write(data, Number(at));
  }
  override fd_seek(offset: bigint, whence: number) {
    const from = [0, this.position, this.file.content().length][whence];
    const position = from === undefined ? -1n : BigInt(from) + offset;
    if (position < 0n || position >= positionMax) return { ret: wasi.ERRNO_INVAL, offset: 0n };
    this.position = Number(position);
    return { ret: wasi.ERRNO_SUCCESS, offset: position };
  }
  override fd_tell() {
    return { ret: wasi.ERRNO_SUCCESS, offset: BigInt(this.position) };
  }
}

export class VirtualFolder extends Directory {
  readonly store: FileStore;
  above: VirtualFolder | null = null;

  constructor(store: FileStore, ino: bigint) {
    super(new Map());
    this.ino = ino;
    this.store = store;
  }
  override parent_ino() {
    return (this.above ?? this).ino;
  }
  override path_open() {
    return { ret: wasi.ERRNO_SUCCESS, fd_obj: new OpenVirtualFolder(this) };
  }

  /** Takes an entry in under this name; whoever had the name gives it up. */
  put(name: string, entry: VirtualFile | VirtualFolder): void {
    this.drop(name);
    this.contents.set(name, entry);
    this.store.entries += 1;
    if (entry instanceof VirtualFile) entry.uses += 1;
    else entry.above = this;
  }

  drop(name: string): void {
    const entry = this.contents.get(name);
    if (entry === undefined) return;
    this.contents.delete(name);
    this.store.entries -= 1;
    if (entry instanceof VirtualFile) entry.release();
    else if (entry instanceof VirtualFolder) entry.above = null;
  }
}

/** An open folder, which is all that a path can begin from; `name` is that of a folder open from the start. */
export class OpenVirtualFolder extends OpenDirectory {
  readonly folder: VirtualFolder;
  readonly preopened: string | null;

  constructor(folder: VirtualFolder, preopened: string | null = null) {
    super(folder);
    this.folder = folder;
    this.preopened = preopened;
  }
  override fd_fdstat_get() {
    return fdstatOf(wasi.FILETYPE_DIRECTORY, 0);
  }
  override fd_prestat_get() {
    if (this.preopened === null) return { ret: wasi.ERRNO_BADF, prestat: null };
    return { ret: wasi.ERRNO_SUCCESS, prestat: wasi.Prestat.dir(this.preopened) };
  }
}

function fdstatOf(filetype: number, flags: number) {
  const fdstat = new wasi.Fdstat(filetype, flags);
  fdstat.fs_rights_base = allRights;
  fdstat.fs_rights_inherited = allRights;
  return { ret: wasi.ERRNO_SUCCESS, fdstat };
}
