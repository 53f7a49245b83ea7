/** What a draft of a job comes to: slices, a request, a line for the command line, and a quote. */
import { expect, test } from 'vitest';
import { commandOf } from '../../renderer/features/jobs/draft-command.ts';
import { consequenceOf, cutInput } from '../../renderer/features/jobs/draft-input.ts';
import { wholeOf } from '../../renderer/features/jobs/draft-numbers.ts';
import { jobDraftOf, missingToRun, tonight } from '../../renderer/features/jobs/draft-request.ts';
import { emptyDraft, type Draft } from '../../renderer/features/jobs/draft.ts';
import { forCertainty, typedAmount } from '../../renderer/features/jobs/quote-sums.ts';
import { parseCpuHours } from '../../shared/api/words.ts';
import { bytesToText, textToBytes } from '../../shared/base/bytes.ts';

const now = new Date(2026, 10, 21, 15, 0).getTime();

function draftOf(part: Partial<Draft>): Draft {
  return { ...emptyDraft(), ...part };
}

test.each([
  ['1,000', 1_000],
  ['1 000 000', 1_000_000],
  ['−5', -5],
  ['1.5', null],
  ['', null],
  ['99999999999999999', null],
])('the number that is typed as “%s” is %s', (typed, value) => {
  expect(wholeOf(typed)).toBe(value);
});

test('lines of several files are cut as one list, and each slice of several is a JSON array', () => {
  const chosen = ['a\nb\n', 'c\n'].map((text, index) => ({
    name: `${String(index)}.txt`,
    bytes: textToBytes(text),
  }));
  const draft = draftOf({ inputKind: 'files', files: { chosen, by: 'lines', perSlice: '2' } });
  const cut = cutInput(draft);
  if (!cut.ok) return expect.unreachable(cut.sentence);
  expect(bytesToText(cut.slices.input(0) ?? new Uint8Array())).toBe('["a","b"]');
  expect(consequenceOf(cut)).toBe(
    '2 slices. First: “["a","b"]”. Last: “["c"]”. 14 bytes of input in all.',
  );
});

test('a list with a broken line is no input, and the line is named', () => {
  const list = { text: '[1, 2', form: 'json', perSlice: '1' } as const;
  const cut = cutInput(draftOf({ inputKind: 'list', list }));
  expect(cut).toMatchObject({ ok: false, lines: [{ line: 1 }] });
  expect(missingToRun(draftOf({}), cut, [])).toEqual([
    'Input: Nothing is sent while lines are broken.',
  ]);
});

test('tonight is ten in the evening, and at once where it is night', () => {
  const draft = draftOf({ when: 'tonight' });
  const job = jobDraftOf(draft, cutInput(draft), now);
  expect(job).toMatchObject({ notBeforeMs: new Date(2026, 10, 21, 22, 0).getTime() });
  expect(tonight(new Date(2026, 10, 21, 23, 30).getTime())).toBeNull();
  expect(tonight(new Date(2026, 10, 21, 3, 0).getTime())).toBeNull();
});

test('a draft with all that the command line knows becomes that line, quoted for a shell', () => {
  const list = { text: 'a\nb', form: 'lines', perSlice: '1' } as const;
  const draft = draftOf({
    ...{ name: 'Ines’ set', sourceName: 'my job.js', args: "it's\n7", inputKind: 'list', list },
    ...{ certainty: 'spot', memoryMegabytes: '64', minutes: '10' },
    ...{ when: 'by', deadline: '2026-12-24T18:00', ifLate: 'stop' },
  });
  expect(commandOf(draft, cutInput(draft), '0,5', now)).toBe(
    String.raw`common-hours job run 'my job.js' --list ines-set-list.txt --format lines --per-slice 1 ` +
      String.raw`--arg 'it'\''s' --arg 7 --certainty spot --memory 64MB --time 10m ` +
      String.raw`--deadline 2026-12-24T18:00 --stop-late --name 'Ines’ set' --ceiling 0.5 --wait`,
  );
});

test.each([0n, 1n, 500n, 100_000n, 33_000_000n, 1_105_000_000n])(
  'an amount of %s is typed so that it is read as the same',
  (amount) => {
    expect(parseCpuHours(typedAmount(amount))).toBe(amount);
  },
);

test('a quote for another certainty counts the copies, and never suggests next to nothing', () => {
  const tested = {
    ...{ likely: 400n, low: 320n, high: 480n, ceiling: 1_000n, slices: 20, sliceMs: 10 },
    ...{ copiesMilli: 2_000, doneAtMs: now, people: 2, lacks: null, sentence: '' },
  };
  expect(forCertainty(tested, 'two')).toBe(tested);
  expect(forCertainty(tested, 'three')).toMatchObject({ likely: 600n, high: 720n, doneAtMs: null });
  expect(forCertainty(tested, 'one')).toMatchObject({ likely: 200n, ceiling: 1_000n });
  expect(forCertainty(tested, 'spot')).toMatchObject({ likely: 220n, copiesMilli: 1_100 });
});
