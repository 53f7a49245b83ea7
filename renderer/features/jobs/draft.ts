import type { JobRequestInput } from '../../../shared/api/contract.ts';
import { formatBytes, parseCpuHours } from '../../../shared/api/words.ts';
import { bytesToHex, textToBytes } from '../../../shared/base/bytes.ts';
import { limits } from '../../../shared/domain/limits.ts';

/** What the node says of a module. */
export interface Report {
  readonly kind: 'function' | 'command' | 'javascript';
  readonly entries: readonly string[];
  readonly imports: readonly string[];
  readonly memoryBytes: number;
  readonly hash: string;
}

/** The chosen module, and what is known of it. */
export interface ChosenModule {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly report: Report | null;
  /** Why it cannot be run, in a sentence. */
  readonly refusal: string | null;
}

export type InputKind = 'none' | 'text' | 'file';

/** A job that is being put together. */
export interface Draft {
  /** Made once, so that sending twice makes one job. */
  readonly request: string;
  readonly name: string;
  readonly module: ChosenModule | null;
  readonly entry: string | null;
  readonly inputKind: InputKind;
  readonly inputText: string;
  readonly inputFile: { readonly name: string; readonly bytes: Uint8Array } | null;
  /** One argument a line. */
  readonly args: string;
  readonly ceiling: string;
}

/** An empty draft with a request id of its own. */
export function emptyDraft(): Draft {
  return {
    request: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    name: '',
    module: null,
    entry: null,
    inputKind: 'none',
    inputText: '',
    inputFile: null,
    args: '',
    ceiling: '0.1',
  };
}

export function inputOf(draft: Draft): Uint8Array {
  if (draft.inputKind === 'text') return textToBytes(draft.inputText);
  if (draft.inputKind === 'file' && draft.inputFile) return draft.inputFile.bytes;
  return new Uint8Array();
}

/** Whether the chosen program can be given arguments: a function over bytes has none. */
export function takesArguments({ module }: Draft): boolean {
  return module?.report != null && module.report.kind !== 'function';
}

/** The arguments, one a line; blank lines at the end are none. */
export function argsOf(draft: Draft): readonly string[] {
  if (!takesArguments(draft)) return [];
  const lines = draft.args.replace(/\s+$/, '').split('\n');
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

/** What is wrong with the ceiling that was typed, or null. */
export function ceilingProblem(typed: string): string | null {
  const ceiling = parseCpuHours(typed);
  if (ceiling === null) return 'Write a number of CPU-hours, like 0.1.';
  if (ceiling <= 0n) return 'A ceiling of nothing would end the job at once.';
  if (ceiling > limits.ceilingMicroCpuHoursMax) return 'A job may cost at most 1,000 CPU-h.';
  return null;
}

export function inputProblem(draft: Draft): string | null {
  const size = inputOf(draft).byteLength;
  if (size <= limits.inputBytes) return null;
  return `The input has ${formatBytes(size)}. A job takes at most ${formatBytes(limits.inputBytes)}: split it into several jobs.`;
}

export function argsProblem(draft: Draft): string | null {
  const args = argsOf(draft);
  if (args.length > limits.argumentCount) return `At most ${limits.argumentCount} arguments.`;
  return args.some((each) => textToBytes(each).byteLength > limits.argumentBytes)
    ? `An argument has at most ${formatBytes(limits.argumentBytes)}.`
    : null;
}

/** What still stands between the draft and sending it, as sentences in the order of the form. */
export function missing(draft: Draft): readonly string[] {
  const said: string[] = [];
  if (draft.module === null) said.push('Choose what to run.');
  else if (draft.module.refusal !== null) said.push('Choose a file that can run as a job.');
  else if (draft.module.report === null) said.push('The file is still being looked at.');
  if (draft.inputKind === 'file' && draft.inputFile === null) said.push('Choose the input file.');
  for (const problem of [inputProblem(draft), argsProblem(draft), ceilingProblem(draft.ceiling)]) {
    if (problem !== null) said.push(problem);
  }
  return said;
}

/** The request to send, or null while something is missing. */
export function requestOf(draft: Draft): JobRequestInput | null {
  const ceiling = parseCpuHours(draft.ceiling);
  if (draft.module === null || ceiling === null || missing(draft).length > 0) return null;
  const isFunction = draft.module.report?.kind === 'function';
  return {
    request: draft.request,
    name: (draft.name.trim() || draft.module.fileName).slice(0, limits.jobNameLength),
    module: draft.module.bytes,
    input: inputOf(draft),
    entry: isFunction ? draft.entry : null,
    args: [...argsOf(draft)],
    ceiling,
  };
}
