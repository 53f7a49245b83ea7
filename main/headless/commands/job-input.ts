/** What a job is to compute, as it is said on the command line: one input, a range, a list or files. */
import { basename } from 'node:path';
import type { JobInputValue } from '../../../shared/api/jobs-shape.ts';
import { bytesToText } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import {
  guessForm,
  listForms,
  listFrom,
  slicesFromFiles,
  slicesFromItems,
} from '../../../shared/jobs/lists.ts';
import type { LineProblem, NamedFile } from '../../../shared/jobs/lists.ts';
import { slicesOf } from '../../../shared/jobs/slicing.ts';
import { readLimited } from './files.ts';
import { wholeNumberOf } from './values.ts';

export interface InputOptions {
  readonly input?: string;
  readonly range?: string;
  readonly list?: string;
  readonly format?: string;
  readonly files?: readonly string[];
  /** Whether files are cut by their lines. */
  readonly lines?: boolean;
  readonly perSlice?: string;
}

const problemsShown = 5;
const splitIt = 'Split it into several jobs.';

/** The input, checked to be one that can be cut into slices. */
export async function inputOf(options: InputOptions): Promise<Result<JobInputValue, Refusal>> {
  const { input, range, list, files } = options;
  if ([input, range, list, files].filter((each) => each !== undefined).length > 1) {
    return refuse('bad_input', 'Give one of --input, --range, --list and --files, not several.');
  }
  if (options.format !== undefined && list === undefined) {
    return refuse('bad_input', '--format says how a --list is written: give both.');
  }
  if (options.lines === true && files === undefined) {
    return refuse('bad_input', '--lines says how --files are cut: give both.');
  }
  const perSlice = perSliceOf(options);
  if (!perSlice.ok) return perSlice;
  const given = await givenOf(options, perSlice.value);
  if (!given.ok) return given;
  const slices = slicesOf(given.value);
  return slices.ok ? given : slices;
}

async function givenOf(
  { input, range, list, format, files, lines = false }: InputOptions,
  perSlice: number,
): Promise<Result<JobInputValue, Refusal>> {
  if (range !== undefined) return rangeOf(range, perSlice);
  if (list !== undefined) return listOf(list, format, perSlice);
  if (files !== undefined) return filesOf(files, lines, perSlice);
  if (input === undefined) return ok({ kind: 'once', bytes: new Uint8Array() });
  const read = withNextStep(await readLimited(input, limits.inputBytes, 'input'));
  return read.ok ? ok({ kind: 'once', bytes: read.value }) : read;
}

function perSliceOf({ perSlice, range, list, files }: InputOptions): Result<number, Refusal> {
  if (perSlice === undefined) return ok(1);
  if (range === undefined && list === undefined && files === undefined) {
    return refuse(
      'bad_number',
      '--per-slice says how much of a --range, a --list or --files one slice is given: give one of them.',
    );
  }
  const parsed = wholeNumberOf(perSlice, 'What a slice is given (--per-slice)');
  if (!parsed.ok || parsed.value > 0) return parsed;
  return refuse('bad_number', 'What a slice is given (--per-slice) must be 1 or more.');
}

/** `0:1000`, or `0:1000:10` for every tenth; the end is not one of them. */
function rangeOf(range: string, perSlice: number): Result<JobInputValue, Refusal> {
  const [, from, to, step = '1'] = /^(-?\d{1,15}):(-?\d{1,15})(?::(\d{1,15}))?$/.exec(range) ?? [];
  if (from === undefined || to === undefined) {
    const detail = `“${range}” is no range of whole numbers: write 0:1000, or 0:1000:10 for every tenth.`;
    return refuse('bad_range', detail);
  }
  const numbers = { from: Number(from), to: Number(to), step: Number(step) };
  return ok({ kind: 'range', ...numbers, perSlice });
}

async function listOf(
  file: string,
  format: string | undefined,
  perSlice: number,
): Promise<Result<JobInputValue, Refusal>> {
  const read = withNextStep(await readLimited(file, limits.inputBytes, 'list'));
  if (!read.ok) return read;
  const text = bytesToText(read.value);
  if (text.includes('\uFFFD')) {
    return refuse('bad_list', `The list ${file} is no text in UTF-8.`);
  }
  const form = listForms.find((each) => each === format) ?? guessForm(text, file);
  const { items, problems } = listFrom(text, form);
  if (problems.length > 0) return refuse('bad_list', problemsSentence(file, problems));
  if (items.length === 0) return refuse('bad_list', `There is nothing in the list ${file}.`);
  return ok(copied(slicesFromItems(items, perSlice, form)));
}

function problemsSentence(file: string, problems: readonly LineProblem[]): string {
  const shown = problems.slice(0, problemsShown);
  const said = shown.map(({ line, sentence }) => `Line ${String(line)}: ${sentence}`).join(' ');
  const more = problems.slice(problemsShown).map(({ line }) => String(line));
  const others = more.length === 0 ? '' : ` So it is in lines ${more.join(', ')}.`;
  return `Nothing is sent, because ${file} has lines that cannot be used. ${said}${others}`;
}

/** So many files, or lines of them, are the input of one slice. */
async function filesOf(
  files: readonly string[],
  byLines: boolean,
  perSlice: number,
): Promise<Result<JobInputValue, Refusal>> {
  const read = await readAll(files);
  if (!read.ok) return read;
  if (!byLines) return ok(copied(slicesFromFiles(read.value, perSlice)));
  const items = read.value.flatMap(({ bytes }) => listFrom(bytesToText(bytes), 'lines').items);
  if (items.length === 0) return refuse('bad_list', 'There are no lines in these files.');
  return ok(copied(slicesFromItems(items, perSlice, 'lines')));
}

async function readAll(files: readonly string[]): Promise<Result<NamedFile[], Refusal>> {
  const parts: NamedFile[] = [];
  let size = 0;
  for (const file of files) {
    const read = withNextStep(await readLimited(file, limits.inputBytes - size, 'input'));
    if (!read.ok) {
      if (read.error.name !== 'too_large' || size === 0) return read;
      const most = String(limits.inputBytes / 2 ** 20);
      const detail = `With ${file} the files are larger than ${most} MiB together, the most that is sent. ${splitIt}`;
      return refuse('too_large', detail);
    }
    parts.push({ name: basename(file), bytes: read.value });
    size += read.value.byteLength;
  }
  return ok(parts);
}

function copied(input: ReturnType<typeof slicesFromItems>): JobInputValue {
  const { lengths, names } = input;
  return { ...input, lengths: [...lengths], names: names === null ? null : [...names] };
}

function withNextStep<Read extends Result<Uint8Array, Refusal>>(read: Read) {
  if (read.ok || read.error.name !== 'too_large') return read;
  return refuse('too_large', `${read.error.detail} ${splitIt}`);
}
