/** What is asked for: a program and options, or a job that was kept in a file, and who may run it. */
import { jobFileBytesMax, jobFileEnding, parseJobFile } from '../../../shared/api/job-file.ts';
import type { JobFileContents } from '../../../shared/api/job-file.ts';
import { bytesToText } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { readLimited } from './files.ts';
import { audienceOf } from '../audience.ts';
import type { AudienceOptions } from '../audience.ts';
import { draftOf } from './job-draft.ts';
import type { DraftOptions } from './job-draft.ts';
import type { Client } from './job-session.ts';

export type AskedOptions = DraftOptions & AudienceOptions;

/** The job; its ceiling is null where the file says none. */
export async function askedFor(
  client: Client,
  file: string,
  options: AskedOptions,
  nowMs: number,
): Promise<Result<JobFileContents, Refusal>> {
  const asked = file.toLowerCase().endsWith(jobFileEnding)
    ? await fromJobFile(file, options)
    : await fromOptions(file, options, nowMs);
  if (!asked.ok) return asked;
  const audience = await audienceOf(client, options);
  if (!audience.ok || audience.value === null) return audience.ok ? asked : audience;
  const { draft, ceiling } = asked.value;
  return ok({ draft: { ...draft, audience: audience.value }, ceiling });
}

async function fromOptions(file: string, options: DraftOptions, nowMs: number) {
  const draft = await draftOf(file, options, nowMs);
  return draft.ok ? ok({ draft: draft.value, ceiling: null }) : draft;
}

/** The file says all of it; what would be said twice is refused. */
async function fromJobFile(
  file: string,
  options: DraftOptions,
): Promise<Result<JobFileContents, Refusal>> {
  const twice = inTheFile.find((option) => options[option] !== undefined);
  if (twice !== undefined || options.arg.length > 0) {
    const name = (twice ?? 'arg').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return refuse('bad_input', `A job file says what it runs and how: leave out --${name}.`);
  }
  const read = await readLimited(file, jobFileBytesMax, 'job file');
  if (!read.ok) return read;
  const parsed = parseJobFile(bytesToText(read.value));
  if (!parsed.ok) return refuse(parsed.error.name, `${file}: ${parsed.error.detail}`);
  const { draft, ceiling } = parsed.value;
  return ok({ draft: { ...draft, name: options.name ?? draft.name }, ceiling });
}

const inTheFile = [
  ...['input', 'range', 'list', 'format', 'files', 'perSlice', 'entry', 'copies', 'certainty'],
  ...['memory', 'time', 'deadline'],
] as const satisfies readonly (keyof DraftOptions)[];
