/** A job of one's own as it is kept: what was asked for, and how far it has come. */
import * as v from 'valibot';
import { moduleKinds } from '../../../shared/jobs/task.ts';
import { count, hex32, integer, text, toWire } from '../../../shared/base/fields.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { peerId } from '../../../shared/domain/peer-id.ts';
import type { JobProgress, JobState } from '../../../shared/jobs/job.ts';

const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const Attempt = v.object({ nonce, peer: peerId, askedAtMs: count });

const State: v.GenericSchema<unknown, JobState> = v.variant('at', [
  v.object({ at: v.literal('waiting'), reason: v.nullable(v.string()) }),
  v.object({ at: v.literal('offered'), attempt: Attempt }),
  v.object({ at: v.literal('sending'), attempt: Attempt, ratingMilli: count }),
  v.object({
    at: v.literal('running'),
    attempt: Attempt,
    ratingMilli: count,
    startedAtMs: count,
    absentSinceMs: v.nullable(count),
  }),
  v.object({
    at: v.literal('checking'),
    attempt: Attempt,
    ratingMilli: count,
    startedAtMs: count,
  }),
  v.object({
    at: v.literal('done'),
    attempt: Attempt,
    startedAtMs: count,
    endedAtMs: count,
    result: v.object({ hash: hex32, bytes: count }),
    receipt: hex32,
    cpuMicroseconds: count,
    workCount: count,
    cost: integer,
  }),
  v.object({ at: v.literal('failed'), reason: v.string(), endedAtMs: count }),
  v.object({ at: v.literal('cancelled'), endedAtMs: count }),
]);

const Kept = v.object({
  name: text(limits.jobNameLength),
  createdAtMs: count,
  kind: v.picklist(moduleKinds),
  entry: text(limits.entryBytes),
  args: v.array(text(limits.argumentBytes)),
  moduleHash: hex32,
  moduleBytes: count,
  inputHash: hex32,
  inputBytes: count,
  slice: hex32,
  ceiling: integer,
  media: v.picklist(['text', 'json', 'png', 'bytes']),
  preview: v.nullable(v.string()),
  progress: v.object({
    state: State,
    failedAttempts: count,
    accused: v.nullable(v.object({ peer: peerId, reason: v.string() })),
    femtosecondsPerUnit: v.nullable(count),
    rateDoubts: count,
  }),
});

/** What never changes about a job, and what does. */
export type KeptJob = Omit<v.InferOutput<typeof Kept>, 'progress'> & { progress: JobProgress };

const KeptJson = v.pipe(v.string(), v.parseJson(), Kept);

/** The job that was kept as this text, or null where it is none. */
export function parseKeptJob(state: string): KeptJob | null {
  const parsed = v.safeParse(KeptJson, state);
  return parsed.success ? parsed.output : null;
}

/** The job as text. */
export function keptJobText(job: KeptJob): string {
  return JSON.stringify(toWire(job));
}
