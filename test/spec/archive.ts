/** The specification's core tests as they are kept here: scripts by name, packed. README.md says where they are from. */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import * as v from 'valibot';

export const archivePath = new URL('core.br', import.meta.url);

/** The core as it was in 2.0, and what is admitted beyond it. */
export const suiteFolders = ['spec', 'tail-call'] as const;

/** Text of each script by `folder/name`. */
export function readScripts(): { readonly [name: string]: string } {
  const text = brotliDecompressSync(readFileSync(archivePath)).toString();
  return v.parse(v.record(v.string(), v.string()), JSON.parse(text));
}
