/** What is wrong with JavaScript, or will surprise, said before it is sent: by line and column. */
import { basename } from 'node:path';
import { bytesToText } from '../../../shared/base/bytes.ts';
import { plural } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { notesOf } from '../../../shared/jobs/source-notes.ts';
import type { SourceNote } from '../../../shared/jobs/source-notes.ts';

/** The warnings about a source; a file that is none has none. An error keeps it from being sent. */
export function checkSource(
  file: string,
  module: Uint8Array,
): Result<readonly SourceNote[], Refusal<'bad_source'>> {
  if (!isSource(file, module)) return ok([]);
  const notes = notesOf(bytesToText(module));
  const [first, ...more] = notes.filter(({ kind }) => kind === 'error');
  if (first === undefined) return ok(notes);
  const others = more.length === 0 ? '' : ` There ${othersIn(more)}.`;
  return refuse('bad_source', `${noteSentence(file, first)}${others}`);
}

/** `square.js, line 3, column 7: It cannot be read: Unexpected token.` */
export function noteSentence(file: string, { line, column, sentence }: SourceNote): string {
  return `${basename(file)}, line ${String(line)}, column ${String(column)}: ${sentence}`;
}

function othersIn(more: readonly SourceNote[]): string {
  const places = more.map(({ line }) => String(line)).join(', ');
  const lines = more.length === 1 ? `line ${places}` : `lines ${places}`;
  return `${more.length === 1 ? 'is' : 'are'} ${plural(more.length, 'more fault')} (${lines})`;
}

function isSource(file: string, module: Uint8Array): boolean {
  if (module[0] === 0 || module.byteLength === 0) return false;
  if (/\.m?js$/i.test(file)) return true;
  const text = bytesToText(module);
  return /\bexport\b/.test(text) && /\bdefault\b/.test(text);
}
