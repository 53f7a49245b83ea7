/** Where the records of the communities of one node lie. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bytesToHex } from '../../../shared/base/bytes.ts';

/** Hexadecimal digits of the id that a name shows. */
const digits = 16;

/** The file of a community in a data folder. */
export function communityFile(folder: string, community: Uint8Array): string {
  return join(folder, `community-${bytesToHex(community).slice(0, digits)}.db`);
}

/**
 * All files of communities in a data folder, by name; none where there is no folder. One that was taken away
 * without its last changes is among them, so that opening it says so.
 */
export function listCommunityFiles(folder: string): readonly string[] {
  const names = new Set<string>();
  for (const name of namesIn(folder)) {
    const [found] = /^community-[0-9a-f]{16}\.db(?=$|-wal$)/.exec(name) ?? [];
    if (found !== undefined) names.add(found);
  }
  return [...names].sort().map((name) => join(folder, name));
}

/** Whether the file's name shows this id. */
export function isFileOf(file: string, community: Uint8Array): boolean {
  return basename(file) === basename(communityFile('', community));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
