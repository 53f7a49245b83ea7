/** What may be asked of a node about one's own jobs. */
import * as v from 'valibot';
import { bytes, count, hex32, integer, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { moduleKinds, moduleRefusals } from '../jobs/task.ts';
import { Deadline, Job, JobDetail, JobDraft, JobRequest, SourceNote } from './jobs-shape.ts';
import { call, nothing, topic } from './schema.ts';
import { Slice, SliceResult, sliceWords, TrialState } from './slices-shape.ts';

const ModuleReport = v.strictObject({
  kind: v.picklist(moduleKinds),
  entries: v.array(text(limits.entryBytes)),
  imports: v.array(text(300)),
  memoryBytes: count,
  hash: hex32,
  /** About source text that would run; empty for WebAssembly. */
  notes: v.array(SourceNote),
});

const JobId = v.strictObject({ job: hex32 });
const SliceId = v.strictObject({ job: hex32, slice: count });
const draftRefusals = [
  ...moduleRefusals,
  'arguments_too_large',
  'bad_range',
  'bad_input',
  'too_many_slices',
  'deadline_passed',
] as const;

export const jobsContract = {
  /** The newest two hundred. What a page shows of one of them is asked for with `show` whenever this speaks. */
  list: topic(v.strictObject({ jobs: v.array(Job), total: count })),
  inspect: call(
    v.strictObject({ module: bytes(limits.moduleBytes) }),
    ModuleReport,
    ...moduleRefusals,
  ),
  /** What is wrong with JavaScript while it is written, or will surprise; line by line. */
  check: call(
    v.strictObject({ source: text(limits.moduleBytes) }),
    v.strictObject({ notes: v.pipe(v.array(SourceNote), v.maxLength(100)) }),
  ),
  /** Runs one to three slices here; what comes of it is said by `trials`. Asking again under the same name starts anew. */
  try: call(
    v.strictObject({
      request: hex32,
      draft: JobDraft,
      slices: v.pipe(v.array(count), v.minLength(1), v.maxLength(3)),
    }),
    nothing,
    ...draftRefusals,
    'unknown_slice',
    'too_many_trials',
  ),
  stopTrial: call(v.strictObject({ request: hex32 }), nothing, 'unknown_trial'),
  /** Trials of the last hour, at most eight. */
  trials: topic(v.strictObject({ trials: v.array(TrialState) })),
  /** A trial's whole result. */
  trialResult: call(
    v.strictObject({ request: hex32, slice: count }),
    v.strictObject({ bytes: bytes(limits.resultBytes) }),
    'unknown_trial',
    'no_result',
  ),
  submit: call(
    JobRequest,
    JobId,
    ...draftRefusals,
    'ceiling_out_of_range',
    'beyond_your_hours',
    'too_many_jobs',
    'disk_full',
  ),
  show: call(JobId, JobDetail, 'unknown_job'),
  /** Slices from one on, in order; of one state, if one is named. */
  slices: call(
    v.strictObject({
      job: hex32,
      from: count,
      limit: v.pipe(count, v.minValue(1), v.maxValue(200)),
      state: v.nullable(v.picklist(sliceWords)),
    }),
    v.strictObject({ slices: v.array(Slice) }),
    'unknown_job',
  ),
  /** The program of a job, as it is sent: its source text, where it is JavaScript. */
  module: call(JobId, v.strictObject({ bytes: bytes(limits.moduleBytes) }), 'unknown_job'),
  /** The job as it was asked for, so that it can be changed and asked for again. */
  draft: call(JobId, v.strictObject({ draft: JobDraft, ceiling: integer }), 'unknown_job'),
  /** The input of a slice, as it is sent. */
  input: call(
    SliceId,
    v.strictObject({ bytes: bytes(limits.inputBytes) }),
    'unknown_job',
    'unknown_slice',
  ),
  result: call(
    SliceId,
    v.strictObject({ bytes: bytes(limits.resultBytes) }),
    'unknown_job',
    'unknown_slice',
    'no_result',
  ),
  /** Results of slices that are done, from one on, as many as fit; `next` is null behind the last. */
  results: call(
    v.strictObject({ job: hex32, from: count }),
    v.strictObject({ results: v.array(SliceResult), next: v.nullable(count) }),
    'unknown_job',
  ),
  /** No new slices go out; what runs is finished. */
  pause: call(JobId, nothing, 'unknown_job', 'job_ended'),
  resume: call(JobId, nothing, 'unknown_job', 'job_ended'),
  raise: call(
    v.strictObject({ job: hex32, ceiling: integer }),
    nothing,
    'unknown_job',
    'job_ended',
    'ceiling_out_of_range',
    'beyond_your_hours',
  ),
  extend: call(
    v.strictObject({ job: hex32, deadline: v.nullable(Deadline) }),
    nothing,
    'unknown_job',
    'job_ended',
    'deadline_passed',
  ),
  /** Runs a slice again, by somebody else. */
  again: call(SliceId, nothing, 'unknown_job', 'unknown_slice', 'job_ended', 'slice_open'),
  /** Done slices stay; what runs is stopped and what it answered is not paid. */
  cancel: call(JobId, nothing, 'unknown_job', 'job_ended'),
  remove: call(JobId, nothing, 'unknown_job', 'job_open'),
} as const;
