/**
 * The list of a release's files, whose hash its makers sign: one line for each file, in the order of their paths by
 * code units, as `sha256sum` writes it, with the size between hash and path, and an `x` before the path of what may be
 * run as a program:
 *
 *     <SHA-256 in lower-case hexadecimal>␠␠<size in bytes>␠␠<path>⏎
 *     <SHA-256 in lower-case hexadecimal>␠␠<size in bytes>␠x␠<path>⏎
 *
 * There is one way to write a list, so one list has one hash; whatever is written otherwise is refused.
 */
import { bytesToText, textToBytes } from '../base/bytes.ts';
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import { piecesOf, releaseLimits } from './limits.ts';
import { checkPaths } from './paths.ts';
import type { PathRefusalName } from './paths.ts';

export interface ReleaseFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of its content in lower-case hexadecimal. */
  readonly hash: string;
  /** Written so that it may be run, where a system knows that of a file; no other mode is kept. */
  readonly isExecutable: boolean;
}

/** In the order of their paths. */
export type Manifest = readonly ReleaseFile[];

export type ManifestRefusalName =
  'no_files' | 'too_many_files' | 'too_many_bytes' | 'manifest_malformed' | PathRefusalName;

export interface ManifestSize {
  readonly files: number;
  readonly bytes: number;
  readonly pieces: number;
}

const domain = textToBytes('common-hours/release-manifest/v1');
/** No path begins with a space, so there is one way to read each. */
const line = /^([0-9a-f]{64}) {2}(0|[1-9][0-9]{0,15}) ( |x )(.+)$/su;

/** In the order in which it is written, if a release may have these files. */
export function createManifest(
  files: readonly ReleaseFile[],
): Result<Manifest, Refusal<ManifestRefusalName>> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const checked = checkSize(sorted);
  if (!checked.ok) return checked;
  const paths = checkPaths(sorted.map(({ path }) => path));
  return paths.ok ? ok(sorted) : paths;
}

/** The bytes of a list that `createManifest` made. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const lines = manifest.map(
    ({ hash, bytes, path, isExecutable }) =>
      `${hash}  ${String(bytes)} ${isExecutable ? 'x' : ''} ${path}\n`,
  );
  return textToBytes(lines.join(''));
}

/** Reads what somebody else has written; nothing of it is trusted. */
export function decodeManifest(bytes: Uint8Array): Result<Manifest, Refusal<ManifestRefusalName>> {
  if (bytes.byteLength > releaseLimits.manifestBytes) return malformed;
  const lines = bytesToText(bytes).split('\n');
  if (lines.pop() !== '') return malformed;
  if (lines.length > releaseLimits.files) return tooManyFiles;
  const files: ReleaseFile[] = [];
  for (const each of lines) {
    const [, hash, size, mode, path] = line.exec(each) ?? [];
    if (hash === undefined || size === undefined || path === undefined) return malformed;
    files.push({ path, bytes: Number(size), hash, isExecutable: mode === 'x ' });
  }
  const manifest = createManifest(files);
  if (!manifest.ok) return manifest;
  const again = encodeManifest(manifest.value);
  const isSame = again.byteLength === bytes.byteLength && again.every((b, at) => b === bytes[at]);
  return isSame ? manifest : malformed;
}

/** What the makers sign, and everybody who gets the files compares. */
export function manifestHash(
  encoded: Uint8Array,
  hash: (...parts: readonly Uint8Array[]) => Uint8Array,
): Uint8Array {
  return hash(domain, encoded);
}

/** All files together. */
export function manifestSize(manifest: Manifest): ManifestSize {
  return {
    files: manifest.length,
    bytes: manifest.reduce((sum, file) => sum + file.bytes, 0),
    pieces: manifest.reduce((sum, file) => sum + piecesOf(file.bytes), 0),
  };
}

function checkSize(files: readonly ReleaseFile[]): Result<null, Refusal<ManifestRefusalName>> {
  if (files.length === 0) return refuse('no_files', 'There is no file in it.');
  if (files.length > releaseLimits.files) return tooManyFiles;
  let sum = 0;
  for (const { bytes, hash } of files) {
    if (!Number.isSafeInteger(bytes) || bytes < 0 || !/^[0-9a-f]{64}$/.test(hash)) return malformed;
    sum += bytes;
  }
  if (sum > releaseLimits.bytes) {
    return refuse('too_many_bytes', 'A release has at most 16 GiB.');
  }
  return ok(null);
}

const tooManyFiles = refuse('too_many_files', 'A release has at most 20,000 files.');
const malformed = refuse(
  'manifest_malformed',
  'The list of its files is not written as it should be.',
);
