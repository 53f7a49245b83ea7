import { sliceLetters, sliceWords } from '../../../shared/api/slices-shape.ts';
import type { SliceAnswerView, SliceView, SliceWord } from '../../../shared/api/slices-shape.ts';
import { formatNumber, personName, plural } from '../../../shared/api/words.ts';

const words: Readonly<Record<SliceWord, string>> = {
  waiting: 'Waiting',
  running: 'Running',
  checking: 'Being checked',
  done: 'Done',
  differs: 'Answers differ',
  failed: 'Failed',
  stopped: 'Stopped',
};

/** The state of a slice as people read it. */
export function sliceWordText(word: SliceWord): string {
  return words[word];
}

/** What a letter of a map or a strip stands for. */
export function wordOf(letter: string | undefined): SliceWord {
  return sliceWords[letter === undefined ? -1 : sliceLetters.indexOf(letter)] ?? 'waiting';
}

/** People count slices from one: `Slice 7`. */
export function sliceNumber(index: number): string {
  return `Slice ${formatNumber(index + 1)}`;
}

/** `Slice 7`, and what it is called where it has a name of its own: `Slice 7: 6,000–6,999`. */
export function sliceTitle({ index, name }: Pick<SliceView, 'index' | 'name'>): string {
  const number = sliceNumber(index);
  return name === `slice ${String(index + 1)}` || name === '' ? number : `${number}: ${name}`;
}

const purposes: Readonly<Record<SliceAnswerView['purpose'], string>> = {
  answer: 'first answer',
  copy: 'another copy',
  audit: 'spot check',
  referee: 'decides between two',
  again: 'run again',
  hurry: 'twin of a slow one',
};

export function purposeWords({ purpose }: SliceAnswerView): string {
  return purposes[purpose];
}

const answerStates: Readonly<Record<SliceAnswerView['state'], string>> = {
  looking: 'Looking for somebody',
  asked: 'Asked',
  running: 'Running',
  answered: 'Answered',
  paid: 'Answered and paid',
  refused: 'Not accepted',
  taken_back: 'Taken back',
  ended: 'Ended',
};

export function answerStateWords({ state, heldUntilMs }: SliceAnswerView): string {
  return state === 'running' && heldUntilMs !== null ? 'Held' : answerStates[state];
}

/** Who gave an answer, or is asked for it. */
export function answererName({ person, here, state }: SliceAnswerView): string {
  if (here) return 'This computer';
  if (person !== null) return personName(person);
  return state === 'ended' ? 'Nobody' : 'Nobody yet';
}

/** Whether the answers of a slice agree, in a sentence; null while there are not two of them. */
export function agreementOf(answers: readonly SliceAnswerView[]): string | null {
  const given = answers.filter(({ resultHash }) => resultHash !== null);
  const [first, ...others] = given;
  if (first === undefined || others.length === 0) return null;
  const sameResult = others.every(({ resultHash }) => resultHash === first.resultHash);
  const sameCount = others.every(({ workCount }) => workCount === first.workCount);
  const many = plural(given.length, 'answer');
  if (sameResult && sameCount)
    return `The ${many} are the same, byte for byte, and count the same work.`;
  if (sameResult) return `The ${many} have the same bytes, but count different work.`;
  return sameCount
    ? `The ${many} count the same work, but their bytes differ.`
    : `The ${many} differ, in their bytes and in the work they count.`;
}
