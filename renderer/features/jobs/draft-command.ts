/** The same job as a line for the command line. */
import { jobFileEnding } from '../../../shared/api/job-file.ts';
import type { CutInput } from './draft-input.ts';
import { wholeOf } from './draft-numbers.ts';
import { argsOf, nameOf } from './draft-request.ts';
import type { Draft } from './draft.ts';

/** The name under which the program is saved, and that the command names. */
export function programFileOf(draft: Draft): string {
  if (draft.program === 'file') return draft.module?.fileName ?? 'program.wasm';
  return draft.sourceName ?? `${stem(draft.name)}.js`;
}

/** The name of the file that holds all of it. */
export function jobFileOf(draft: Draft): string {
  return `${stem(nameOf(draft))}${jobFileEnding}`;
}

/** The name of the file that a pasted list is saved as. */
export function listFileOf({ name, list }: Draft): string {
  return `${stem(name)}-list.${list.form === 'lines' ? 'txt' : list.form}`;
}

/** What one writes in a terminal to ask for the same. */
export function commandOf(draft: Draft, cut: CutInput, ceiling: string, nowMs: number): string {
  const words = ['common-hours', 'job', 'run', programFileOf(draft)];
  words.push(...inputWords(draft));
  if (
    draft.program === 'file' &&
    draft.entry !== null &&
    draft.module?.report?.kind === 'function'
  ) {
    words.push('--entry', draft.entry);
  }
  for (const arg of argsOf(draft)) words.push('--arg', arg);
  words.push(...certaintyWords[draft.certainty]);
  if (draft.memoryMegabytes !== '256') words.push('--memory', `${draft.memoryMegabytes}MB`);
  if (draft.minutes !== '60') words.push('--time', `${draft.minutes}m`);
  if (draft.when === 'by' && Date.parse(draft.deadline) > nowMs) {
    words.push('--deadline', draft.deadline);
    if (draft.ifLate === 'stop') words.push('--stop-late');
  }
  if (draft.audience !== null) words.push('--only', ...draft.audience);
  words.push('--name', nameOf(draft));
  if (ceiling !== '') words.push('--ceiling', ceiling.replace(',', '.'));
  if (cut.ok && cut.slices.count > 1) words.push('--wait');
  return words.map(quoted).join(' ');
}

/** Whether the command line knows words for all of it. */
export function saysAll({ when }: Draft): boolean {
  return when !== 'tonight';
}

const certaintyWords = {
  one: ['--copies', '1'],
  two: ['--copies', '2'],
  three: ['--copies', '3'],
  spot: ['--certainty', 'spot'],
} as const;

function inputWords(draft: Draft): readonly string[] {
  const { range, list, files } = draft;
  switch (draft.inputKind) {
    case 'none':
      return [];
    case 'range': {
      const [from, to, step] = [range.from, range.to, range.step].map((each) =>
        String(wholeOf(each)),
      );
      const ends = step === '1' ? [from, to] : [from, to, step];
      return ['--range', ends.join(':'), '--per-slice', String(wholeOf(range.perSlice))];
    }
    case 'list':
      return [
        ...['--list', listFileOf(draft), '--format', list.form],
        ...['--per-slice', String(wholeOf(list.perSlice))],
      ];
    case 'files': {
      const names = files.chosen.map(({ name }) => name);
      if (files.by === 'file') return ['--files', ...names];
      const by = files.by === 'lines' ? ['--lines'] : [];
      return ['--files', ...names, ...by, '--per-slice', String(wholeOf(files.perSlice))];
    }
  }
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w.:/@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function stem(name: string): string {
  return (
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'job'
  );
}
