/**
 * Release files that a person opens from outside: their text goes to the page on which it is reviewed, and nothing else is
 * done with it here. What is no such file is said by that page as well.
 */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { releaseFileBytesMax, releaseFileEnding } from '../../shared/api/release-file.ts';
import { bytesToBase64, textToBytes } from '../../shared/base/bytes.ts';
import { linkAmong, routeOfLink } from './deep-links.ts';

const reviewPath = '/software/file';
/** Of what cannot be read: no release file, as the page says then. */
const nothing = textToBytes(' ');

/** Where in the page a file leads. */
export function routeOfFile(file: string): string {
  return `${reviewPath}/${bytesToBase64(contentOf(file) ?? nothing)}`;
}

/** Where what is among the arguments of a start leads; null where nothing is. */
export function routeAmong(argv: readonly string[], workingFolder: string): string | null {
  const link = linkAmong(argv);
  if (link !== null) return routeOfLink(link);
  const file = argv.find((each) => each.toLowerCase().endsWith(releaseFileEnding));
  return file === undefined || file.startsWith('-')
    ? null
    : routeOfFile(resolve(workingFolder, file));
}

/** Null where it is no file, cannot be read, or is larger than any of them. */
function contentOf(file: string): Uint8Array | null {
  try {
    const stats = statSync(file);
    const isOne = stats.isFile() && stats.size > 0 && stats.size <= releaseFileBytesMax;
    return isOne ? new Uint8Array(readFileSync(file)) : null;
  } catch {
    return null;
  }
}
