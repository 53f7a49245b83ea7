/** What still stands between a draft and sending it, and the request that it becomes. */
import type { JobRequestInput } from '../../../shared/api/contract.ts';
import type { JobDraftValue, SourceNoteView } from '../../../shared/api/jobs-shape.ts';
import { formatBytes, formatCpuHours, parseCpuHours, plural } from '../../../shared/api/words.ts';
import { textToBytes } from '../../../shared/base/bytes.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { CutInput } from './draft-input.ts';
import { wholeOf, wholeProblem } from './draft-numbers.ts';
import type { Draft } from './draft.ts';

const mebibyte = 1024 ** 2;

/** Whether the program can be given arguments: a function over bytes has none. */
export function takesArguments({ program, module }: Draft): boolean {
  return program === 'source' || (module?.report != null && module.report.kind !== 'function');
}

/** The arguments, one a line; blank lines at the end are none. */
export function argsOf(draft: Draft): readonly string[] {
  if (!takesArguments(draft)) return [];
  const lines = draft.args.replace(/\s+$/, '').split('\n');
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

export function argsProblem(draft: Draft): string | null {
  const args = argsOf(draft);
  if (args.length > limits.argumentCount)
    return `At most ${String(limits.argumentCount)} arguments.`;
  const size = args.reduce((sum, each) => sum + textToBytes(each).byteLength, 0);
  return size > limits.argumentBytes
    ? `The arguments have at most ${formatBytes(limits.argumentBytes)} together. Put more into the input.`
    : null;
}

/** What is wrong with the ceiling that was typed, or null. */
export function ceilingProblem(typed: string): string | null {
  const ceiling = parseCpuHours(typed);
  if (ceiling === null) return 'Write a number of CPU-hours, like 0.1.';
  if (ceiling <= 0n) return 'A ceiling of nothing would end the job at once.';
  if (ceiling > limits.ceilingMicroCpuHoursMax) {
    return `A job may cost at most ${formatCpuHours(limits.ceilingMicroCpuHoursMax)}.`;
  }
  return null;
}

export function memoryProblem({ memoryMegabytes }: Draft): string | null {
  return wholeProblem(memoryMegabytes, 1, limits.memoryBytesMax / mebibyte);
}

export function minutesProblem({ minutes }: Draft): string | null {
  return wholeProblem(minutes, 1, limits.wallMsMax / 60_000);
}

/** Why the moment cannot be a deadline, or null. */
export function deadlineProblem({ when, deadline }: Draft, nowMs: number): string | null {
  if (when !== 'by') return null;
  const at = Date.parse(deadline);
  if (!Number.isFinite(at)) return 'Choose the day and the time.';
  return at <= nowMs ? 'This moment has passed already. Choose a later one.' : null;
}

/** What keeps the draft from being run at all, here or elsewhere, in the order of the form. */
export function missingToRun(
  draft: Draft,
  cut: CutInput,
  notes: readonly SourceNoteView[],
): readonly string[] {
  const said: string[] = [];
  if (draft.program === 'source') {
    const errors = notes.filter(({ kind }) => kind === 'error');
    const [first] = errors;
    if (first !== undefined) {
      said.push(
        `Mend ${errors.length === 1 ? 'the error' : plural(errors.length, 'error')} in the function, line ${String(first.line)}.`,
      );
    }
  } else if (draft.module === null) said.push('Choose a WebAssembly file.');
  else if (draft.module.refusal !== null) said.push('Choose a file that can run as a job.');
  else if (draft.module.report === null) said.push('The file is still being looked at.');
  if (!cut.ok) said.push(`Input: ${cut.sentence}`);
  for (const problem of [argsProblem(draft)]) if (problem !== null) said.push(problem);
  const [memory, minutes] = [memoryProblem(draft), minutesProblem(draft)];
  if (memory !== null) said.push(`Memory: ${memory}`);
  if (minutes !== null) said.push(`Time: ${minutes}`);
  if (draft.audience?.length === 0) said.push('Choose who may run it.');
  return said;
}

/** What keeps it from being sent besides. */
export function missingToSend(draft: Draft, ceiling: string, nowMs: number): readonly string[] {
  const deadline = deadlineProblem(draft, nowMs);
  const said = deadline === null ? [] : [`When: ${deadline}`];
  if (ceiling === '') return [...said, 'Test it here for an estimate, or write a ceiling.'];
  const problem = ceilingProblem(ceiling);
  return problem === null ? said : [...said, `Ceiling: ${problem}`];
}

/** The job's name: as it was written, or that of its file. */
export function nameOf({ name, program, module, sourceName }: Draft): string {
  const file = program === 'file' ? (module?.fileName ?? '') : (sourceName ?? '');
  return (name.trim() || file || 'A function').slice(0, limits.jobNameLength);
}

/** All but the ceiling; null while something is missing that the caller did not look for. */
export function jobDraftOf(draft: Draft, cut: CutInput, nowMs: number): JobDraftValue | null {
  const module = draft.program === 'source' ? textToBytes(draft.source) : draft.module?.bytes;
  const [memory, minutes] = [wholeOf(draft.memoryMegabytes), wholeOf(draft.minutes)];
  if (module === undefined || !cut.ok || memory === null || minutes === null) return null;
  const isFunction = draft.program === 'file' && draft.module?.report?.kind === 'function';
  return {
    name: nameOf(draft),
    module,
    entry: isFunction ? draft.entry : null,
    args: [...argsOf(draft)],
    input: cut.input,
    certainty: draft.certainty,
    limits: { memoryBytes: memory * mebibyte, wallMs: minutes * 60_000 },
    audience: draft.audience === null ? null : [...draft.audience],
    notBeforeMs: draft.when === 'tonight' ? tonight(nowMs) : null,
    deadline:
      draft.when === 'by' && Number.isFinite(Date.parse(draft.deadline))
        ? { atMs: Date.parse(draft.deadline), then: draft.ifLate }
        : null,
  };
}

export function requestOf(
  draft: Draft,
  cut: CutInput,
  ceiling: string,
  nowMs: number,
): JobRequestInput | null {
  const job = jobDraftOf(draft, cut, nowMs);
  const amount = parseCpuHours(ceiling);
  return job === null || amount === null
    ? null
    : { request: draft.request, draft: job, ceiling: amount };
}

const [eveningHour, morningHour] = [22, 6];

/** Ten in the evening, local; null where it is night already, so that it begins at once. */
export function tonight(nowMs: number): number | null {
  const evening = new Date(nowMs);
  const hour = evening.getHours();
  if (hour >= eveningHour || hour < morningHour) return null;
  evening.setHours(eveningHour, 0, 0, 0);
  return evening.getTime();
}
