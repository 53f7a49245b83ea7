/** From what a person asks to a job: everything that can be wrong is said before anything is sent, tried or kept. */
import { bytesToHex, textToBytes } from '../../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { JobDraftValue } from '../../../shared/api/jobs-shape.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { slicesOf } from '../../../shared/jobs/slicing.ts';
import type { Slices, SlicingRefusalName } from '../../../shared/jobs/slicing.ts';
import type { ModuleRefusalName, ModuleReport } from '../../../shared/jobs/task.ts';
import type { Ports } from '../ports.ts';
import { bytesOfInput, shapeOf } from './job-spec.ts';
import type { JobSpec } from './job-spec.ts';

export type DraftRefusalName =
  ModuleRefusalName | SlicingRefusalName | 'arguments_too_large' | 'deadline_passed';

/** A draft that can be run. */
export interface CheckedDraft {
  readonly module: Uint8Array;
  /** Of all slices, as it is kept. */
  readonly input: Uint8Array;
  readonly slices: Slices;
  readonly spec: Omit<JobSpec, 'ceiling'>;
}

/** Looks at all of it. */
export async function checkDraft(
  draft: JobDraftValue,
  { runner, cryptography, clock }: Pick<Ports, 'runner' | 'cryptography' | 'clock'>,
): Promise<Result<CheckedDraft, Refusal<DraftRefusalName>>> {
  const { args, module, deadline } = draft;
  const argumentBytes = args.reduce((sum, arg) => sum + textToBytes(arg).byteLength, 0);
  if (argumentBytes > limits.argumentBytes) {
    return refuse(
      'arguments_too_large',
      `The arguments have ${String(argumentBytes)} bytes together; at most ${String(limits.argumentBytes)} are sent. Put more into the input.`,
    );
  }
  const nowMs = clock.now();
  if (deadline !== null && deadline.atMs <= nowMs) {
    return refuse('deadline_passed', 'The deadline has passed already. Choose a later one.');
  }
  const slices = slicesOf(draft.input);
  if (!slices.ok) return slices;
  const report = await runner.inspect(module);
  if (!report.ok) return report;
  const entry = entryOf(report.value, draft.entry);
  if (!entry.ok) return entry;
  const name = draft.name.trim();
  return ok({
    module,
    input: bytesOfInput(draft.input),
    slices: slices.value,
    spec: {
      name: name === '' ? 'Job' : name,
      createdAtMs: nowMs,
      kind: report.value.kind,
      entry: entry.value,
      args: [...args],
      moduleHash: bytesToHex(cryptography.hash(module)),
      moduleBytes: module.byteLength,
      shape: shapeOf(draft.input),
      inputBytes: slices.value.inputBytes,
      certainty: draft.certainty,
      memoryBytes: draft.limits.memoryBytes,
      wallMs: draft.limits.wallMs,
      audience: draft.audience === null ? null : [...draft.audience],
      notBeforeMs: draft.notBeforeMs,
      deadline: draft.deadline,
      phase: 'open',
      startedAtMs: null,
      endedAtMs: null,
      reason: null,
      changed: 0,
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
