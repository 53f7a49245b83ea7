/** From what a person asks to a job: everything that can be wrong is said before anything is sent or kept. */
import { bytesToHex, hexToBytes, textToBytes } from '../../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { JobRequestInput } from '../../../shared/api/contract.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { jobId, sliceId } from '../../../shared/jobs/identity.ts';
import { newJob } from '../../../shared/jobs/job.ts';
import type { ModuleRefusalName, ModuleReport } from '../../../shared/jobs/task.ts';
import type { Ports } from '../ports.ts';
import type { KeptJob } from './kept-job.ts';

export type RequestRefusalName = ModuleRefusalName | 'ceiling_out_of_range' | 'arguments_too_large';

/** The job's id and what is kept of it. */
export async function jobOf(
  request: JobRequestInput,
  { runner, cryptography, keys, clock }: Pick<Ports, 'runner' | 'cryptography' | 'keys' | 'clock'>,
): Promise<Result<{ id: string; job: KeptJob }, Refusal<RequestRefusalName>>> {
  const { ceiling, args, module, input } = request;
  if (ceiling < 1n || ceiling > limits.ceilingMicroCpuHoursMax) {
    return refuse('ceiling_out_of_range', 'Choose a ceiling between 0.000001 and 1,000 CPU-hours.');
  }
  const argumentBytes = args.reduce((sum, arg) => sum + textToBytes(arg).byteLength, 0);
  if (argumentBytes > limits.argumentBytes) {
    return refuse(
      'arguments_too_large',
      `The arguments have ${String(argumentBytes)} bytes together; at most ${String(limits.argumentBytes)} are sent. Put more into the input.`,
    );
  }
  const report = await runner.inspect(module);
  if (!report.ok) return report;
  const entry = entryOf(report.value, request.entry);
  if (!entry.ok) return entry;
  const hash = cryptography.hash;
  const moduleHash = hash(module);
  const inputHash = hash(input);
  const consumer = keys.member;
  const id = jobId(
    {
      request: hexToBytes(request.request),
      consumer,
      moduleHash,
      inputHash,
      entry: entry.value,
      args,
    },
    hash,
  );
  return ok({
    id: bytesToHex(id),
    job: {
      name: request.name.trim() === '' ? 'Job' : request.name.trim(),
      createdAtMs: clock.now(),
      kind: report.value.kind,
      entry: entry.value,
      args,
      moduleHash: bytesToHex(moduleHash),
      moduleBytes: module.byteLength,
      inputHash: bytesToHex(inputHash),
      inputBytes: input.byteLength,
      slice: bytesToHex(sliceId(id, 0, inputHash, hash)),
      ceiling,
      media: 'bytes',
      preview: null,
      progress: newJob,
    },
  });
}

/** The entry that is called: the one wanted, else `run` or `_start`, else the only one. */
export function entryOf(
  report: ModuleReport,
  wanted: string | null,
): Result<string, Refusal<'unknown_entry'>> {
  const usual = report.kind === 'command' ? '_start' : 'run';
  const only = report.entries.length === 1 ? report.entries[0] : undefined;
  const entry = wanted ?? (report.entries.includes(usual) ? usual : only) ?? usual;
  if (report.entries.includes(entry)) return ok(entry);
  const have =
    report.entries.length === 0 ? 'It exports none' : `It has ${report.entries.join(', ')}`;
  return refuse(
    'unknown_entry',
    `The module has no entry “${entry}”. ${have}.`.slice(0, limits.detailLength),
  );
}
