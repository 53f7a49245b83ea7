/** From what was typed and chosen to the inputs of slices, and what that comes to, in words. */
import type { JobInputValue } from '../../../shared/api/jobs-shape.ts';
import { formatBytes, plural } from '../../../shared/api/words.ts';
import { bytesToText } from '../../../shared/base/bytes.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { listFrom, slicesFromFiles, slicesFromItems } from '../../../shared/jobs/lists.ts';
import type { LineProblem } from '../../../shared/jobs/lists.ts';
import { slicesOf } from '../../../shared/jobs/slicing.ts';
import type { SlicedInput, Slices } from '../../../shared/jobs/slicing.ts';
import type { Draft } from './draft.ts';
import { wholeOf } from './draft-numbers.ts';

/** The input of a draft, cut; or why it cannot be, with the lines that are broken. */
export type CutInput =
  | { readonly ok: true; readonly input: JobInputValue; readonly slices: Slices }
  | { readonly ok: false; readonly sentence: string; readonly lines: readonly LineProblem[] };

export type InputParts = Pick<Draft, 'inputKind' | 'range' | 'list' | 'files'>;

export function cutInput(parts: InputParts): CutInput {
  const given = givenOf(parts);
  if (given === null) return wrong('Write whole numbers.');
  if ('sentence' in given) return given;
  const slices = slicesOf(given);
  if (!slices.ok) return wrong(slices.error.detail);
  if (slices.value.inputBytes > limits.inputBytes && given.kind !== 'range') {
    return wrong(
      `The input has ${formatBytes(slices.value.inputBytes)}. A job takes at most ${formatBytes(limits.inputBytes)}: split it into several jobs.`,
    );
  }
  return { ok: true, input: copied(given), slices: slices.value };
}

function givenOf(parts: InputParts): SlicedInput | Extract<CutInput, { ok: false }> | null {
  switch (parts.inputKind) {
    case 'none':
      return { kind: 'once', bytes: new Uint8Array() };
    case 'range':
      return rangeOf(parts.range);
    case 'list':
      return listOf(parts.list);
    case 'files':
      return filesOf(parts.files);
  }
}

function rangeOf(typed: Draft['range']): SlicedInput | null {
  const [from, to, step, perSlice] = [typed.from, typed.to, typed.step, typed.perSlice].map(
    wholeOf,
  );
  if (from == null || to == null || step == null || perSlice == null) return null;
  return { kind: 'range', from, to, step, perSlice };
}

function listOf({ text, form, perSlice }: Draft['list']) {
  const each = wholeOf(perSlice);
  if (each === null || each < 1) return null;
  const { items, problems } = listFrom(text, form);
  if (problems.length > 0) return wrong('Nothing is sent while lines are broken.', problems);
  return items.length === 0 ? wrong('The list is empty.') : slicesFromItems(items, each, form);
}

function filesOf({ chosen, by, perSlice }: Draft['files']) {
  if (chosen.length === 0) return wrong('Choose the files.');
  const each = by === 'file' ? 1 : wholeOf(perSlice);
  if (each === null || each < 1) return null;
  if (by === 'lines') {
    const items = chosen.flatMap(({ bytes }) => listFrom(bytesToText(bytes), 'lines').items);
    return items.length === 0
      ? wrong('There are no lines in these files.')
      : slicesFromItems(items, each, 'lines');
  }
  return slicesFromFiles(chosen, each);
}

function wrong(sentence: string, lines: readonly LineProblem[] = []) {
  return { ok: false as const, sentence, lines };
}

function copied(input: SlicedInput): JobInputValue {
  if (input.kind !== 'slices') return input;
  const { lengths, names } = input;
  return { ...input, lengths: [...lengths], names: names === null ? null : [...names] };
}

const shownMax = 60;

/** What the input comes to: `20 slices. First: 0–49. Last: 950–999. 597 bytes of input in all.` */
export function consequenceOf({ input, slices }: Extract<CutInput, { ok: true }>): string {
  if (input.kind === 'once') return '1 slice, without input.';
  const { count, inputBytes } = slices;
  const ends =
    count === 1
      ? `It is given ${given(input, slices, 0)}.`
      : `First: ${given(input, slices, 0)}. Last: ${given(input, slices, count - 1)}.`;
  return `${plural(count, 'slice')}. ${ends} ${formatBytes(inputBytes)} of input in all.`;
}

/** A range and a file by their names, an item of a list as it begins. */
function given(input: JobInputValue, slices: Slices, index: number): string {
  if (input.kind === 'range') return slices.name(index);
  const bytes = slices.input(index) ?? new Uint8Array();
  if (input.kind === 'slices' && input.names !== null) {
    return `${slices.name(index)} (${formatBytes(bytes.byteLength)})`;
  }
  const text = bytesToText(bytes.subarray(0, 4 * shownMax)).replaceAll(/\s+/g, ' ');
  return text.length > shownMax ? `“${text.slice(0, shownMax)}…”` : `“${text}”`;
}

/** The step in one line. */
export function inputSummary(cut: CutInput): string {
  return cut.ok ? plural(cut.slices.count, 'slice') : cut.sentence;
}
