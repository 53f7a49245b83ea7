/** What the maintainers of a release sign: these files under this name and version, in this community. */
import { concatBytes, hexToBytes, textToBytes } from '../base/bytes.ts';
import type { Hash } from './merkle.ts';

export interface ReleaseClaim {
  readonly community: Uint8Array;
  /** Hash of the list of its files, in hexadecimal. */
  readonly manifest: string;
  readonly name: string;
  readonly version: string;
}

/** 32 bytes, which each maintainer signs by its member key. */
export function releaseBinding(
  { community, manifest, name, version }: ReleaseClaim,
  hash: Hash,
): Uint8Array {
  // Hashed apart, so that no end of a name can be read as the beginning of a version.
  const [named, numbered] = [hash(textToBytes(name)), hash(textToBytes(version))];
  const said = concatBytes(community, hexToBytes(manifest), named, numbered);
  return hash(textToBytes('common-hours/release-binding/v1'), said);
}
