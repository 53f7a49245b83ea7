/**
 * A job in a file (`.chjob`): JSON with the program and the input inside, so that it can be kept, handed on and asked for
 * again. Whoever opens one reads it as they would read a program of somebody else: nothing is sent by opening it.
 */
import * as v from 'valibot';
import { integer, toWire } from '../base/fields.ts';
import type { Refusal, Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { limits } from '../domain/limits.ts';
import { JobDraft } from './jobs-shape.ts';
import type { JobDraftValue } from './jobs-shape.ts';

/** The end of such a file's name. */
export const jobFileEnding = '.chjob';
/** Module and input as base64url, and room for all else. */
export const jobFileBytesMax =
  Math.ceil(((limits.moduleBytes + limits.inputBytes) * 4) / 3) + 2 ** 21;

const version = 1;
const JobFile = v.object({
  format: v.literal('common-hours job'),
  version: v.literal(version),
  draft: JobDraft,
  /** In micro-CPU-hours; null: none was chosen. */
  ceiling: v.nullable(integer),
});
const JobFileJson = v.pipe(v.string(), v.parseJson(), JobFile);

export interface JobFileContents {
  readonly draft: JobDraftValue;
  readonly ceiling: bigint | null;
}

/** The job as text. */
export function jobFileText({ draft, ceiling }: JobFileContents): string {
  return `${JSON.stringify(toWire({ format: 'common-hours job', version, draft, ceiling }), null, 1)}\n`;
}

/** The job of a file, or that it is none. */
export function parseJobFile(text: string): Result<JobFileContents, Refusal<'bad_job_file'>> {
  const parsed = v.safeParse(JobFileJson, text);
  if (parsed.success) return ok({ draft: parsed.output.draft, ceiling: parsed.output.ceiling });
  const where = v.getDotPath(parsed.issues[0]);
  const place = where === null ? '' : ` What is wrong stands at “${where}”.`;
  return refuse('bad_job_file', `This is no job file that can be read here.${place}`);
}
