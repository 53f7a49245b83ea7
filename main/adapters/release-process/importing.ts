/**
 * Makes a drive of files: their pieces in the order of the list, each file's from a fresh one on, and behind them the
 * list itself. So where a piece lies follows from the list alone, and whoever fetches it never has to believe the
 * drive's own index, which is there for others who read drives.
 */
import { createHash } from 'node:crypto';
import type Corestore from 'corestore';
import Hyperdrive from 'hyperdrive';
import type { BlobId, Core } from 'hyperdrive';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { pieceBytes } from '../../../shared/software/limits.ts';
import {
  createManifest,
  encodeManifest,
  manifestHash,
  manifestSize,
} from '../../../shared/software/manifest.ts';
import type { ReleaseFile } from '../../../shared/software/manifest.ts';
import { cryptography } from '../cryptography.ts';
import type { FoundFile } from './folder-files.ts';
import type { KeptImport } from './shelf-file.ts';

export type Imported = Pick<KeptImport, 'drive' | 'manifest' | 'size'>;

/** In the index, for whoever reads the drive by itself. */
export const manifestPath = '/.common-hours/manifest';
const piecesAtOnce = 64;

/** `read` hears how many bytes were read; aborting ends it and leaves what is there to be purged. */
export async function importFiles(
  drive: Hyperdrive,
  files: readonly FoundFile[],
  { signal, read }: { readonly signal: AbortSignal; readonly read: (bytes: number) => void },
): Promise<Result<Imported, Refusal<'bad_files'>>> {
  await drive.ready();
  const { core } = await drive.getBlobs();
  const listed: ReleaseFile[] = [];
  const index = drive.batch();
  let sum = 0;
  for (const file of files) {
    const blob = await importFile(core, file, signal, (bytes) => read((sum += bytes)));
    if (!blob.ok) return blob;
    const { path, bytes, isExecutable } = file;
    listed.push({ path, bytes, isExecutable, hash: blob.value.hash });
    await index.putEntry(`/${path}`, { blob: blob.value.id, executable: isExecutable });
  }
  const manifest = createManifest(listed);
  if (!manifest.ok) return refuse('bad_files', manifest.error.detail);
  const encoded = encodeManifest(manifest.value);
  const id = await appendBytes(core, encoded);
  await index.putEntry(manifestPath, { blob: id });
  await index.flush();
  return ok({
    drive: bytesToHex(drive.key),
    manifest: bytesToHex(manifestHash(encoded, cryptography.hash)),
    size: manifestSize(manifest.value),
  });
}

/** A drive of one's own under a name that is not used again. */
export function ownDrive(store: Corestore, request: string): Hyperdrive {
  return new Hyperdrive(store.namespace(request));
}

/**
 * Lets go of all pieces of a drive, and closes it. What stays is the tree over them, a thousandth of their size, for
 * hypercore 11.37 cannot remove a core: its `purge` calls what is not there.
 */
export async function emptyDrive(drive: Hyperdrive): Promise<void> {
  await drive.ready();
  const core = drive.blobs?.core;
  if (core !== undefined) await core.clear(0, core.length);
  await drive.close();
}

async function importFile(
  core: Core,
  { path, bytes, open }: FoundFile,
  signal: AbortSignal,
  read: (bytes: number) => void,
): Promise<Result<{ readonly id: BlobId; readonly hash: string }, Refusal<'bad_files'>>> {
  const digest = createHash('sha256');
  const [blockOffset, byteOffset] = [core.length, core.byteLength];
  const opened = await open();
  if (!opened.ok) return opened;
  try {
    let done = 0;
    for (;;) {
      if (signal.aborted) return refuse('bad_files', 'It was called off.');
      const chunk = Buffer.allocUnsafe(pieceBytes * piecesAtOnce);
      const got = await opened.value.fill(chunk);
      if (got === 0) break;
      digest.update(chunk.subarray(0, got));
      await core.append(cut(chunk.subarray(0, got)));
      done += got;
      read(got);
      if (done > bytes) break;
    }
    if (done !== bytes) return refuse('bad_files', `“${path}” was changed while it was read.`);
    const blockLength = core.length - blockOffset;
    const id = { blockOffset, blockLength, byteOffset, byteLength: bytes };
    return ok({ id, hash: digest.digest('hex') });
  } finally {
    await opened.value.close();
  }
}

async function appendBytes(core: Core, bytes: Uint8Array): Promise<BlobId> {
  const [blockOffset, byteOffset] = [core.length, core.byteLength];
  await core.append(cut(bytes));
  const blockLength = core.length - blockOffset;
  return { blockOffset, blockLength, byteOffset, byteLength: bytes.byteLength };
}

function cut(bytes: Uint8Array): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
    pieces.push(bytes.subarray(at, at + pieceBytes));
  }
  return pieces;
}
