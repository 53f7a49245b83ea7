/** A job of 24 slices on its way: most are done, one has two different answers, one failed. */
import type { JobView } from '../../shared/api/contract.ts';
import type { JobDetailView } from '../../shared/api/jobs-shape.ts';
import { sliceLetters, sliceWords } from '../../shared/api/slices-shape.ts';
import type { SliceAnswerView, SliceView, SliceWord } from '../../shared/api/slices-shape.ts';
import { hexOf, ines, noName, noSlices, tomas } from './sample-views.ts';

const minute = 60_000;

/** One letter for each slice, in order. */
export const sweepStrip = 'dddddfddxdddddddddcdrrww';

const wordAt = (index: number): SliceWord =>
  sliceWords[sliceLetters.indexOf(sweepStrip[index] ?? 'w')] ?? 'waiting';
const countOf = (word: SliceWord) =>
  [...sweepStrip].filter((_, index) => wordAt(index) === word).length;

export const sweepCounts: JobView['slices'] = {
  ...noSlices,
  ...Object.fromEntries(sliceWords.map((word) => [word, countOf(word)])),
  total: sweepStrip.length,
  verified: countOf('done') - 1,
};

/** An answer that was paid. */
export function answerOf(given: Partial<SliceAnswerView>): SliceAnswerView {
  return {
    person: ines,
    here: false,
    purpose: 'answer',
    state: 'paid',
    sinceMs: Date.now() - 10 * minute,
    heldUntilMs: null,
    cpuMicroseconds: 51_200_000,
    workCount: 123_400_000_000,
    progressMilli: null,
    console: '',
    resultHash: hexOf('result'),
    cost: 37_500n,
    receipt: hexOf('receipt 1'),
    reason: null,
    ...given,
  };
}

/** The result that slice `index` has once it is done. */
export function sweepResult(index: number): string {
  return `{"from":${String(index * 1_000)},"drag":${String((index * 37) % 91)}}`;
}

/** What its program wrote, with what a page would take for its own if it were careless. */
export const spoken = 'wing 12 of 40\n  lift: <b onclick="alert(1)">NaN</b>\n&amp; so on';
const reason = 'undefined is not a function (line 12, column 7)';

function answersOf(index: number): SliceAnswerView[] {
  const resultHash = hexOf(`result ${String(index)}`);
  const copy = { person: tomas, purpose: 'copy', resultHash } as const;
  const failed = { state: 'ended', resultHash: null, cost: null, receipt: null, reason } as const;
  const open = { cost: null, receipt: null, resultHash: null } as const;
  switch (wordAt(index)) {
    case 'done':
      return [answerOf({ resultHash }), answerOf(copy)];
    case 'differs':
      return [
        answerOf({ state: 'answered', receipt: null, resultHash }),
        answerOf({ ...copy, state: 'answered', receipt: null, resultHash: hexOf('another') }),
        answerOf({ ...open, person: noName, purpose: 'referee', state: 'running' }),
      ];
    case 'failed':
      return [answerOf({ ...failed, console: spoken }), answerOf({ ...copy, ...failed })];
    case 'checking':
      return [answerOf({ state: 'answered', receipt: null, resultHash })];
    case 'running':
      return [answerOf({ ...open, state: 'running', workCount: 0, progressMilli: 640 })];
    default:
      return [];
  }
}

const sentences: Readonly<Record<SliceWord, string>> = {
  waiting: 'It waits for its turn.',
  running: 'Somebody runs it.',
  checking: 'One answer is here; it is compared with another.',
  done: 'Done; the answers agree.',
  differs: 'Two people got different answers. A further run decides.',
  failed: reason,
  stopped: 'It was stopped.',
};

function sliceAt(index: number): SliceView {
  const state = wordAt(index);
  const text = sweepResult(index);
  return {
    index,
    name: `${(index * 1_000).toLocaleString('en-GB')}–${(index * 1_000 + 999).toLocaleString('en-GB')}`,
    state,
    sentence: sentences[state],
    inputBytes: 31,
    answers: answersOf(index),
    result:
      state === 'done'
        ? { hash: hexOf(`result ${String(index)}`), bytes: text.length, media: 'json', text }
        : null,
    verified: state === 'done' && index !== 0,
    fault: state === 'failed' ? { name: 'failed', sentence: reason, line: 12, column: 7 } : null,
  };
}

/** All 24. */
export function sweepSlices(): SliceView[] {
  return Array.from({ length: sweepStrip.length }, (_, index) => sliceAt(index));
}

/** The program of the job, whose line 12 cannot run. */
export const sweepSource = Array.from({ length: 20 }, (_, index) =>
  index === 11 ? '  return wing.lift(input.from);' : `  // line ${String(index + 1)}`,
).join('\n');

/** What `show` adds to the job: how it got on, and who worked on it. */
export function sweepDetail(): Partial<JobDetailView> {
  const now = Date.now();
  const done = [...sweepStrip].flatMap((letter, index) => (letter === 'd' ? [index] : []));
  return {
    map: sweepStrip,
    done: done.map((_, at) => ({ atMs: now - (13 - at * 0.7) * minute, slices: at + 1 })),
    times: done.map((slice) => ({
      slice,
      cpuMicroseconds: slice === 16 ? 210_000_000 : 48_000_000 + ((slice * 7_919) % 13) * 900_000,
    })),
    people: [
      { person: ines, answers: 19, agreed: 17, wrong: 0, paid: 637_500n },
      { person: tomas, answers: 18, agreed: 17, wrong: 0, paid: 637_500n },
      { person: noName, answers: 1, agreed: 0, wrong: 1, paid: 0n },
    ],
  };
}
