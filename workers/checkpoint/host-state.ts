/**
 * What the host holds for a program, as bytes and back: streams, clock and chance, files and what is open.
 *
 * Files and folders are numbered in the order in which they are reached from the root, and then from what is
 * open: those that stand in a folder have a higher number than the folder, so folders never form a ring.
 */
import { fileLimits, OpenVirtualFile, OpenVirtualFolder } from '../sandbox/virtual-files.ts';
import { VirtualFile, VirtualFolder } from '../sandbox/virtual-files.ts';
import type { DeterministicSource } from '../sandbox/deterministic-source.ts';
import { errorsKept, type StandardStreams } from '../sandbox/standard-streams.ts';
import { rootPath, type WasiHost } from '../sandbox/wasi-host.ts';
import { type ByteWriter, createByteWriter, putBlock, putU32, putU64 } from './byte-writer.ts';
import { writtenBytes } from './byte-writer.ts';
import { createFieldReader, type FieldReader, isWholeRead } from './fields.ts';
import { takeBlock, takeList, takeU32, takeU64 } from './fields.ts';

export interface HostParts {
  readonly input: Uint8Array;
  readonly streams: StandardStreams;
  readonly source: DeterministicSource;
  readonly wasi: Pick<WasiHost, 'root' | 'files' | 'descriptors'>;
}

type Entry = VirtualFile | VirtualFolder;

/** Entries that have no name any more may still be open. */
const entriesMax = fileLimits.entries + fileLimits.descriptors + 1;
const kinds = ['folder', 'file', 'input'] as const;
/** Of what a descriptor can be; the three streams are told apart by their place among `streams.descriptors`. */
const opened = { closed: 0, stream: 1, file: 2, appending: 3, folder: 4, root: 5 } as const;

export function saveHost({ streams, source, wasi }: HostParts): Uint8Array {
  const writer = createByteWriter();
  const { inputAt, output, errors } = streams.save();
  putU32(writer, inputAt);
  putBlock(writer, output);
  putBlock(writer, errors);
  const { time, words } = source.save();
  putU64(writer, time);
  putU32(writer, words.length);
  for (const word of words) putU32(writer, word >>> 0);
  putU64(writer, wasi.files.nextInode);
  const entries = entriesOf(wasi);
  const numbers = new Map(entries.map((entry, index) => [entry, index]));
  putU32(writer, entries.length);
  for (const entry of entries) putEntry(writer, entry);
  for (const entry of entries) if (entry instanceof VirtualFolder) putNames(writer, entry, numbers);
  putU32(writer, wasi.descriptors.length);
  for (const one of wasi.descriptors) {
    const [kind, number, position] = describe(one, streams, numbers);
    putU32(writer, kind);
    putU32(writer, number);
    putU64(writer, BigInt(position));
  }
  return writtenBytes(writer);
}

function entriesOf({ root, descriptors }: HostParts['wasi']): readonly Entry[] {
  const found = new Set<Entry>([root]);
  const reach = () => {
    // A set is walked through to what is added while it is walked.
    for (const entry of found)
      if (entry instanceof VirtualFolder)
        for (const inner of entry.contents.values()) found.add(inner as Entry);
  };
  reach();
  for (const one of descriptors) {
    if (one instanceof OpenVirtualFile) found.add(one.file);
    if (one instanceof OpenVirtualFolder) found.add(one.folder);
    reach();
  }
  return [...found];
}

function putEntry(writer: ByteWriter, entry: Entry): void {
  const kind = entry instanceof VirtualFolder ? 'folder' : entry.isReadOnly ? 'input' : 'file';
  putU32(writer, kinds.indexOf(kind));
  putU64(writer, entry.ino);
  if (kind !== 'file') return;
  const file = entry as VirtualFile;
  putU32(writer, file.capacity());
  putBlock(writer, file.content());
}

function putNames(writer: ByteWriter, folder: VirtualFolder, numbers: ReadonlyMap<Entry, number>) {
  putU32(writer, folder.contents.size);
  for (const [name, entry] of folder.contents) {
    putBlock(writer, new TextEncoder().encode(name));
    putU32(writer, numbers.get(entry as Entry) ?? 0);
  }
}

function describe(
  one: WasiHost['descriptors'][number] | undefined,
  streams: StandardStreams,
  numbers: ReadonlyMap<Entry, number>,
): readonly [kind: number, number: number, position: number] {
  if (one instanceof OpenVirtualFile) {
    const kind = one.isAppending ? opened.appending : opened.file;
    return [kind, numbers.get(one.file) ?? 0, one.position];
  }
  if (one instanceof OpenVirtualFolder) {
    const kind = one.preopened === null ? opened.folder : opened.root;
    return [kind, numbers.get(one.folder) ?? 0, 0];
  }
  const stream = one === undefined ? -1 : streams.descriptors.indexOf(one);
  return stream < 0 ? [opened.closed, 0, 0] : [opened.stream, stream, 0];
}

