/**
 * Opens a database file of ours so that what is committed is on the disk, and so that a file that is
 * damaged, cut or another program's is named and left as it is.
 *
 * A new file gets its name only when it is complete. An empty file of that name is therefore a
 * damaged one, never a new one: nobody's hours begin again at nothing without a word.
 */
import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { printable } from '../../shared/base/printable.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { syncFolder } from './data-folder.ts';

export interface SqliteLayout<Name extends string> {
  /** Begins the names of the refusals. */
  readonly name: Name;
  /** What people call the file, with its article: `The record`. */
  readonly title: string;
  /** What is lost to a person who starts without the file. */
  readonly without: string;
  readonly applicationId: number;
  /** The version of the schema and of what it holds, from 1. */
  readonly version: number;
  /** Is told where a file of an earlier version was put: what it holds cannot be read as of this one. */
  readonly onSetAside: (sentence: string) => void;
  readonly schema: string;
  /** The first thing found wrong in what the file holds, in words; null if all is well. */
  readonly findDamage: (database: DatabaseSync) => string | null;
}

export type SqliteFileRefusal<Name extends string> = Refusal<
  `${Name}_damaged` | `${Name}_newer` | `${Name}_unreadable`
>;

/** Opens the file, or makes it. Nothing is ever removed or repaired here. */
export function openSqliteFile<Name extends string>(
  file: string,
  layout: SqliteLayout<Name>,
): Result<DatabaseSync, SqliteFileRefusal<Name>> {
  let database: DatabaseSync | null = null;
  let problem: Problem | null;
  try {
    const aside = setAsideEarlier(file, layout);
    if (aside !== null) layout.onSetAside(`${aside}, and a new one begins.`);
    problem = prepare(file, layout);
    if (problem === null) {
      database = new DatabaseSync(file, { timeout: 2000 });
      problem = findProblem(database, layout);
    }
  } catch (error) {
    problem = problemOf(error);
  }
  if (problem === null && database !== null) return ok(database);
  closeQuietly(database);
  return refuseFor(file, layout, problem ?? { kind: 'unreadable', why: 'no reason is known' });
}

interface Problem {
  readonly kind: 'damaged' | 'newer' | 'unreadable';
  readonly why: string;
}

const damaged = (why: string): Problem => ({ kind: 'damaged', why });

/**
 * A file of ours of an earlier version is kept whole under a name of its own. Its last changes are brought into it
 * first, so that it is one file. Says so without the full stop; null where there was none.
 */
export function setAsideEarlier(
  file: string,
  layout: Pick<SqliteLayout<string>, 'applicationId' | 'version' | 'title'>,
): string | null {
  const version = versionIn(file, layout.applicationId);
  if (version === null || version >= layout.version || !isMadeWhole(file)) return null;
  const name = freeName(`${file.replace(/\.db$/, '')}.version-${version}`);
  fs.renameSync(file, name);
  syncFolder(dirname(file));
  return (
    `${layout.title} ${file} is of an earlier version, which this one does not read. ` +
    `It was set aside as ${name}`
  );
}

/** From the file's own head, so that nothing is touched; null for what is not ours. */
function versionIn(file: string, applicationId: number): number | null {
  if (!(fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false)) return null;
  const head = new DataView(new ArrayBuffer(72));
  const descriptor = fs.openSync(file, 'r');
  try {
    if (fs.readSync(descriptor, head, 0, 72, 0) < 72) return null;
  } finally {
    fs.closeSync(descriptor);
  }
  const version = head.getUint32(60);
  return head.getUint32(68) === applicationId && version > 0 ? version : null;
}

/** Brings the last changes into the file. What cannot be read is left as it is, and refused further on. */
function isMadeWhole(file: string): boolean {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { timeout: 2000 });
    database.exec('pragma journal_mode = delete');
    return true;
  } catch {
    return false;
  } finally {
    closeQuietly(database);
  }
}

function freeName(name: string): string {
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? `${name}.db` : `${name}-${number}.db`;
    if (!fs.existsSync(tried)) return tried;
  }
}

/** Makes the file if there is none, and says what stands in the way. */
function prepare(file: string, layout: SqliteLayout<string>): Problem | null {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size;
  if (size === 0) return damaged('it is empty');
  if (size !== undefined) return null;
  if (fs.existsSync(`${file}-wal`)) {
    return damaged(`it is missing, although its last changes in ${file}-wal are there`);
  }
  makeFile(file, layout);
  return null;
}

