/**
 * Fetches a release: the list first, which must be the one that the makers signed; then its pieces, from whoever has
 * them, each checked by the drive's tree when it comes; and each file, once it is whole, against the list. They are
 * written under a name of their own beside the place that was chosen and moved there when all of them are right.
 * Nothing is written anywhere else, and nothing is opened or run.
 *
 * Pieces that have come stay in the store, so whatever ends it, it goes on from there.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type Hyperdrive from 'hyperdrive';
import type { Core } from 'hyperdrive';
import { bytesToHex, concatBytes } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { pieceBytes, piecesOf, releaseLimits } from '../../../shared/software/limits.ts';
import { decodeManifest, manifestHash, manifestSize } from '../../../shared/software/manifest.ts';
import type { Manifest, ReleaseFile } from '../../../shared/software/manifest.ts';
import { cryptography } from '../cryptography.ts';
import type { KeptRelease } from './shelf-file.ts';

export type FetchRefusalName = 'not_as_signed' | 'cannot_be_written' | 'disk_full' | 'called_off';
export type FetchStage = 'finding people' | 'arriving' | 'checking';

export interface FetchOptions {
  readonly drive: Hyperdrive;
  readonly kept: KeptRelease;
  readonly signal: AbortSignal;
  readonly stage: (stage: FetchStage) => void;
  /** The core of the pieces, as soon as it is known. */
  readonly opened: (core: Core) => Promise<void>;
}

const mismatch = refuse(
  'not_as_signed',
  'The files do not match the makers’ signature. They were not opened and you were not charged.',
);
/** Its pieces are those of the drive, and were paid as they came: only the whole file shows it. */
const wrongFile = refuse(
  'not_as_signed',
  'A file does not match the list that the makers signed. Nothing was opened; what arrived of it was paid.',
);
const calledOff = refuse('called_off', 'It was called off.');
const piecesAtOnce = 16;
const listPiecesMax = piecesOf(releaseLimits.manifestBytes);

/** Answers when all of it lies where it was wanted, or why it does not. */
export async function fetchRelease(
  options: FetchOptions,
): Promise<Result<null, Refusal<FetchRefusalName>>> {
  const { drive, kept, signal, stage } = options;
  stage('finding people');
  await drive.ready();
  const blobs = await unlessAborted(drive.getBlobs(), signal);
  if (blobs === null) return calledOff;
  const { core } = blobs;
  await options.opened(core);
  const manifest = await fetchManifest(core, kept, signal);
  if (!manifest.ok) return manifest;
  stage('arriving');
  const ranges = [
    core.download({ start: 0, end: kept.size.pieces }),
    // the drive's own index, for others who read drives
    drive.core.download({ start: 0, end: drive.core.length }),
  ];
  try {
    return await writeOut(core, manifest.value, options);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (signal.aborted) return calledOff;
    if (code === 'ENOSPC') return refuse('disk_full', 'The disk is full.');
    const why = code ?? message;
    return refuse('cannot_be_written', `The files could not be written: ${why}.`.slice(0, 300));
  } finally {
    for (const range of ranges) range.destroy();
  }
}

/** It lies behind the pieces of the files, and fills the rest of the core. */
async function fetchManifest(
  core: Core,
  kept: KeptRelease,
  signal: AbortSignal,
): Promise<Result<Manifest, Refusal<FetchRefusalName>>> {
  const first = kept.size.pieces;
  const parts: Uint8Array[] = [];
  do {
    const part = await unlessAborted(core.get(first + parts.length), signal);
    if (part === null) return calledOff;
    parts.push(part);
    if (core.length - first > listPiecesMax) return mismatch;
  } while (first + parts.length < core.length);
  return checkManifest(concatBytes(...parts), kept);
}

/** The list of a release that has arrived; null where it is not here. */
export async function readManifest(core: Core, kept: KeptRelease): Promise<Manifest | null> {
  const parts: Uint8Array[] = [];
  for (let index = kept.size.pieces; index < core.length; index++) {
    const part = await core.get(index, { wait: false });
    if (part === null || parts.push(part) > listPiecesMax) return null;
  }
  const manifest = checkManifest(concatBytes(...parts), kept);
  return manifest.ok ? manifest.value : null;
}