/** Puts it all back into a host that is as at the beginning; false when the bytes cannot be of a checkpoint. */
export function restoreHost(bytes: Uint8Array, parts: HostParts, outputBytesMax: number): boolean {
  const reader = createFieldReader(bytes);
  const { streams, source, wasi, input } = parts;
  const inputAt = takeU32(reader, input.length);
  const output = takeBlock(reader, outputBytesMax);
  const errors = takeBlock(reader, errorsKept);
  const time = takeU64(reader);
  const words = takeList(reader, 4, takeU32);
  const nextInode = takeU64(reader);
  const entries = takeEntries(reader, parts);
  if (entries === null || ![0, 4].includes(words.length)) return false;
  streams.restore({ inputAt, output, errors });
  source.restore({ time, words });
  wasi.files.nextInode = nextInode;
  for (const [index, entry] of entries.entries())
    if (entry instanceof VirtualFolder && !takeNames(reader, entry, index, entries)) return false;
  return takeDescriptors(reader, parts, entries) && isWholeRead(reader);
}

/** The root is the first, and is the one that the host has already; it is emptied. */
function takeEntries(reader: FieldReader, { wasi, input }: HostParts): readonly Entry[] | null {
  const { root, files } = wasi;
  for (const name of [...root.contents.keys()]) root.drop(name);
  let isRight = true;
  const entries = takeList(reader, entriesMax, (): Entry => {
    const kind = kinds[takeU32(reader)];
    const ino = takeU64(reader);
    if (kind === 'folder') return new VirtualFolder(files, ino);
    if (kind === 'input') return new VirtualFile(files, ino, input);
    const file = new VirtualFile(files, ino);
    const capacity = takeU32(reader);
    const content = takeBlock(reader, reader.bytes.length);
    isRight &&= kind === 'file' && !reader.isDamaged && file.restore(content, capacity);
    return file;
  });
  const [first, ...others] = entries;
  if (reader.isDamaged || !isRight || !(first instanceof VirtualFolder)) return null;
  root.ino = first.ino;
  return [root, ...others];
}

function takeNames(
  reader: FieldReader,
  folder: VirtualFolder,
  index: number,
  entries: readonly Entry[],
): boolean {
  const names = takeList(reader, fileLimits.entries, () => ({
    name: new TextDecoder().decode(takeBlock(reader, 3 * fileLimits.nameLength)),
    number: takeU32(reader),
  }));
  if (reader.isDamaged) return false;
  for (const { name, number } of names) {
    const entry = entries[number];
    if (entry === undefined || number <= index || folder.contents.has(name)) return false;
    if (/^$|^\.{1,2}$|[/\0]/.test(name) || name.length > fileLimits.nameLength) return false;
    const isTaken = entry instanceof VirtualFolder ? entry.above !== null : entry.uses > 0;
    if (isTaken) return false;
    folder.put(name, entry);
  }
  return true;
}

function takeDescriptors(
  reader: FieldReader,
  { wasi, streams }: HostParts,
  entries: readonly Entry[],
): boolean {
  const { descriptors } = wasi;
  const all = takeList(reader, fileLimits.descriptors, () => ({
    kind: takeU32(reader),
    number: takeU32(reader),
    position: Number(takeU64(reader)),
  }));
  if (reader.isDamaged) return false;
  descriptors.length = 0;
  for (const { kind, number, position } of all) {
    const one = reopened({ kind, entry: entries[number], stream: streams.descriptors[number] });
    if (one === null || !Number.isSafeInteger(position)) return false;
    if (one instanceof OpenVirtualFile) one.position = position;
    descriptors.push(one as (typeof descriptors)[number]);
  }
  return true;
}

/** Null for what cannot be open; undefined for what is closed. */
function reopened(of: {
  readonly kind: number;
  readonly entry: Entry | undefined;
  readonly stream: StandardStreams['descriptors'][number] | undefined;
}) {
  const { kind, entry, stream } = of;
  if (kind === opened.closed) return undefined;
  if (kind === opened.stream) return stream ?? null;
  if (entry instanceof VirtualFile && (kind === opened.file || kind === opened.appending))
    return new OpenVirtualFile(entry, kind === opened.appending);
  if (entry instanceof VirtualFolder && kind === opened.folder) return new OpenVirtualFolder(entry);
  if (entry instanceof VirtualFolder && kind === opened.root)
    return new OpenVirtualFolder(entry, rootPath);
  return null;
}