function makeFile(file: string, layout: SqliteLayout<string>): void {
  const unfinished = `${file}.new`;
  fs.rmSync(unfinished, { force: true });
  fs.rmSync(`${unfinished}-journal`, { force: true });
  fs.closeSync(fs.openSync(unfinished, 'a', 0o600));
  const database = new DatabaseSync(unfinished);
  try {
    database.exec(`
      pragma auto_vacuum = incremental;
      pragma synchronous = full;
      begin;
      ${layout.schema}
      pragma application_id = ${layout.applicationId};
      pragma user_version = ${layout.version};
      commit;
    `);
  } finally {
    database.close();
  }
  fs.renameSync(unfinished, file);
  syncFolder(dirname(file));
}

/** What macOS calls fsync leaves bytes in the drive; the two `fullfsync` pragmas are for it alone. */
const settings = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma fullfsync = on;
  pragma checkpoint_fullfsync = on;
  pragma foreign_keys = on;
  pragma recursive_triggers = on;
  pragma trusted_schema = off;
  pragma cell_size_check = on;
  pragma temp_store = memory;
  pragma journal_size_limit = 67108864;
`;

function findProblem(database: DatabaseSync, layout: SqliteLayout<string>): Problem | null {
  if (numberOf(database, 'application_id') !== layout.applicationId) {
    return damaged('it does not bear our mark');
  }
  const version = numberOf(database, 'user_version');
  if (version > layout.version) return { kind: 'newer', why: `its version is ${version}` };
  if (version !== layout.version) return damaged(`its version is ${version}`);
  database.exec(settings);
  const found = layout.findDamage(database);
  if (found !== null) return damaged(found);
  const isAsMade = schemaOf(database) === expectedSchema(layout);
  return isAsMade ? null : damaged('its tables are not as they were made');
}

/** A bit that flips in the text of a trigger would otherwise be met at the next receipt. */
function expectedSchema(layout: SqliteLayout<string>): string {
  const model = new DatabaseSync(':memory:');
  try {
    model.exec(layout.schema);
    return schemaOf(model);
  } finally {
    model.close();
  }
}

function schemaOf(database: DatabaseSync): string {
  return JSON.stringify(
    database.prepare('select type, name, sql from sqlite_schema order by type, name').all(),
  );
}

/** The value of a pragma that is a number. */
export function numberOf(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(database.prepare(`pragma ${pragma}`).get() ?? {})[0]);
}

/** The first complaint of SQLite's own check, or null. */
export function firstComplaint(database: DatabaseSync, check: string): string | null {
  const complaint = Object.values(database.prepare(`pragma ${check}`).get() ?? {})[0];
  return complaint === 'ok' ? null : String(complaint).replace(/\s+/g, ' ').slice(0, 120);
}

/** Whether SQLite found a file to be broken, by its result codes CORRUPT, NOTADB and IOERR_SHORT_READ. */
export function saysDamaged(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
  return [11, 26].includes(code & 0xff) || code === 522;
}

function problemOf(error: unknown): Problem {
  const why = error instanceof Error ? error.message : String(error);
  return { kind: saysDamaged(error) ? 'damaged' : 'unreadable', why };
}

function closeQuietly(database: DatabaseSync | null): void {
  try {
    database?.close();
  } catch {
    // what cannot be closed is damaged, and that is being said already
  }
}

/** SQLite may quote what it cannot read, and what to do about it must not be lost behind that. */
const whyLengthMax = 70;

function refuseFor<Name extends string>(
  file: string,
  layout: SqliteLayout<Name>,
  problem: Problem,
) {
  const { name, title, without } = layout;
  switch (problem.kind) {
    case 'damaged':
      return refuse(
        `${name}_damaged` as const,
        `${title} ${file} is damaged: ${printable(problem.why).slice(0, whyLengthMax)}. Nothing was deleted. Put back a copy of it, ` +
          `or move all files that begin with its name elsewhere to start ${without}.`,
      );
    case 'newer':
      return refuse(
        `${name}_newer` as const,
        `${title} ${file} was written by a newer Common Hours (${problem.why}). Install that one.`,
      );
    case 'unreadable':
      return refuse(
        `${name}_unreadable` as const,
        `${title} ${file} cannot be opened: ${problem.why}. Check its permissions and its disk.`,
      );
  }
}

/** Does all of it or nothing of it, and has it on the disk when it returns. */
export function atomically(database: DatabaseSync, action: () => void): void {
  database.exec('begin immediate');
  try {
    action();
    database.exec('commit');
  } finally {
    if (database.isTransaction) database.exec('rollback');
  }
}
