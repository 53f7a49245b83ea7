/**
 * Which names the files of a release may have: those that mean the same file on every system, below the folder that
 * somebody chose, and nowhere else. What one system takes for a name is a device on another, or ends in silence at a
 * dot; so a release is refused where it is shared, and again where it arrives.
 */
import { textToBytes } from '../base/bytes.ts';
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import { releaseLimits } from './limits.ts';

export type PathRefusalName =
  | 'path_absolute'
  | 'path_leaves'
  | 'path_empty'
  | 'path_too_long'
  | 'path_character'
  | 'path_ends_badly'
  | 'path_device'
  | 'path_clashes';

/** Names that Windows keeps for devices, whatever follows behind a dot. */
const devices = new Set([
  ...['con', 'prn', 'aux', 'nul', 'clock$', 'conin$', 'conout$'],
  ...['com', 'lpt'].flatMap((port) => [...'0123456789¹²³'].map((digit) => port + digit)),
]);

/** Control characters, what turns the reading direction, halves of characters, and what Windows keeps for itself. */
const forbidden = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff<>:"|?*\\]/u;

/** One path, with `/` between names; the refusal's detail is a sentence that names it. */
export function checkPath(path: string): Result<null, Refusal<PathRefusalName>> {
  const shown = shownPath(path);
  if (path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path)) {
    return refuse('path_absolute', `“${shown}” is an absolute path.`);
  }
  const names = path.split('/');
  if (names.includes('') || names.includes('.')) {
    return refuse('path_empty', `“${shown}” has an empty name in it.`);
  }
  if (names.includes('..')) {
    return refuse('path_leaves', `“${shown}” leads out of its folder.`);
  }
  if (
    textToBytes(path).byteLength > releaseLimits.pathBytes ||
    names.length > releaseLimits.depth ||
    names.some((name) => textToBytes(name).byteLength > releaseLimits.nameBytes)
  ) {
    return refuse('path_too_long', `“${shown}” is too long, or too deep in folders.`);
  }
  if (forbidden.test(path) || !path.isWellFormed()) {
    return refuse('path_character', `“${shown}” has a character that some systems do not allow.`);
  }
  if (names.some((name) => name.endsWith('.') || name.endsWith(' ') || name.startsWith(' '))) {
    return refuse('path_ends_badly', `A name in “${shown}” begins or ends with a space, or a dot.`);
  }
  if (names.some(isDevice)) {
    return refuse('path_device', `“${shown}” is the name of a device on some systems.`);
  }
  return ok(null);
}

/** All paths of a release: each by itself, and that no two of them are one file somewhere. */
export function checkPaths(paths: readonly string[]): Result<null, Refusal<PathRefusalName>> {
  /** What a folder or file is called where case and accents do not count, and what it is called here. */
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const path of paths) {
    const checked = checkPath(path);
    if (!checked.ok) return checked;
    const other = clashOf(path, files, folders);
    if (other !== null) {
      const [one, two] = [shownPath(path), shownPath(other)];
      return refuse('path_clashes', `“${one}” and “${two}” are one name on some systems.`);
    }
  }
  return ok(null);
}

/** Enters a path with its folders; answers what it clashes with. */
function clashOf(
  path: string,
  files: Map<string, string>,
  folders: Map<string, string>,
): string | null {
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
    const folder = path.slice(0, end);
    const key = folded(folder);
    const known = files.get(key) ?? folders.get(key) ?? folder;
    if (known !== folder || files.has(key)) return known;
    folders.set(key, folder);
  }
  const key = folded(path);
  const known = files.get(key) ?? folders.get(key) ?? null;
  files.set(key, path);
  return known;
}

/** Systems differ in what they take for the same letter; this takes for one all that any of them does. */
function folded(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

function isDevice(name: string): boolean {
  const stem = name.split('.', 1)[0] ?? '';
  return devices.has(stem.trimEnd().toLowerCase());
}

/** Short enough for a sentence, and without what would spoil it. */
function shownPath(path: string): string {
  const printable = path.replaceAll(new RegExp(forbidden, 'gu'), (each) =>
    '<>:"|?*\\'.includes(each) ? each : '�',
  );
  return printable.length <= 80 ? printable : `${printable.slice(0, 79)}…`;
}
