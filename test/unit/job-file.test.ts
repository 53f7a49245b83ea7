/** Jobs in files. */
import { expect, test } from 'vitest';
import { jobFileText, parseJobFile } from '../../shared/api/job-file.ts';
import type { JobDraftValue } from '../../shared/api/jobs-shape.ts';
import { textToBytes } from '../../shared/base/bytes.ts';

const draft: JobDraftValue = {
  name: 'squares',
  module: textToBytes('export default (n) => n * n;'),
  entry: null,
  args: ['one', 'two'],
  input: { kind: 'range', from: 0, to: 10, step: 1, perSlice: 5 },
  certainty: 'two',
  limits: { memoryBytes: 2 ** 26, wallMs: 60_000 },
  audience: null,
  notBeforeMs: null,
  deadline: null,
};

const inputs: readonly JobDraftValue['input'][] = [
  draft.input,
  { kind: 'once', bytes: Uint8Array.of(0, 255) },
  { kind: 'slices', lengths: [1, 2], bytes: Uint8Array.of(1, 2, 3), names: ['a', 'b'] },
];

test.each(inputs)('a job that is kept in a file is the same job again: $kind', (input) => {
  for (const ceiling of [null, 12_345n]) {
    const job = { draft: { ...draft, input }, ceiling };
    expect(parseJobFile(jobFileText(job))).toEqual({ ok: true, value: job });
  }
});

const wrong: readonly (readonly [string, (text: string) => string, string])[] = [
  ['no JSON', () => 'a job', ''],
  ['another file', () => '{}', 'format'],
  ['a later version', (text) => text.replace('"version": 1', '"version": 2'), 'version'],
  ['a certainty that there is not', (text) => text.replace('"two",', '"six",'), 'draft.certainty'],
  ['a field too many', (text) => text.replace('"name":', '"more": 1, "name":'), 'draft.more'],
];

test.each(wrong)('%s is refused, with the place', (_, change, place) => {
  const text = jobFileText({ draft: { ...draft, args: [] }, ceiling: null });
  const parsed = parseJobFile(change(text));
  if (parsed.ok) return expect.unreachable('it was taken');
  expect(parsed.error.detail).toMatch(/^This is no job file that can be read here\./);
  if (place !== '') expect(parsed.error.detail).toContain(`“${place}”`);
});
