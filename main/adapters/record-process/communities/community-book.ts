/**
 * What the process of the record must remember beside the records themselves: which communities this node is in
 * or wants to come into, and which invitations it made. One JSON file, written whole and by renaming, for its
 * owner alone, because whoever has an invitation's link can use it.
 *
 * The records are the truth: a book that is lost or cannot be read is put aside, and the communities whose files
 * are there are found again.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { count, hex32, text } from '../../../../shared/base/fields.ts';
import { hexToBytes } from '../../../../shared/base/bytes.ts';
import { limits } from '../../../../shared/domain/limits.ts';
import { moment } from '../../../../shared/api/schema.ts';
import type { Log } from '../../../engine/ports.ts';
import { communityFile, listCommunityFiles } from '../../community-store/community-files.ts';
import { syncFolder } from '../../data-folder.ts';
import { writeOrEnd } from '../../write-or-end.ts';

const name = v.pipe(text(limits.memberNameLength), v.minLength(1));

const record = v.pipe(text(8_192), v.regex(/^[0-9a-f]+$/));

const Made = v.strictObject({
  /** Public key of its secret. */
  id: hex32,
  link: text(2_000),
  madeAtMs: moment,
  expiresEpoch: count,
  /** Member key, once it was seen in a certified record. */
  usedBy: v.nullable(hex32),
});

const Entry = v.strictObject({
  id: hex32,
  /** One's own name and this machine's label, as they go into a record of this machine. */
  memberName: name,
  label: name,
  /** No longer shown, and not opened. */
  isAway: v.boolean(),
  /** The record that ends the membership was signed here. */
  isLeaving: v.boolean(),
  /**
   * The first record of this machine, whole, where it was not there from the beginning. Kept, because a machine
   * that numbered another one the same would be taken for a fraud.
   */
  credential: v.nullable(record),
  invitations: v.array(Made),
});

/** An invitation that was accepted, until its community is found: it is looked for again after a restart. */
const Attempt = v.strictObject({
  id: hex32,
  name: text(40),
  memberName: name,
  startedAtMs: moment,
  /** The record that asks to be taken up, whole. */
  credential: record,
});

const Book = v.strictObject({
  version: v.literal(1),
  communities: v.pipe(v.array(Entry), v.maxLength(100)),
  attempts: v.pipe(v.array(Attempt), v.maxLength(100)),
});

export type BookValue = v.InferOutput<typeof Book>;
export type BookEntry = v.InferOutput<typeof Entry>;
export type BookAttempt = v.InferOutput<typeof Attempt>;
export type MadeInvitation = v.InferOutput<typeof Made>;

export interface CommunityBook {
  get(): BookValue;
  /** On the disk when it returns. */
  set(change: Partial<Omit<BookValue, 'version'>>): void;
}

const fileBytesMax = 4 * 1024 * 1024;
const empty: BookValue = { version: 1, communities: [], attempts: [] };

/** Whether the process of the record has anything to do for this folder; a book in doubt is for it to judge. */
export function hasCommunities(dataFolder: string): boolean {
  const book = readBook(bookFile(dataFolder));
  if (book === null || book.attempts.length > 0) return true;
  return filesInUse(dataFolder).length > 0;
}

/** Of the communities of this folder that were not put away. */
export function filesInUse(dataFolder: string): readonly string[] {
  const book = readBook(bookFile(dataFolder));
  const files = listCommunityFiles(dataFolder);
  return book === null ? files : files.filter((file) => !isAway(book, dataFolder, file));
}

/** Whether the community of this file was put away. */
export function isAway({ communities }: BookValue, dataFolder: string, file: string): boolean {
  return communities.some(
    (each) => each.isAway && communityFile(dataFolder, hexToBytes(each.id)) === file,
  );
}

/** `onFailure` is told one sentence before a book that cannot be written ends the program. */
export function openCommunityBook(
  dataFolder: string,
  { log, onFailure }: { readonly log: Log; readonly onFailure: (sentence: string) => void },
): CommunityBook {
  const file = bookFile(dataFolder);
  let value = readBook(file);
  if (value === null) {
    log.warn(`The list of communities ${file} could not be read: it was put aside.`);
    fs.renameSync(file, `${file}.damaged`);
    value = empty;
  }
  let present = value;
  return {
    get: () => present,
    set(change) {
      present = { ...present, ...change };
      const written = JSON.stringify(v.parse(Book, present));
      writeOrEnd('The list of communities', onFailure, () => writeWhole(file, written));
      syncFolder(dataFolder);
    },
  };
}

function bookFile(dataFolder: string): string {
  return join(dataFolder, 'communities.json');
}

function readBook(file: string): BookValue | null {
  try {
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return empty;
    if (size > fileBytesMax) return null;
    const read = v.safeParse(Book, JSON.parse(fs.readFileSync(file, 'utf8')));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

function writeWhole(file: string, written: string): void {
  const draft = `${file}.new`;
  fs.rmSync(draft, { force: true });
  const opened = fs.openSync(draft, 'wx', 0o600);
  try {
    fs.writeSync(opened, written);
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
  fs.renameSync(draft, file);
}