function checkManifest(
  bytes: Uint8Array,
  { size, manifest: wanted }: KeptRelease,
): Result<Manifest, Refusal<FetchRefusalName>> {
  if (bytesToHex(manifestHash(bytes, cryptography.hash)) !== wanted) return mismatch;
  const manifest = decodeManifest(bytes);
  if (!manifest.ok) return refuse('not_as_signed', manifest.error.detail);
  const found = manifestSize(manifest.value);
  const isSame =
    found.files === size.files && found.bytes === size.bytes && found.pieces === size.pieces;
  return isSame ? manifest : mismatch;
}

async function writeOut(
  core: Core,
  manifest: Manifest,
  { kept, signal, stage }: FetchOptions,
): Promise<Result<null, Refusal<FetchRefusalName>>> {
  if (kept.place === null) return ok(null);
  const { folder, name } = kept.place;
  const temporary = temporaryPlace(kept.place.folder, kept.release);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  let first = 0;
  let made = temporary;
  for (const file of manifest) {
    const target = join(temporary, ...file.path.split('/'));
    if (dirname(target) !== made) await mkdir((made = dirname(target)), { recursive: true });
    const written = await writeFile(core, file, { first, target, signal });
    if (!written.ok) return written;
    first += piecesOf(file.bytes);
  }
  stage('checking');
  await rename(temporary, join(folder, name));
  return ok(null);
}

/** Where files are written until all of them are right: beside the place that they are for. */
export function temporaryPlace(folder: string, release: string): string {
  return join(folder, `.arriving-${release.slice(0, 16)}`);
}

async function writeFile(
  core: Core,
  { bytes, hash, isExecutable }: ReleaseFile,
  given: { readonly first: number; readonly target: string; readonly signal: AbortSignal },
): Promise<Result<null, Refusal<FetchRefusalName>>> {
  const { first, target, signal } = given;
  const digest = createHash('sha256');
  const handle = await open(target, 'wx', isExecutable ? 0o755 : 0o644);
  try {
    // while some pieces are written, the next are read
    let coming = readPieces(core, { from: 0, first, bytes });
    for (let at = 0; at < piecesOf(bytes); at += piecesAtOnce) {
      const pieces = await unlessAborted(coming, signal);
      if (pieces === null) return calledOff;
      coming = readPieces(core, { from: at + piecesAtOnce, first, bytes });
      coming.catch(() => undefined); // nobody waits for it any more where something else fails
      for (const [index, piece] of pieces.entries()) {
        const wanted = Math.min(pieceBytes, bytes - (at + index) * pieceBytes);
        if (piece?.byteLength !== wanted) return wrongFile;
        digest.update(piece);
      }
      await writeAll(handle, pieces as readonly Uint8Array[]);
    }
  } finally {
    await handle.close();
  }
  return digest.digest('hex') === hash ? ok(null) : wrongFile;
}

function readPieces(
  core: Core,
  { from, first, bytes }: { readonly from: number; readonly first: number; readonly bytes: number },
): Promise<readonly (Uint8Array | null)[]> {
  const count = Math.max(0, Math.min(piecesAtOnce, piecesOf(bytes) - from));
  return Promise.all(Array.from({ length: count }, (_, index) => core.get(first + from + index)));
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  const all = concatBytes(...pieces);
  let at = 0;
  while (at < all.byteLength) at += (await handle.write(all, at)).bytesWritten;
}

/** Null when it was aborted first. */
async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | null> {
  if (signal.aborted) return null;
  const { promise, resolve } = Promise.withResolvers<null>();
  const abort = () => resolve(null);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } catch (cause) {
    // a store that is being closed ends whatever waits for it
    if (signal.aborted) return null;
    return await Promise.reject(cause instanceof Error ? cause : new Error(String(cause)));
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
