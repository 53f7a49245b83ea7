/** `common-hours job run FILE`: says what a job would use, sends it, and waits for it if that is wanted. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { JobDraftValue } from '../../../shared/api/jobs-shape.ts';
import { formatCpuHours, plural } from '../../../shared/api/words.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { slicesOf } from '../../../shared/jobs/slicing.ts';
import { sayIfLong } from '../output.ts';
import type { Output } from '../output.ts';
import { askedFor } from './job-asked.ts';
import type { AskedOptions } from './job-asked.ts';
import { ceilingOf } from './job-draft.ts';
import { checkSource, noteSentence } from './job-notes.ts';
import { withNode } from './job-session.ts';
import { shortId } from './values.ts';
import type { Client, JobOptions } from './job-session.ts';
import { estimateSentence, quoteFor } from './job-trial.ts';
import { waitForJob } from './job-wait.ts';

export interface RunOptions extends AskedOptions, JobOptions {
  readonly ceiling?: string;
  readonly output?: string;
  readonly wait: boolean;
}

/** Nothing is sent before all of it was looked at. */
export function runJob(file: string, options: RunOptions): Promise<number> {
  return withNode(options, async (client, output) => {
    const given = options.ceiling === undefined ? ok(null) : ceilingOf(options.ceiling);
    if (!given.ok) return given;
    const asked = await askedFor(client, file, options, Date.now());
    if (!asked.ok) return asked;
    const { draft } = asked.value;
    const chosen = given.value ?? asked.value.ceiling;
    const notes = checkSource(file, draft.module);
    if (!notes.ok) return notes;
    for (const note of notes.value) output.aside(noteSentence(file, note));
    const inspecting = client.jobs.inspect({ module: draft.module });
    const inspected = await sayIfLong(output, lookingSentence(file), inspecting);
    if (!inspected.ok) return inspected;
    const ceiling = chosen === null ? await quoted(client, draft, output) : ok(chosen);
    if (!ceiling.ok) return ceiling;
    const request = bytesToHex(randomBytes(32));
    const sent = await client.jobs.submit({ request, draft, ceiling: ceiling.value });
    if (!sent.ok) return sent;
    const { job } = sent.value;
    if (options.wait) {
      saySent(draft, ceiling.value, output);
      return waitForJob(client, job, options, output);
    }
    output.line(`Sent as job ${job}. See how it goes with: common-hours job show ${shortId(job)}`);
    output.json({ job, ceiling: ceiling.value });
    return ok(0);
  });
}

function lookingSentence(file: string): string {
  return `${basename(file)} is looked at on this computer before it is sent.`;
}

/** The ceiling of a quote, which is said first. */
async function quoted(
  client: Client,
  draft: JobDraftValue,
  output: Output,
): Promise<Result<bigint, Refusal>> {
  const quote = await quoteFor(client, draft, output);
  if (!quote.ok) return quote;
  output.aside(estimateSentence(quote.value));
  return ok(quote.value.ceiling);
}

function saySent({ input }: JobDraftValue, ceiling: bigint, output: Output): void {
  const cut = slicesOf(input);
  if (!cut.ok || cut.value.count === 1) return;
  const { count, name } = cut.value;
  output.aside(
    `Sent: ${plural(count, 'slice')}, from “${name(0)}” to “${name(count - 1)}”, for at most ${formatCpuHours(ceiling)}.`,
  );
}
