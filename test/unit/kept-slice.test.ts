import { expect, test } from 'vitest';
import { keptSliceText, newFacts, parseKeptSlice } from '../../main/engine/jobs/kept-slice.ts';
import { story } from '../support/slice-story.ts';

const { slice } = story('two').answers(0, 'bob', 'right');
const kept = { slice, facts: new Map([[0, newFacts(5)]]) };

test('a slice is read as it was kept', () => {
  expect(parseKeptSlice(keptSliceText(kept))).toEqual(kept);
});

test('what an earlier version kept, the state as text within the text, is read as well', () => {
  const now = JSON.parse(keptSliceText(kept)) as { readonly slice: unknown };
  const before = { ...now, slice: JSON.stringify(now.slice) };
  expect(parseKeptSlice(JSON.stringify(before))).toEqual(kept);
  expect(parseKeptSlice(JSON.stringify({ ...now, slice: '{"at":"new"' }))).toBeNull();
  expect(parseKeptSlice(JSON.stringify({ ...now, slice: '{"at":"new"}' }))).toBeNull();
});
