/** A job is sent: everything about it is checked, and then it is kept before anybody is asked. */
import type { JobRequest } from '../../../shared/api/jobs-shape.ts';
import { bytesToHex, hexToBytes } from '../../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { jobId } from '../../../shared/jobs/identity.ts';
import { newProbe } from '../../../shared/jobs/slice-state.ts';
import type { Ports } from '../ports.ts';
import { checkDraft } from './draft.ts';
import type { CheckedDraft, DraftRefusalName } from './draft.ts';
import type { JobShelf } from './job-shelf.ts';
import { isOver, jobSpecText } from './job-spec.ts';
import { setSlice } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import { beyondYourHours, ceilingOutOfRange } from './refusals.ts';
import { textToBytes } from '../../../shared/base/bytes.ts';
import type { Trials } from './trials.ts';
import type * as v from 'valibot';

export type JobRequestValue = v.InferOutput<typeof JobRequest>;

export type SubmitRefusalName =
  DraftRefusalName | 'ceiling_out_of_range' | 'beyond_your_hours' | 'too_many_jobs' | 'disk_full';

interface SubmissionParts {
  readonly ports: Pick<Ports, 'clock' | 'runner' | 'cryptography' | 'keys' | 'work'>;
  readonly shelf: JobShelf;
  readonly available: () => bigint | null;
  /** What this computer knows the answers of. */
  readonly answersTo: Trials['answersTo'];
  readonly pump: (job: OpenJob) => void;
  readonly onChange: (job: OpenJob) => void;
}

/** Answers the id of the job; the same request twice makes one job. */
export function createSubmission({
  ports,
  shelf,
  available,
  answersTo,
  pump,
  onChange,
}: SubmissionParts) {
  return async function submit({
    request,
    draft,
    ceiling,
  }: JobRequestValue): Promise<Result<{ job: string }, Refusal<SubmitRefusalName>>> {
    if (ceiling < 1n || ceiling > limits.ceilingMicroCpuHoursMax) return ceilingOutOfRange();
    const checked = await checkDraft(draft, ports);
    if (!checked.ok) return checked;
    const id = idOf(request, checked.value, ports);
    if (shelf.find(id) !== null) return ok({ job: id });
    const open = [...shelf.all().values()].filter(({ spec }) => !isOver(spec));
    if (open.length >= limits.openJobs) {
      return refuse(
        'too_many_jobs',
        `${String(limits.openJobs)} jobs are open already. Wait for one to end, or cancel one.`,
      );
    }
    const free = available();
    if (free !== null && ceiling > free) return beyondYourHours(free);
    const { spec, module, input } = checked.value;
    if (!ports.work.hasRoomFor(module.byteLength + input.byteLength + limits.resultBytes)) {
      const detail =
        'The disk is full, or nearly. Make room, or remove old jobs, and send it again.';
      return refuse('disk_full', detail);
    }
    const job = shelf.add(id, { ...spec, ceiling }, module, input);
    if (job !== null) {
      for (const [slice, { answer, result }] of answersTo(checked.value)) {
        setSlice(job, slice, newProbe(answer));
        shelf.keepSlice(job, slice, result);
      }
      pump(job);
      onChange(job);
    }
    return ok({ job: id });
  };
}

/** Of all that makes a job this job: also of how it is cut, and how sure its answers must be. */
function idOf(
  request: string,
  { spec, module, input }: CheckedDraft,
  { cryptography: { hash }, keys }: Pick<Ports, 'cryptography' | 'keys'>,
): string {
  const { entry, args, shape, certainty } = spec;
  const inputHash = hash(input, textToBytes(jobSpecText({ ...spec, ...fixed, shape, certainty })));
  const consumer = keys.member;
  const content = { request: hexToBytes(request), consumer, entry, args };
  return bytesToHex(jobId({ ...content, moduleHash: hash(module), inputHash }, hash));
}

/** What the same request may say otherwise the second time: the moment at which it came. */
const fixed = { ceiling: 0n, createdAtMs: 0 } as const;
